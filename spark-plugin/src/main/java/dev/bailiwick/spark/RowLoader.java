package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import scala.collection.Iterator;

/**
 * Reads a shard's rows (column 0: features, array of float; column 1: label, float) into floats
 * outside the heap, and checks that they are that shard's.
 */
final class RowLoader implements ShardInput.Loader<InternalRow> {
  private static final long serialVersionUID = 1L;
  private static final int FEATURES = 0;
  private static final int LABEL = 1;

  @Override
  public FeatureRows load(
      Assignment.Shard shard, Assignment.Settings settings, Iterator<InternalRow> rows) {
    FeatureRows out = new FeatureRows(settings.inputs(), settings.classes());
    float[] features = new float[settings.inputs()];
    while (hasNext(rows, shard, out)) {
      InternalRow row = rows.next();
      if (out.rows() == 0) {
        ShardChecks.requireFile(shard);
      }
      try {
        if (row.isNullAt(FEATURES) || row.isNullAt(LABEL)) {
          throw new IllegalArgumentException("row %d has a null".formatted(out.rows()));
        }
        copy(row.getArray(FEATURES), features, out.rows());
        out.add(features, label(row.getFloat(LABEL), out.rows()));
      } catch (IllegalArgumentException e) {
        out.wipe();
        throw new BailiwickException(
            ErrorCode.BAD_DATA, "shard %s: %s".formatted(shard.id(), e.getMessage()), e);
      }
    }
    return ShardChecks.requireRows(shard, out);
  }

  /** Spark makes the next row here, and so finds here that it cannot be transformed. */
  private static boolean hasNext(
      Iterator<InternalRow> rows, Assignment.Shard shard, FeatureRows out) {
    try {
      return rows.hasNext();
    } catch (RuntimeException e) {
      int row = out.rows();
      out.wipe();
      throw Preprocessor.rowError(e)
          .<RuntimeException>map(
              ours ->
                  new BailiwickException(
                      ours.code(),
                      "shard %s, row %d: %s".formatted(shard.id(), row, ours.getMessage()),
                      e))
          .orElse(e);
    }
  }

  private static void copy(ArrayData array, float[] features, int row) {
    if (array.numElements() != features.length) {
      throw new IllegalArgumentException(
          "row %d has %d features, expected %d"
              .formatted(row, array.numElements(), features.length));
    }
    for (int i = 0; i < features.length; i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "row %d has a null feature, at position %d".formatted(row, i));
      }
      features[i] = array.getFloat(i);
    }
  }

  private static int label(float value, int row) {
    int label = (int) value;
    if (label != value) {
      throw new IllegalArgumentException("row %d has a label that is no class".formatted(row));
    }
    return label;
  }
}
