package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one pass of a search asks of every partition: for each group and each open prefix of its
 * keys, how many rows have which next bits.
 */
final class Buckets implements SourceScan.Pass<Buckets.Counts> {
  private static final long serialVersionUID = 1L;

  private final @Nullable Ask[] asks;

  /**
   * @param asks what is asked of each group; null for a group of which nothing is
   */
  Buckets(@Nullable Ask[] asks) {
    this.asks = asks.clone();
  }

  /** What is asked of one group. */
  static final class Ask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long min;
    private final int bits;
    private final int step;
    private final long[] prefixes;

    /**
     * @param min the least key; keys are counted from there
     * @param bits how many low bits of a key are not known yet, 1 to 64
     * @param step how many of them this pass finds
     * @param prefixes what is above them, ascending
     */
    Ask(long min, int bits, int step, long[] prefixes) {
      this.min = min;
      this.bits = bits;
      this.step = step;
      this.prefixes = prefixes.clone();
    }

    int step() {
      return step;
    }

    int buckets() {
      return prefixes.length << step;
    }

    /** The bucket of a key; negative if its prefix is not open. */
    int bucketOf(long key) {
      long offset = key - min;
      long prefix = bits == Long.SIZE ? 0 : offset >>> bits;
      int at = Arrays.binarySearch(prefixes, prefix);
      return at < 0 ? -1 : (at << step) | (int) ((offset >>> (bits - step)) & ((1L << step) - 1));
    }
  }

  /** Rows in each bucket of each group. */
  static final class Counts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long @Nullable [][] byGroup;

    private Counts(int groups) {
      byGroup = new long[groups][];
    }

    Counts plus(Counts other) {
      Counts sum = new Counts(byGroup.length);
      for (int g = 0; g < byGroup.length; g++) {
        long[] mine = byGroup[g];
        long[] theirs = other.byGroup[g];
        if (mine == null || theirs == null) {
          sum.byGroup[g] = mine == null ? theirs : mine;
        } else {
          long[] both = mine.clone();
          Arrays.setAll(both, i -> mine[i] + theirs[i]);
          sum.byGroup[g] = both;
        }
      }
      return sum;
    }

    long[] of(int group) {
      long[] counts = byGroup[group];
      return counts == null ? new long[0] : counts;
    }
  }

  @Override
  public Counts run(int source, int partition, GroupedSource.Walk rows) {
    Counts counts = new Counts(asks.length);
    while (rows.advance()) {
      int g = rows.group();
      Ask ask = asks[g];
      if (ask != null && rows.fault() == null) {
        int bucket = ask.bucketOf(rows.key());
        if (bucket >= 0) {
          long[] of = counts.byGroup[g];
          if (of == null) {
            of = new long[ask.buckets()];
            counts.byGroup[g] = of;
          }
          of[bucket]++;
        }
      }
    }
    return counts;
  }
}
