package dev.bailiwick.preprocess;

import dev.bailiwick.preprocess.FeatureSpec.Kind;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** One feature of {@link BatchTransform}: from a column to its places in rows of numbers. */
abstract class FeatureCode {
  private final int ordinal;
  private final int at;
  private final int width;
  private final String fault;

  private FeatureCode(FittedFeature feature, StructType columns, int at, int width) {
    this.ordinal = columns.fieldIndex(feature.column());
    this.at = at;
    this.width = width;
    this.fault = Projection.fault(feature);
  }

  static FeatureCode of(
      FittedFeature feature, StructType columns, int at, int width, int tileRows) {
    DataType type = columns.apply(feature.column()).dataType();
    if (feature.kind() == Kind.ONE_HOT) {
      return new OneHot(feature, columns, at, width, Slots.ofValues(type, feature), tileRows);
    }
    Numbers numbers = Numbers.of(type);
    return feature.kind() == Kind.STANDARDISE
        ? new Standardised(feature, columns, at, width, numbers, tileRows)
        : new Bucketised(feature, columns, at, width, numbers, tileRows);
  }

  /** A new batch: nothing that was learnt of the one before holds. */
  void begin(ColumnarBatch batch) {}

  /**
   * Writes into zeros.
   *
   * @return the first of the rows, counted from {@code from}, that cannot be used; {@code rows} if
   *     all can
   */
  final int write(ColumnarBatch batch, int from, int rows, float[] tile) {
    ColumnVector column = batch.column(ordinal);
    int present = Nulls.first(column, from, rows);
    return present == 0 ? 0 : write(column, from, present, tile, at, width);
  }

  /** The same for rows that are not null. */
  abstract int write(ColumnVector column, int from, int rows, float[] tile, int at, int width);

  /** What is wrong with a row that cannot be used. */
  final String fault() {
    return fault;
  }

  private static final class Standardised extends FeatureCode {
    private final double mean;
    private final double scale;
    private final Numbers numbers;
    private final double[] values;

    Standardised(
        FittedFeature feature, StructType columns, int at, int width, Numbers numbers, int rows) {
      super(feature, columns, at, width);
      this.mean = feature.mean();
      this.scale = feature.scale();
      this.numbers = numbers;
      this.values = new double[rows];
    }

    @Override
    int write(ColumnVector column, int from, int rows, float[] tile, int at, int width) {
      numbers.read(column, from, rows, values);
      for (int i = 0; i < rows; i++) {
        double z = (values[i] - mean) / scale;
        // False for NaN, infinities, and what no float can hold.
        if (!(Math.abs(z) <= Projection.LARGEST)) {
          return i;
        }
        tile[at + i * width] = (float) z;
      }
      return rows;
    }
  }

  private static final class Bucketised extends FeatureCode {
    private final RowBucketiseUdf buckets;
    private final Numbers numbers;
    private final double[] values;

    Bucketised(
        FittedFeature feature, StructType columns, int at, int width, Numbers numbers, int rows) {
      super(feature, columns, at, width);
      this.buckets = new RowBucketiseUdf(feature.splits());
      this.numbers = numbers;
      this.values = new double[rows];
    }

    @Override
    int write(ColumnVector column, int from, int rows, float[] tile, int at, int width) {
      numbers.read(column, from, rows, values);
      for (int i = 0; i < rows; i++) {
        if (Double.isNaN(values[i])) {
          return i;
        }
        tile[at + i * width + buckets.bucket(values[i])] = 1;
      }
      return rows;
    }
  }

  private static final class OneHot extends FeatureCode {
    private final Slots slots;
    private final int ordinal;
    private final int[] found;

    OneHot(FittedFeature feature, StructType columns, int at, int width, Slots slots, int rows) {
      super(feature, columns, at, width);
      this.slots = slots;
      this.ordinal = columns.fieldIndex(feature.column());
      this.found = new int[rows];
    }

    @Override
    void begin(ColumnarBatch batch) {
      slots.begin(batch.column(ordinal));
    }

    @Override
    int write(ColumnVector column, int from, int rows, float[] tile, int at, int width) {
      slots.find(column, from, rows, found);
      for (int i = 0; i < rows; i++) {
        // The first slot is that of all values that were not named.
        tile[at + i * width + found[i] + 1] = 1;
      }
      return rows;
    }
  }
}
