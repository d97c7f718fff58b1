package dev.bailiwick.sharding.spark;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Rows as Spark's own row bytes, for the way through a shuffle. */
final class RowBytes {
  private RowBytes() {}

  /** Each row once for each target. */
  static Iterator<Tuple2<Integer, byte[]>> encode(
      int[] targets, StructType schema, Iterator<InternalRow> rows) {
    UnsafeProjection projection = UnsafeProjection.create(schema);
    return new Iterator<>() {
      private byte[] bytes = new byte[0];
      private int sent = targets.length;

      @Override
      public boolean hasNext() {
        return sent < targets.length || rows.hasNext();
      }

      @Override
      public Tuple2<Integer, byte[]> next() {
        if (sent == targets.length) {
          // A copy, since the projection and the reader reuse their buffers.
          bytes = projection.apply(rows.next()).copy().getBytes();
          sent = 0;
        }
        return new Tuple2<>(targets[sent++], bytes);
      }
    };
  }

  static <K> Iterator<InternalRow> decode(int fields, Iterator<Tuple2<K, byte[]>> pairs) {
    UnsafeRow row = new UnsafeRow(fields);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public InternalRow next() {
        byte[] bytes = pairs.next()._2();
        row.pointTo(bytes, bytes.length);
        return row;
      }
    };
  }
}
