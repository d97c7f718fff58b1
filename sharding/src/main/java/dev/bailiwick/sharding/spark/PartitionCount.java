package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** What one partition of a source holds. Plain, so that any of Spark's serialisers carries it. */
final class PartitionCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int partition;
  private final long rows;
  private final long dropped;
  private final String[] laws;
  private final String[] categories;
  private final long[][] counts;

  PartitionCount(int partition, long rows, long dropped, List<Entry> kept) {
    this.partition = partition;
    this.rows = rows;
    this.dropped = dropped;
    laws = kept.stream().map(Entry::law).toArray(String[]::new);
    categories = kept.stream().map(Entry::category).toArray(String[]::new);
    counts = kept.stream().map(Entry::counts).toArray(long[][]::new);
  }

  /** Rows of one law and category. */
  static final class Entry {
    private final String law;
    private final String category;
    private final long[] counts;

    /**
     * @param counts rows for training, rows for testing, bytes of the first, bytes of the second
     */
    Entry(String law, String category, long[] counts) {
      this.law = law;
      this.category = category;
      this.counts = counts;
    }

    String law() {
      return law;
    }

    String category() {
      return category;
    }

    long[] counts() {
      return counts;
    }

    long rows(int split) {
      return counts[split];
    }

    long bytes(int split) {
      return counts[2 + split];
    }
  }

  int partition() {
    return partition;
  }

  /** All rows, dropped ones too. */
  long rows() {
    return rows;
  }

  long dropped() {
    return dropped;
  }

  /** The rows that are kept. */
  List<Entry> entries() {
    return IntStream.range(0, laws.length)
        .mapToObj(i -> new Entry(laws[i], categories[i], counts[i]))
        .toList();
  }
}
