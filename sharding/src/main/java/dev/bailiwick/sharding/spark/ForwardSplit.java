package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows at or after an instant are for testing, all before it for training. */
final class ForwardSplit implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ValueColumn column;
  private final long from;

  ForwardSplit(ValueColumn column, long from) {
    this.column = column;
    this.from = from;
  }

  /** Only rows of an unknown law may have no time here, and they are in neither split. */
  boolean isTest(InternalRow row) {
    return !column.isNull(row) && column.value(row) >= from;
  }
}
