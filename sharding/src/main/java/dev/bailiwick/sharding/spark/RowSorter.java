package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What a row is: dropped or kept, under which value of law, for training or testing. */
final class RowSorter implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int lawOrdinal;
  private final int[] required;
  private final Splitting splitting;
  private final long base;

  RowSorter(int lawOrdinal, int[] required, Splitting splitting, long base) {
    this.lawOrdinal = lawOrdinal;
    this.required = required;
    this.splitting = splitting;
    this.base = base;
  }

  boolean dropped(InternalRow row) {
    for (int ordinal : required) {
      if (row.isNullAt(ordinal)) {
        return true;
      }
    }
    return false;
  }

  /** The value of law without blanks around it; it may point into the row. */
  UTF8String law(InternalRow row) {
    return lawOrdinal < 0 || row.isNullAt(lawOrdinal)
        ? UTF8String.EMPTY_UTF8
        : row.getUTF8String(lawOrdinal).trimAll();
  }

  /** 1 for testing, 0 for training. */
  int split(long rowInSource) {
    return splitting.isTest(base, rowInSource) ? 1 : 0;
  }

  boolean dependsOnRow() {
    return splitting.dependsOnRow();
  }
}
