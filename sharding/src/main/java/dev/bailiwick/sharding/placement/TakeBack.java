package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/**
 * Lets go back what moved and need not have, the largest shards first; then lets smaller ones move
 * in the place of larger ones, so that each site gives hardly more than it must.
 */
final class TakeBack {
  private static final int LOOKED_AT = 500;
  private static final int PASSES = 3;

  private final Draft draft;
  private final Draft before;
  private final Instance in;
  private final double most;
  private final Members members;

  private TakeBack(Draft draft, Draft before, double most) {
    this.draft = draft;
    this.before = before;
    this.in = draft.in;
    this.most = most;
    members = new Members(draft);
  }

  /**
   * Takes back what leaves the highest load as it is, or within the goal.
   *
   * @param before where shards were that could stay
   */
  static void from(Draft draft, Draft before, double goal) {
    TakeBack back = new TakeBack(draft, before, Math.max(goal, draft.highest()));
    for (int pass = 0; pass < PASSES && back.pass(); pass++) {
      // What went back made room elsewhere.
    }
  }

  private boolean pass() {
    boolean any = false;
    for (int shard : moved()) {
      int home = before.at[shard];
      double then = (draft.load[home] + in.load[shard]) / in.weight[home];
      if (draft.at[shard] == home) {
        continue;
      }
      if (then <= most && draft.fits(shard, home)) {
        members.move(shard, home);
        any = true;
      } else {
        any |= sendSmaller(shard, home);
      }
    }
    return any;
  }

  private int[] moved() {
    int[] moved = new int[in.shards];
    int count = 0;
    for (int i = 0; i < in.shards; i++) {
      // What found no room is nowhere yet: it is looked after later.
      if (before.at[i] >= 0 && draft.at[i] >= 0 && before.at[i] != draft.at[i]) {
        moved[count++] = i;
      }
    }
    long[] load = new long[count];
    for (int i = 0; i < count; i++) {
      load[i] = in.load[moved[i]];
    }
    int[] order = new RadixOrder(count).byDescending(load).by(new int[count], 1);
    return Arrays.stream(order).limit(count).map(o -> moved[o]).toArray();
  }

  /** Looks for the smallest one with whose load gone the larger one can be at home. */
  private boolean sendSmaller(int shard, int home) {
    int to = draft.at[shard];
    double slack = most * in.weight[home] - draft.load[home];
    int place = members.placeOf(home, (long) Math.ceil(in.load[shard] - slack));
    int last = Math.min(members.count(home), place + LOOKED_AT);
    for (; place < last; place++) {
      int other = members.shard(home, place);
      if (in.load[other] >= in.load[shard]) {
        return false;
      }
      long bytes = in.bytes[shard] - in.bytes[other];
      if (before.at[other] == home
          && in.allowedSet[in.groupOf[other]].get(to)
          && bytes >= 0
          && bytes <= in.capacity[home] - draft.bytes[home]) {
        members.move(other, to);
        members.move(shard, home);
        return true;
      }
    }
    return false;
  }
}
