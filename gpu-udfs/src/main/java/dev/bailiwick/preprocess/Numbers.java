package dev.bailiwick.preprocess;

import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * A column of one of Spark's number types as doubles, as Spark's cast makes them. A loop for each
 * type, so that the JIT sees through each.
 */
@FunctionalInterface
interface Numbers {
  /** Reads {@code rows} values, none of them null, into {@code out} from place 0 on. */
  void read(ColumnVector column, int from, int rows, double[] out);

  /** For a type that {@link Columns#require} accepts. */
  static Numbers of(DataType type) {
    if (type instanceof FloatType) {
      return Numbers::floats;
    } else if (type instanceof DoubleType) {
      return Numbers::doubles;
    } else if (type instanceof IntegerType) {
      return Numbers::ints;
    } else if (type instanceof LongType) {
      return Numbers::longs;
    } else if (type instanceof ShortType) {
      return Numbers::shorts;
    } else if (type instanceof ByteType) {
      return Numbers::bytes;
    } else if (type instanceof DecimalType decimal) {
      return (column, from, rows, out) -> decimals(column, from, rows, out, decimal);
    }
    throw new IllegalArgumentException("no number: " + type.sql());
  }

  private static void floats(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getFloat(from + i);
    }
  }

  private static void doubles(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getDouble(from + i);
    }
  }

  private static void ints(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getInt(from + i);
    }
  }

  private static void longs(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getLong(from + i);
    }
  }

  private static void shorts(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getShort(from + i);
    }
  }

  private static void bytes(ColumnVector column, int from, int rows, double[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getByte(from + i);
    }
  }

  /** Spark's decimals are objects, and their way to a double is Spark's own. */
  private static void decimals(
      ColumnVector column, int from, int rows, double[] out, DecimalType type) {
    for (int i = 0; i < rows; i++) {
      out[i] = column.getDecimal(from + i, type.precision(), type.scale()).toDouble();
    }
  }
}
