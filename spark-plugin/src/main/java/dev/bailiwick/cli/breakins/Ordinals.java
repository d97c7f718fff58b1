package dev.bailiwick.cli.breakins;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Numbers rows, so that something can be shuffled that says nothing of them. */
final class Ordinals {
  private Ordinals() {}

  static Iterator<Integer> of(Iterator<InternalRow> rows) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Integer next() {
        rows.next();
        return next++;
      }
    };
  }
}
