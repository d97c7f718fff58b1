package dev.bailiwick.preprocess;

import org.apache.spark.sql.vectorized.ColumnVector;

/** Where a column has its nulls. */
final class Nulls {
  private Nulls() {}

  /**
   * The first of the rows, counted from {@code from}, that is null; {@code rows} if none is. What a
   * vector holds at the place of a null may not be read.
   */
  static int first(ColumnVector column, int from, int rows) {
    if (column.hasNull()) {
      for (int i = 0; i < rows; i++) {
        if (column.isNullAt(from + i)) {
          return i;
        }
      }
    }
    return rows;
  }
}
