package dev.bailiwick.preprocess;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Columns of the data as the transforms read them, the same when fitting and when applying. */
final class Columns {

  private static final Set<DataType> CATEGORIES =
      Set.of(
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DateType);

  private Columns() {}

  /** A category in Spark's string form; null where the data has null. */
  static Column category(String column) {
    return named(column).cast(DataTypes.StringType);
  }

  static Column number(String column) {
    return named(column).cast(DataTypes.DoubleType);
  }

  /** Whether a row has a value that the transform can use; never null. */
  static Column usable(String column, Kind kind) {
    Column present = named(column).isNotNull();
    // NaN is above every number for Spark, so that one comparison excludes it as well.
    return switch (kind) {
      case STANDARDISE -> present.and(abs(number(column)).lt(lit(Double.POSITIVE_INFINITY)));
      case ONE_HOT -> present;
      case BUCKETISE -> present.and(number(column).leq(lit(Double.POSITIVE_INFINITY)));
    };
  }

  /** The column of exactly this name, whatever characters are in it. */
  static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  static void require(StructType schema, String column, Kind kind) {
    DataType type = typeOf(schema, column, "feature");
    boolean fits = kind == Kind.ONE_HOT ? CATEGORIES.contains(type) : type instanceof NumericType;
    if (!fits) {
      throw bad(
          "column "
              + column
              + " is of type "
              + type.sql()
              + ", which "
              + kind.id()
              + " cannot read: it needs "
              + (kind == Kind.ONE_HOT
                  ? "a string, a whole number, a boolean or a date"
                  : "a number")
              + "; change the transform, or the column's type in dataset.schema");
    }
  }

  static void requireLabel(StructType schema, String column) {
    DataType type = typeOf(schema, column, "label");
    if (!CATEGORIES.contains(type)) {
      throw bad(
          "the label "
              + column
              + " is of type "
              + type.sql()
              + "; classes are told apart by a string, a whole number, a boolean or a date");
    }
  }

  private static DataType typeOf(StructType schema, String column, String role) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw bad(
          role
              + " "
              + column
              + " is no column of the data; it has "
              + String.join(", ", schema.fieldNames()));
    }
    return schema.apply(column).dataType();
  }

  private static BailiwickException bad(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }
}
