package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A column of times, whole numbers or degrees, as numbers of 64 bits that have the same order as
 * its values, and back to the text of a value.
 */
final class ValueColumn implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How a value is kept in a row. */
  private enum Kind {
    TIMESTAMP,
    TIMESTAMP_NTZ,
    DATE,
    BIGINT,
    INT,
    SMALLINT,
    TINYINT,
    DOUBLE,
    FLOAT
  }

  private static final List<Kind> TIMES =
      List.of(
          Kind.TIMESTAMP,
          Kind.TIMESTAMP_NTZ,
          Kind.DATE,
          Kind.BIGINT,
          Kind.INT,
          Kind.SMALLINT,
          Kind.TINYINT);
  private static final List<Kind> DEGREES = List.of(Kind.DOUBLE, Kind.FLOAT);

  private final String name;
  private final int ordinal;
  private final Kind kind;

  private ValueColumn(String name, int ordinal, Kind kind) {
    this.name = name;
    this.ordinal = ordinal;
    this.kind = kind;
  }

  /** A column whose order is that of time. */
  static ValueColumn time(String source, StructType schema, String column) {
    return of(source, schema, column, TIMES);
  }

  /** A column of latitudes or longitudes. */
  static ValueColumn degrees(String source, StructType schema, String column) {
    return of(source, schema, column, DEGREES);
  }

  private static ValueColumn of(
      String source, StructType schema, String column, List<Kind> expected) {
    int ordinal = Columns.ordinal(source, schema, column);
    String found = schema.fields()[ordinal].dataType().sql().toUpperCase(Locale.ROOT);
    Kind kind =
        expected.stream()
            .filter(k -> k.name().equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.BAD_DATA,
                        "The column '"
                            + column
                            + "' of source '"
                            + source
                            + "' is "
                            + found
                            + ": the strategy needs one of "
                            + Arrays.toString(expected.toArray())));
    return new ValueColumn(column, ordinal, kind);
  }

  String name() {
    return name;
  }

  boolean isNull(InternalRow row) {
    return row.isNullAt(ordinal);
  }

  /** The value of a row that has one, in the order of the values. */
  long value(InternalRow row) {
    return switch (kind) {
      case TIMESTAMP, TIMESTAMP_NTZ, BIGINT -> row.getLong(ordinal);
      case DATE, INT -> row.getInt(ordinal);
      case SMALLINT -> row.getShort(ordinal);
      case TINYINT -> row.getByte(ordinal);
      case DOUBLE, FLOAT -> ordered(degrees(row));
    };
  }

  double degrees(InternalRow row) {
    return kind == Kind.FLOAT ? row.getFloat(ordinal) : row.getDouble(ordinal);
  }

  /** What reports say of a value. */
  String text(long value) {
    return switch (kind) {
      case TIMESTAMP -> instant(value).toString();
      case TIMESTAMP_NTZ -> LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC).toString();
      case DATE -> LocalDate.ofEpochDay(value).toString();
      case BIGINT, INT, SMALLINT, TINYINT -> Long.toString(value);
      case DOUBLE, FLOAT -> Double.toString(Double.longBitsToDouble(flipped(value)));
    };
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Bits whose order as signed numbers is that of the doubles. */
  private static long ordered(double value) {
    return flipped(Double.doubleToLongBits(value));
  }

  private static long flipped(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
