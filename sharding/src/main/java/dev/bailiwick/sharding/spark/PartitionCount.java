package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;

/** What one partition of a source holds. Plain, so that any of Spark's serialisers carries it. */
final class PartitionCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int partition;
  private final long rows;
  private final long dropped;
  private final String[] values;
  private final long[] train;
  private final long[] test;

  PartitionCount(int partition, long rows, long dropped, SortedMap<String, long[]> kept) {
    this.partition = partition;
    this.rows = rows;
    this.dropped = dropped;
    values = new String[kept.size()];
    train = new long[kept.size()];
    test = new long[kept.size()];
    int i = 0;
    for (Map.Entry<String, long[]> e : kept.entrySet()) {
      values[i] = e.getKey();
      train[i] = e.getValue()[0];
      test[i] = e.getValue()[1];
      i++;
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

  /** Hears of a value of law, its rows for training and its rows for testing. */
  interface Each {
    void value(String value, long train, long test);
  }

  void forEach(Each each) {
    for (int i = 0; i < values.length; i++) {
      each.value(values[i], train[i], test[i]);
    }
  }
}
