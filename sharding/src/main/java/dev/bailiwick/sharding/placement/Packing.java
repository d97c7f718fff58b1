package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** Whole shards into capacities: what must leave for room, and where the last ones fit. */
final class Packing {
  private static final long WORK = 50_000_000;

  private final Instance in;
  private final ByteFlow bytes;

  Packing(Instance in, ByteFlow bytes) {
    this.in = in;
    this.bytes = bytes;
  }

  /** Takes from their sites as few bytes as must make room, for their own or for others. */
  void makeRoom(Draft draft) {
    Flow flow = bytes.runKeeping(draft);
    long[] excess = new long[in.sites];
    for (int g = 0; g < in.groups; g++) {
      boolean any = false;
      for (int i = 0; i < in.allowed[g].length; i++) {
        int arc = flow.arcs(g) + i;
        excess[in.allowed[g][i]] = Math.max(0, flow.keep[arc] - flow.flow[arc]);
        any |= excess[in.allowed[g][i]] > 0;
      }
      if (any) {
        leave(draft, excess, g);
      }
    }
  }

  private void leave(Draft draft, long[] excess, int g) {
    for (int i = in.start[g]; i < in.start[g + 1]; i++) {
      int s = draft.at[i];
      if (s >= 0 && in.bytes[i] > 0 && in.bytes[i] <= excess[s]) {
        excess[s] -= in.bytes[i];
        draft.put(i, Draft.NOWHERE);
      }
    }
    for (int i = in.start[g + 1] - 1; i >= in.start[g]; i--) {
      int s = draft.at[i];
      if (s >= 0 && in.bytes[i] > 0 && excess[s] > 0) {
        excess[s] -= in.bytes[i];
        draft.put(i, Draft.NOWHERE);
      }
    }
  }

  /** All shards anew, the largest first, as the bytes flow. */
  Draft afresh() {
    int[] nowhere = new int[in.shards];
    Arrays.fill(nowhere, Draft.NOWHERE);
    Draft draft = Draft.of(in, nowhere);
    Flow flow = bytes.run(in.allowed, bytes.capacity);
    long[] amount = new long[in.sites];
    int[] largest = new RadixOrder(in.shards).byDescending(in.bytes).by(in.groupOf, in.groups);
    for (int i : largest) {
      int g = in.groupOf[i];
      int best = Draft.NOWHERE;
      if (i == largest[in.start[g]]) {
        for (int a = 0; a < in.allowed[g].length; a++) {
          amount[in.allowed[g][a]] = flow.flow[flow.arcs(g) + a];
        }
      }
      for (int s : in.allowed[g]) {
        if (draft.fits(i, s) && (best < 0 || amount[s] > amount[best])) {
          best = s;
        }
      }
      if (best >= 0) {
        amount[best] -= in.bytes[i];
        draft.put(i, best);
      }
    }
    return draft;
  }

  /** Finds room for what has no site, if need be by sending another shard elsewhere. */
  void repair(Draft draft) {
    if (draft.unplaced() == 0) {
      return;
    }
    long work = 0;
    int[] largest = new RadixOrder(in.shards).byDescending(in.bytes).by(new int[in.shards], 1);
    for (int i : largest) {
      if (draft.at[i] < 0) {
        int to = draft.leastLoaded(i);
        if (to >= 0) {
          draft.put(i, to);
        } else if (work < WORK) {
          work += eject(draft, i);
        }
      }
    }
  }

  /** Puts a shard where the smallest other shard whose place would do can go elsewhere. */
  private long eject(Draft draft, int shard) {
    int out = -1;
    int outTo = -1;
    long work = in.shards;
    int[][] members = draft.members();
    for (int s : in.allowed[in.groupOf[shard]]) {
      long lacking = in.bytes[shard] - (in.capacity[s] - draft.bytes[s]);
      for (int other : members[s]) {
        boolean smaller = out < 0 || in.bytes[other] < in.bytes[out];
        if (in.bytes[other] >= lacking && smaller) {
          work += in.allowed[in.groupOf[other]].length;
          int to = elsewhere(draft, other, s);
          if (to >= 0) {
            out = other;
            outTo = to;
          }
        }
      }
    }
    if (out >= 0) {
      int s = draft.at[out];
      draft.put(out, outTo);
      draft.put(shard, s);
    }
    return work;
  }

  private int elsewhere(Draft draft, int shard, int site) {
    int best = Draft.NOWHERE;
    for (int s : in.allowed[in.groupOf[shard]]) {
      boolean roomier =
          best < 0 || in.capacity[s] - draft.bytes[s] > in.capacity[best] - draft.bytes[best];
      if (s != site && draft.fits(shard, s) && roomier) {
        best = s;
      }
    }
    return best;
  }
}
