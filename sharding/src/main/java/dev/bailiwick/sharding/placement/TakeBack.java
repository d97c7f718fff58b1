package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** Lets go back what moved and need not have: the largest shards first. */
final class TakeBack {
  private TakeBack() {}

  /**
   * Takes back what leaves the highest load as it is, or within the goal.
   *
   * @param before where shards were that could stay
   */
  static void from(Draft draft, Draft before, double goal) {
    Instance in = draft.in;
    double most = Math.max(goal, draft.highest());
    int[] moved = new int[in.shards];
    int count = 0;
    for (int i = 0; i < in.shards; i++) {
      if (before.at[i] >= 0 && before.at[i] != draft.at[i]) {
        moved[count++] = i;
      }
    }
    long[] load = new long[count];
    for (int i = 0; i < count; i++) {
      load[i] = in.load[moved[i]];
    }
    int[] order = new RadixOrder(count).byDescending(load).by(new int[count], 1);
    for (int o : Arrays.copyOf(order, count)) {
      int shard = moved[o];
      int home = before.at[shard];
      double then = (draft.load[home] + in.load[shard]) / in.weight[home];
      if (then <= most && draft.fits(shard, home)) {
        draft.put(shard, home);
      }
    }
  }
}
