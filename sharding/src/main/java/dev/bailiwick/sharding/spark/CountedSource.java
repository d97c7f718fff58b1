package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A source and what was counted in each of its partitions. */
public final class CountedSource {
  private final SourceRows source;
  private final List<PartitionCount> partitions;
  private final long[] firstRows;

  CountedSource(SourceRows source, List<PartitionCount> partitions, long[] firstRows) {
    this.source = source;
    this.partitions = List.copyOf(partitions);
    this.firstRows = firstRows;
  }

  /** The source. */
  public SourceRows source() {
    return source;
  }

  /** All rows that were read, dropped ones too. */
  public long rows() {
    return partitions.stream().mapToLong(PartitionCount::rows).sum();
  }

  /** Rows dropped because a required column was null. */
  public long dropped() {
    return partitions.stream().mapToLong(PartitionCount::dropped).sum();
  }

  /** What the planner asks for. */
  public List<SourceCount> counts() {
    Map<String, long[]> sums = new TreeMap<>();
    for (PartitionCount p : partitions) {
      p.forEach(
          (value, train, test) -> {
            long[] sum = sums.computeIfAbsent(value, v -> new long[2]);
            sum[0] += train;
            sum[1] += test;
          });
    }
    List<SourceCount> counts = new ArrayList<>();
    sums.forEach(
        (value, sum) -> {
          add(counts, value, Splitting.TRAIN, sum[0]);
          add(counts, value, Splitting.TEST, sum[1]);
        });
    return counts;
  }

  private void add(List<SourceCount> counts, String value, String split, long rows) {
    if (rows > 0) {
      counts.add(SourceCount.of(source.name(), source.site(), value, split, rows));
    }
  }

  /** Rows of a stratum in each partition. */
  long[] rowsOf(Stratum stratum) {
    long[] rows = new long[partitions.size()];
    boolean test = stratum.split().equals(Splitting.TEST);
    for (PartitionCount p : partitions) {
      p.forEach(
          (value, train, held) -> {
            if (stratum.values().contains(value)) {
              rows[p.partition()] += test ? held : train;
            }
          });
    }
    return rows;
  }

  /** The number of a partition's first row in the source; 0 where nothing depends on it. */
  long firstRow(int partition) {
    return firstRows.length == 0 ? 0 : firstRows[partition];
  }
}
