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

  static Iterator<Tuple2<Integer, byte[]>> encode(
      int shard, StructType schema, Iterator<InternalRow> rows) {
    return encode(new int[] {shard}, schema, rows);
  }

  /** Every row once for each of these shards; at least one. */
  static Iterator<Tuple2<Integer, byte[]>> encode(
      int[] shards, StructType schema, Iterator<InternalRow> rows) {
    UnsafeProjection projection = UnsafeProjection.create(schema);
    return new Iterator<>() {
      private byte[] row = {};
      private int next = shards.length;

      @Override
      public boolean hasNext() {
        return next < shards.length || rows.hasNext();
      }

      @Override
      public Tuple2<Integer, byte[]> next() {
        if (next == shards.length) {
          // A copy, since the projection and the reader reuse their buffers.
          row = projection.apply(rows.next()).copy().getBytes();
          next = 0;
        }
        return new Tuple2<>(shards[next++], row);
      }
    };
  }

  static Iterator<InternalRow> decode(int fields, Iterator<Tuple2<Integer, byte[]>> pairs) {
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
