package dev.bailiwick.preprocess;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The expressions that turn a row into {@code features} and {@code label}.
 *
 * <p>A column of many values must not become many expressions: the code that Spark generates for a
 * hundred of them is too long for the JIT. So a one-hot block is one look-up of the slot and one
 * slice of a constant: of {@code 0 0 0 1 0 0 0}, the 4 numbers from place 4 - slot are a 1 at slot,
 * and 0 elsewhere.
 */
final class Projection {

  /** The largest number that a float can hold. */
  static final double LARGEST = Float.MAX_VALUE;

  /** With these Spark's text, which is longer, begins and ends the part that is ours. */
  private static final String MARK = "BAD_DATA: ";

  private static final String REMEDY =
      ": set dataset.dropIncomplete, or mend the data; see docs/formats/job.md";

  /** Chains of causes can be rings. */
  private static final int DEPTH = 30;

  private Projection() {}

  static Column features(List<FittedFeature> features) {
    List<Column> blocks = new ArrayList<>();
    List<Column> numbers = new ArrayList<>();
    for (FittedFeature feature : features) {
      if (feature.kind() == Kind.STANDARDISE) {
        numbers.add(standardised(feature));
        continue;
      }
      flush(numbers, blocks);
      blocks.add(feature.kind() == Kind.ONE_HOT ? oneHot(feature) : bucketised(feature));
    }
    flush(numbers, blocks);
    return blocks.size() == 1 ? blocks.get(0) : concat(blocks.toArray(Column[]::new));
  }

  static Column label(LabelSpec label) {
    Column value = Columns.category(label.column());
    Column index = null;
    for (int i = 0; i < label.classes().size(); i++) {
      Column is = value.isin(label.classes().get(i).toArray());
      Column number = lit((float) i);
      index = index == null ? when(is, number) : index.when(is, number);
    }
    return Objects.requireNonNull(index).otherwise(fail(labelFault(label), DataTypes.FloatType));
  }

  private static void flush(List<Column> numbers, List<Column> blocks) {
    if (!numbers.isEmpty()) {
      blocks.add(array(numbers.toArray(Column[]::new)));
      numbers.clear();
    }
  }

  private static Column standardised(FittedFeature feature) {
    Column z =
        Columns.number(feature.column()).minus(lit(feature.mean())).divide(lit(feature.scale()));
    // False or null for null, NaN, infinities, and what no float can hold.
    return when(abs(z).leq(lit(LARGEST)), z.cast(DataTypes.FloatType))
        .otherwise(fail(fault(feature), DataTypes.FloatType));
  }

  private static Column oneHot(FittedFeature feature) {
    // 0 for a value that is not there: the slot of the others.
    Column slot =
        array_position(
            lit(feature.values().toArray(String[]::new)), Columns.category(feature.column()));
    return block(slot.cast(DataTypes.IntegerType), feature);
  }

  private static Column bucketised(FittedFeature feature) {
    Column bucket =
        udf(RowBucketiseUdf.of(feature.splits()), DataTypes.IntegerType)
            .withName("bucketise")
            .apply(Columns.number(feature.column()));
    return block(bucket, feature);
  }

  private static Column block(Column slot, FittedFeature feature) {
    int width = feature.width();
    float[] window = new float[2 * width - 1];
    window[width - 1] = 1;
    // The check is on the slot, a scalar: RAPIDS has no error of an array type. And it is a CASE,
    // which on a GPU too evaluates the error for no row but those that have it.
    Column checked =
        when(Columns.usable(feature.column(), feature.kind()), slot)
            .otherwise(fail(fault(feature), DataTypes.IntegerType));
    return slice(lit(window), lit(width).minus(checked), lit(width));
  }

  /** What is said of a row that a feature cannot use. */
  static String fault(FittedFeature feature) {
    return "a row's "
        + feature.column()
        + switch (feature.kind()) {
          case STANDARDISE -> " is null or no finite number";
          case ONE_HOT -> " is null";
          case BUCKETISE -> " is null or not a number";
        };
  }

  /** What is said of a row that has no class. */
  static String labelFault(LabelSpec label) {
    return "a row's " + label.column() + " is null or in none of the label's classes";
  }

  /** The error that {@link Preprocessor#rowError} makes of a fault. */
  static BailiwickException rowError(String fault) {
    return new BailiwickException(ErrorCode.BAD_DATA, fault + REMEDY);
  }

  private static Column fail(String found, DataType type) {
    return raise_error(lit(MARK + found + REMEDY)).cast(type);
  }

  /** What {@link #fail} said, wherever in this chain of causes Spark has put it. */
  static Optional<String> failure(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < DEPTH; i++, cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      int begin = text.indexOf(MARK);
      int end = text.indexOf(REMEDY, Math.max(begin, 0));
      if (begin >= 0 && end >= 0) {
        return Optional.of(text.substring(begin + MARK.length(), end) + REMEDY);
      }
    }
    return Optional.empty();
  }
}
