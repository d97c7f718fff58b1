package dev.bailiwick.preprocess;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Turns column batches into rows of numbers; see {@link ColumnarTransform}. Not thread-safe.
 *
 * <p>It works on as many rows at a time as stay in a processor's first cache: columns are read in
 * their order, and rows written in theirs, and one of the two must be in strides.
 */
public final class BatchTransform {
  /** 32 KiB. */
  private static final int TILE_FLOATS = 1 << 13;

  private static final int TILE_ROWS = 512;

  private final List<FeatureCode> features = new ArrayList<>();
  private final Slots label;
  private final int labelOrdinal;
  private final String labelFault;
  private final int width;
  private final int tileRows;
  private final float[] tile;
  private final int[] labels;

  BatchTransform(FittedStatistics fitted, StructType columns) {
    width = fitted.width();
    tileRows = Math.max(1, Math.min(TILE_ROWS, TILE_FLOATS / width));
    tile = new float[tileRows * width];
    labels = new int[tileRows];
    int at = 0;
    for (FittedFeature feature : fitted.features()) {
      features.add(FeatureCode.of(feature, columns, at, width, tileRows));
      at += feature.width();
    }
    labelOrdinal = columns.fieldIndex(fitted.label().column());
    label = Slots.ofClasses(columns.apply(labelOrdinal).dataType(), fitted.label());
    labelFault = Projection.labelFault(fitted.label());
  }

  /**
   * Transforms the rows of a batch, in their order.
   *
   * @param batch has {@link ColumnarTransform#columns}
   * @throws BailiwickException BAD_DATA that names the column, never the value, at the first row
   *     that cannot be used; {@code sink} has all rows before it
   */
  public void apply(ColumnarBatch batch, ColumnarTransform.Sink sink) {
    features.forEach(feature -> feature.begin(batch));
    label.begin(batch.column(labelOrdinal));
    for (int from = 0; from < batch.numRows(); from += tileRows) {
      tile(batch, from, Math.min(tileRows, batch.numRows() - from), sink);
    }
  }

  private void tile(ColumnarBatch batch, int from, int rows, ColumnarTransform.Sink sink) {
    Arrays.fill(tile, 0, rows * width, 0f);
    // Whatever a later column finds counts only if it is in an earlier row, as in an expression
    // that is evaluated row by row.
    int usable = rows;
    String fault = "";
    for (FeatureCode feature : features) {
      int before = usable;
      usable = feature.write(batch, from, usable, tile);
      fault = usable < before ? feature.fault() : fault;
    }
    int before = usable;
    usable = label(batch, from, usable);
    fault = usable < before ? labelFault : fault;
    if (usable > 0) {
      sink.rows(tile, labels, usable);
    }
    if (usable < rows) {
      throw Projection.rowError(fault);
    }
  }

  private int label(ColumnarBatch batch, int from, int rows) {
    ColumnVector column = batch.column(labelOrdinal);
    int present = Nulls.first(column, from, rows);
    label.find(column, from, present, labels);
    for (int i = 0; i < present; i++) {
      if (labels[i] == Slots.NONE) {
        return i;
      }
    }
    return present;
  }
}
