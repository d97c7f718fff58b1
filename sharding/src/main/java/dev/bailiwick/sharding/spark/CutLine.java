package dev.bailiwick.sharding.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cells between cuts: the first from the least key to the first cut, and so on. */
final class CutLine extends Line {
  private static final long serialVersionUID = 1L;

  private final long[] keys;
  private final long[] ties;

  /** The keys whose rows lie on both sides of a cut, ascending. */
  private final long[] tied;

  /** For each source and partition: how many rows with each of those keys lie before it. */
  private final long[][][] before;

  private CutLine(List<Cut> cuts, long[] tied, long[][][] before) {
    this.keys = cuts.stream().mapToLong(Cut::key).toArray();
    this.ties = cuts.stream().mapToLong(Cut::ties).toArray();
    this.tied = tied;
    this.before = before;
  }

  /**
   * Lines cut like this; one more pass where rows with equal keys lie on both sides of a cut.
   *
   * @param cuts of each group, by rank
   */
  static List<CutLine> of(SourceScan scan, List<List<Cut>> cuts) {
    long[][] tied =
        cuts.stream()
            .map(of -> of.stream().filter(Cut::splitsEquals).mapToLong(Cut::key).distinct())
            .map(java.util.stream.LongStream::toArray)
            .toArray(long[][]::new);
    long[][][][] counts = new long[tied.length][scan.sources().size()][][];
    for (int g = 0; g < tied.length; g++) {
      for (int s = 0; s < counts[g].length; s++) {
        counts[g][s] = new long[scan.sources().get(s).partitions()][tied[g].length];
      }
    }
    if (scan.order().isAsItLies()) {
      countByPlan(scan, tied, counts);
    } else if (Arrays.stream(tied).anyMatch(t -> t.length > 0)) {
      for (Equal e :
          scan.all((source, partition, rows) -> Equal.of(source, partition, rows, tied))) {
        for (int g = 0; g < tied.length; g++) {
          counts[g][e.source][e.partition] = e.counts[g];
        }
      }
    }
    List<CutLine> lines = new ArrayList<>();
    for (int g = 0; g < tied.length; g++) {
      lines.add(new CutLine(cuts.get(g), tied[g], summed(counts[g], tied[g].length)));
    }
    return lines;
  }

  /** All rows have the same key, and how many there are is known. */
  private static void countByPlan(SourceScan scan, long[][] tied, long[][][][] counts) {
    for (int g = 0; g < tied.length; g++) {
      RowGroup group = scan.groups().get(g);
      for (int s = 0; s < counts[g].length && tied[g].length > 0; s++) {
        CountedSource source = scan.sources().get(s);
        long[] rows = source.rowsOf(group);
        for (int p = 0; p < rows.length && group.isAt(source.source().site()); p++) {
          counts[g][s][p][0] = rows[p];
        }
      }
    }
  }

  private static long[][][] summed(long[][][] counts, int width) {
    long[] sum = new long[width];
    for (long[][] ofSource : counts) {
      for (long[] ofPartition : ofSource) {
        for (int k = 0; k < width; k++) {
          long here = ofPartition[k];
          ofPartition[k] = sum[k];
          sum[k] += here;
        }
      }
    }
    return counts;
  }

  @Override
  int cells() {
    return keys.length + 1;
  }

  @Override
  Partition at(int source, int partition) {
    long[] seen = before[source][partition].clone();
    return row -> cellOf(row.key(), seen);
  }

  private int cellOf(long key, long[] seen) {
    int tie = Arrays.binarySearch(tied, key);
    long rank = tie < 0 ? -1 : seen[tie]++;
    int low = 0;
    int high = keys.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean above = keys[middle] < key || (keys[middle] == key && isAbove(middle, rank));
      if (above) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Of rows with the cut's own key.
   *
   * @param rank the row's place among them; -1 if no cut goes between them, and then a cut has all
   *     of them below it or none
   */
  private boolean isAbove(int cut, long rank) {
    return rank < 0 ? ties[cut] == 0 : ties[cut] <= rank;
  }

  @Override
  long sortKey(GroupedSource.Walk row) {
    return row.key();
  }

  /** Rows of one partition with the keys that a cut divides. */
  private static final class Equal implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final int source;
    private final int partition;
    private final long[][] counts;

    private Equal(int source, int partition, long[][] counts) {
      this.source = source;
      this.partition = partition;
      this.counts = counts;
    }

    static Equal of(int source, int partition, GroupedSource.Walk rows, long[][] tied) {
      long[][] counts = new long[tied.length][];
      Arrays.setAll(counts, g -> new long[tied[g].length]);
      while (rows.advance()) {
        int g = rows.group();
        if (tied[g].length > 0 && rows.fault() == null) {
          int at = Arrays.binarySearch(tied[g], rows.key());
          if (at >= 0) {
            counts[g][at]++;
          }
        }
      }
      return new Equal(source, partition, counts);
    }
  }
}
