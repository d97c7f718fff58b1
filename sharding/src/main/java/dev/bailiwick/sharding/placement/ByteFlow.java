package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** Bytes of groups into the capacities of sites: what does not flow cannot be placed by anybody. */
final class ByteFlow {
  final Instance in;
  final long[] needed;
  final long[] capacity;
  private final long total;

  ByteFlow(Instance in) {
    this.in = in;
    needed = new long[in.groups];
    for (int i = 0; i < in.shards; i++) {
      needed[in.groupOf[i]] += in.bytes[i];
    }
    total = Arrays.stream(needed).sum();
    capacity = new long[in.sites];
    for (int s = 0; s < in.sites; s++) {
      capacity[s] = Math.min(in.capacity[s], total);
    }
  }

  long total() {
    return total;
  }

  /** As much as flows, with these sites for each group. */
  Flow run(int[][] allowed, long[] capacity) {
    Flow flow = new Flow(allowed, in.sites);
    System.arraycopy(needed, 0, flow.left, 0, in.groups);
    System.arraycopy(capacity, 0, flow.room, 0, in.sites);
    flow.run();
    return flow;
  }

  /** As much as flows, with as little as possible leaving the site where it is. */
  Flow runKeeping(Draft draft) {
    Flow flow = new Flow(in.allowed, in.sites);
    System.arraycopy(needed, 0, flow.left, 0, in.groups);
    System.arraycopy(capacity, 0, flow.room, 0, in.sites);
    Arrays.fill(flow.price, 1);
    for (int i = 0; i < in.shards; i++) {
      int at = draft.at[i];
      if (at >= 0) {
        int g = in.groupOf[i];
        flow.keep[flow.arcs(g) + Arrays.binarySearch(in.allowed[g], at)] += in.bytes[i];
      }
    }
    flow.run();
    return flow;
  }
}
