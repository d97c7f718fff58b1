package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.SourceCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

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

  /**
   * What the planner asks for. Bytes are those of the rows as Spark holds them in memory, which is
   * a measure by which sources can be compared, not the size of files.
   */
  public List<SourceCount> counts() {
    Map<List<String>, long[]> sums = new LinkedHashMap<>();
    for (PartitionCount p : partitions) {
      for (PartitionCount.Entry e : p.entries()) {
        long[] sum =
            sums.computeIfAbsent(List.of(e.law(), e.category()), k -> new long[e.counts().length]);
        Arrays.setAll(sum, i -> sum[i] + e.counts()[i]);
      }
    }
    List<SourceCount> counts = new ArrayList<>();
    sums.forEach(
        (key, sum) -> {
          PartitionCount.Entry all = new PartitionCount.Entry(key.get(0), key.get(1), sum);
          add(counts, all, Splitting.TRAIN, 0);
          add(counts, all, Splitting.TEST, 1);
        });
    counts.sort(
        Comparator.comparing(SourceCount::jurisdiction)
            .thenComparing(SourceCount::category)
            .thenComparing(SourceCount::split, Comparator.reverseOrder()));
    return counts;
  }

  private void add(List<SourceCount> counts, PartitionCount.Entry all, String name, int split) {
    if (all.rows(split) > 0) {
      counts.add(
          new SourceCount(
              source.name(),
              source.site(),
              all.law(),
              all.category(),
              name,
              all.rows(split),
              all.bytes(split)));
    }
  }

  /** Rows of a group in each partition, and of one category only if the group has one. */
  long[] rowsOf(RowGroup group) {
    long[] rows = new long[partitions.size()];
    for (PartitionCount p : partitions) {
      for (PartitionCount.Entry e : p.entries()) {
        rows[p.partition()] += group.rowsOf(e);
      }
    }
    return rows;
  }

  /** The categories of a group's rows. */
  SortedSet<String> categoriesOf(RowGroup group) {
    SortedSet<String> categories = new TreeSet<>();
    for (PartitionCount p : partitions) {
      for (PartitionCount.Entry e : p.entries()) {
        if (group.rowsOf(e) > 0) {
          categories.add(e.category());
        }
      }
    }
    return categories;
  }

  int partitions() {
    return partitions.size();
  }

  long[] firstRows() {
    return firstRows;
  }

  /** The number of a partition's first row in the source; 0 where nothing depends on it. */
  long firstRow(int partition) {
    return firstRows.length == 0 ? 0 : firstRows[partition];
  }
}
