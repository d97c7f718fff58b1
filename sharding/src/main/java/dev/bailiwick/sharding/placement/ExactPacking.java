package dev.bailiwick.sharding.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries every way to put whole shards into capacities, so that its no is a proof. For few shards.
 *
 * <p>The largest shards first; equal shards are interchangeable, so they take sites in one order
 * only; and a branch ends as soon as what is left of the shards is more than what is left of the
 * sites.
 */
final class ExactPacking {
  static final int MOST_SHARDS = 32;
  private static final long MOST_STEPS = 2_000_000;

  /** What came of it. */
  enum Verdict {
    FITS,
    IMPOSSIBLE,
    UNDECIDED
  }

  private final Instance in;
  private final int[][] allowed;
  private final int[] order;
  private final long[] room;
  private final long[] after;
  private final int[] at;
  private long steps;
  private long free;

  /**
   * @param shards which shards
   * @param allowed the sites of each group
   * @param capacity the capacity of each site
   */
  ExactPacking(Instance in, int[] shards, int[][] allowed, long[] capacity) {
    this.in = in;
    this.allowed = allowed;
    order =
        IntStream.of(shards)
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer i) -> -in.bytes[i])
                    .thenComparing(i -> in.groupOf[i])
                    .thenComparing(Comparator.naturalOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    after = new long[order.length + 1];
    for (int i = order.length - 1; i >= 0; i--) {
      after[i] = after[i + 1] + in.bytes[order[i]];
    }
    room = new long[capacity.length];
    for (int s = 0; s < room.length; s++) {
      room[s] = Math.min(capacity[s], after[0]);
      // What is placed is less than a half of this, so it cannot run out by mistake.
      free = Math.min(Long.MAX_VALUE / 2, free + room[s]);
    }
    at = new int[order.length];
  }

  Verdict run() {
    if (place(0)) {
      return Verdict.FITS;
    }
    return steps > MOST_STEPS ? Verdict.UNDECIDED : Verdict.IMPOSSIBLE;
  }

  /** Where each shard of the instance fits, if all do. */
  static @Nullable Draft solve(Instance in, long[] capacity) {
    int[] all = IntStream.range(0, in.shards).toArray();
    ExactPacking packing = new ExactPacking(in, all, in.allowed, capacity);
    if (packing.run() != Verdict.FITS) {
      return null;
    }
    int[] site = new int[in.shards];
    for (int i = 0; i < packing.order.length; i++) {
      site[packing.order[i]] = packing.at[i];
    }
    return Draft.of(in, site);
  }

  private boolean place(int next) {
    if (next == order.length) {
      return true;
    }
    if (++steps > MOST_STEPS || after[next] > free) {
      return false;
    }
    int shard = order[next];
    int[] sites = allowed[in.groupOf[shard]];
    int first = 0;
    if (next > 0
        && in.groupOf[order[next - 1]] == in.groupOf[shard]
        && in.bytes[order[next - 1]] == in.bytes[shard]) {
      first = Arrays.binarySearch(sites, at[next - 1]);
    }
    for (int i = first; i < sites.length; i++) {
      int s = sites[i];
      if (room[s] >= in.bytes[shard]) {
        room[s] -= in.bytes[shard];
        free -= in.bytes[shard];
        at[next] = s;
        if (place(next + 1)) {
          return true;
        }
        room[s] += in.bytes[shard];
        free += in.bytes[shard];
      }
    }
    return false;
  }
}
