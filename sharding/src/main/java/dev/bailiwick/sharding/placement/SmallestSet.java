package dev.bailiwick.sharding.placement;

import java.util.Arrays;
import java.util.BitSet;

/**
 * As few groups as need more bytes than all their sites hold (Hall's condition, violated).
 *
 * <p>One, two or three are looked for by trying; beyond that groups are left out one by one as long
 * as the rest still conflicts, which ends with a set of which none can be left out.
 */
final class SmallestSet {
  private static final int PAIRS_UP_TO = 1_000;
  private static final int TRIPLES_UP_TO = 100;

  private final Instance in;
  private final ByteFlow bytes;

  SmallestSet(Instance in, ByteFlow bytes) {
    this.in = in;
    this.bytes = bytes;
  }

  /**
   * @param suspects groups that conflict together
   */
  int[] of(int[] suspects) {
    for (int a : suspects) {
      if (conflict(a)) {
        return new int[] {a};
      }
    }
    for (int i = 0; suspects.length <= PAIRS_UP_TO && i < suspects.length; i++) {
      for (int j = 0; j < i; j++) {
        if (conflict(suspects[j], suspects[i])) {
          return new int[] {suspects[j], suspects[i]};
        }
      }
    }
    for (int i = 0; suspects.length <= TRIPLES_UP_TO && i < suspects.length; i++) {
      for (int j = 0; j < i; j++) {
        for (int k = 0; k < j; k++) {
          if (conflict(suspects[k], suspects[j], suspects[i])) {
            return new int[] {suspects[k], suspects[j], suspects[i]};
          }
        }
      }
    }
    int[] left = suspects;
    for (int i = suspects.length - 1; i >= 0; i--) {
      int out = suspects[i];
      int[] without = Arrays.stream(left).filter(g -> g != out).toArray();
      left = conflict(without) ? without : left;
    }
    return left;
  }

  private boolean conflict(int... groups) {
    long needed = Arrays.stream(groups).mapToLong(g -> bytes.needed[g]).sum();
    return needed > sum(bytes.capacity, union(in, groups));
  }

  static BitSet union(Instance in, int[] groups) {
    BitSet union = new BitSet(in.sites);
    Arrays.stream(groups).forEach(g -> union.or(in.allowedSet[g]));
    return union;
  }

  /** The sum over some sites; as good as endless if it is more than half of what a long holds. */
  static long sum(long[] capacity, BitSet sites) {
    long sum = 0;
    for (int s = sites.nextSetBit(0); s >= 0; s = sites.nextSetBit(s + 1)) {
      sum = Math.min(Long.MAX_VALUE / 2, sum + capacity[s]);
    }
    return sum;
  }
}
