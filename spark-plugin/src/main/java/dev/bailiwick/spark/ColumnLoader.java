package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.BatchTransform;
import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.Iterator;

/**
 * Reads a shard's column batches into floats outside the heap, transformed on the way, and checks
 * that they are that shard's.
 */
final class ColumnLoader implements ShardInput.Loader<ColumnarBatch> {
  private static final long serialVersionUID = 1L;

  private final ColumnarTransform transform;

  ColumnLoader(ColumnarTransform transform) {
    this.transform = transform;
  }

  @Override
  public FeatureRows load(
      Assignment.Shard shard, Assignment.Settings settings, Iterator<ColumnarBatch> batches) {
    FeatureRows out = new FeatureRows(settings.inputs(), settings.classes());
    try {
      BatchTransform columns = transform.begin();
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next();
        if (out.rows() == 0) {
          ShardChecks.requireFile(shard);
        }
        add(shard, columns, batch, out);
      }
    } catch (RuntimeException e) {
      out.wipe();
      throw e;
    }
    return ShardChecks.requireRows(shard, out);
  }

  private void add(
      Assignment.Shard shard, BatchTransform columns, ColumnarBatch batch, FeatureRows out) {
    try {
      if (transform.width() != out.width()) {
        throw new IllegalArgumentException(
            "row %d has %d features, expected %d"
                .formatted(out.rows(), transform.width(), out.width()));
      }
      columns.apply(batch, out::add);
    } catch (BailiwickException e) {
      // All rows before the one that cannot be used are there: their number is its own.
      throw new BailiwickException(
          e.code(), "shard %s, row %d: %s".formatted(shard.id(), out.rows(), e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA, "shard %s: %s".formatted(shard.id(), e.getMessage()), e);
    }
  }
}
