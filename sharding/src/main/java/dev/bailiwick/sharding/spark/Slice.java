package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import org.apache.spark.Partition;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Rows of one stratum, from one partition of one source.
 *
 * <p>{@code from} and {@code to} count the stratum's rows in that partition; {@code counted} is how
 * many there were when the plan was made.
 */
final class Slice implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int dependency;
  private final Partition parent;
  private final String source;
  private final RowSorter sorter;
  private final long firstRow;
  private final String[] values;
  private final int split;
  private final long from;
  private final long to;
  private final long counted;

  Slice(
      int dependency,
      Partition parent,
      CountedSource source,
      String[] values,
      int split,
      long from,
      long to,
      long counted) {
    this.dependency = dependency;
    this.parent = parent;
    this.source = source.source().name();
    this.sorter = source.source().sorter();
    this.firstRow = source.firstRow(parent.index());
    this.values = values;
    this.split = split;
    this.from = from;
    this.to = to;
    this.counted = counted;
  }

  /** Which of the RDD's parents. */
  int dependency() {
    return dependency;
  }

  Partition parent() {
    return parent;
  }

  String source() {
    return source;
  }

  RowSorter sorter() {
    return sorter;
  }

  /** The number of the partition's first row in the source. */
  long firstRow() {
    return firstRow;
  }

  UTF8String[] values() {
    UTF8String[] bytes = new UTF8String[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = UTF8String.fromString(values[i]);
    }
    return bytes;
  }

  int split() {
    return split;
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  /** True if no later row of the partition belongs to the stratum, by the plan's count. */
  boolean last() {
    return to == counted;
  }
}
