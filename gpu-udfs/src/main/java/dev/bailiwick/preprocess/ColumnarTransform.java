package dev.bailiwick.preprocess;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * {@link Preprocessor#transform} on Spark's column vectors: the same numbers, bit for bit, and the
 * same errors, without a row object and without an expression. Made by {@link
 * Preprocessor#columnar}; immutable; it travels in a task.
 *
 * <p>Guarantee: for the same columns, {@link BatchTransform#apply} gives what the expressions of
 * {@link Preprocessor#transform} give, which {@code ColumnarTransformLawsTest} holds it to.
 *
 * <p>Not guaranteed: anything about a GPU. Where the RAPIDS Accelerator runs, the expressions are
 * what it can place there.
 */
public final class ColumnarTransform implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] fitted;
  private final String columns;
  private final int width;

  private ColumnarTransform(byte[] fitted, String columns, int width) {
    this.fitted = fitted;
    this.columns = columns;
    this.width = width;
  }

  /** What takes the rows, some at a time. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes rows; the arrays are the caller's and are used again.
     *
     * @param features {@code [rows, width]}, row after row
     * @param labels the index of each row's class
     * @param rows how many, at least 1
     */
    void rows(float[] features, int[] labels, int rows);
  }

  static ColumnarTransform of(FittedStatistics fitted, StructType schema) {
    Set<String> names = new LinkedHashSet<>();
    fitted.features().forEach(feature -> names.add(feature.column()));
    names.add(fitted.label().column());
    StructType columns = new StructType();
    for (String name : names) {
      StructField field = schema.apply(name);
      columns = columns.add(name, field.dataType(), field.nullable());
    }
    return new ColumnarTransform(fitted.toBytes(), columns.json(), fitted.width());
  }

  /** The columns that a batch must have, in this order. */
  public StructType columns() {
    return (StructType) DataType.fromJson(columns);
  }

  /** How many numbers a row becomes. */
  public int width() {
    return width;
  }

  /** The working part: for one thread, and any number of batches. */
  public BatchTransform begin() {
    return new BatchTransform(FittedStatistics.fromBytes(fitted), columns());
  }
}
