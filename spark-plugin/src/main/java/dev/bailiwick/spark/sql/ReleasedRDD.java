package dev.bailiwick.spark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The border between rows and what was made of them: above it there are aggregates only, each made
 * of at least {@link #minimum} records, because the plan below filters out all others.
 */
public final class ReleasedRDD extends MarkRDD {
  private static final long serialVersionUID = 1L;

  private final long minimum;

  ReleasedRDD(RDD<InternalRow> parent, long minimum) {
    super(parent);
    this.minimum = minimum;
  }

  /**
   * From how many records each of its rows is made at least; 0 for the number of all rows, which is
   * no transfer.
   */
  public long minimum() {
    return minimum;
  }
}
