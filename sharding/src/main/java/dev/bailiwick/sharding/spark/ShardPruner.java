package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the shards whose ranges show that no row of theirs passes a filter. What it cannot
 * tell it keeps: Spark tests each row in any case.
 */
final class ShardPruner {
  private final StructType schema;

  ShardPruner(StructType schema) {
    this.schema = schema;
  }

  /** The shards that may have a row which passes all filters. */
  List<ManifestShard> possible(List<ManifestShard> shards, Filter[] filters) {
    return shards.stream().filter(s -> mayHave(s, filters)).toList();
  }

  private boolean mayHave(ManifestShard shard, Filter[] filters) {
    Map<String, ShardRange> ranges = new TreeMap<>();
    shard.ranges().forEach(r -> ranges.put(r.column(), r));
    return ranges.isEmpty() || Arrays.stream(filters).allMatch(f -> mayPass(f, ranges));
  }

  private boolean mayPass(Filter filter, Map<String, ShardRange> ranges) {
    if (filter instanceof And and) {
      return mayPass(and.left(), ranges) && mayPass(and.right(), ranges);
    }
    if (filter instanceof Or or) {
      return mayPass(or.left(), ranges) || mayPass(or.right(), ranges);
    }
    if (filter instanceof EqualTo is) {
      return holds(is.attribute(), is.value(), ranges, true, true);
    }
    if (filter instanceof EqualNullSafe is) {
      return holds(is.attribute(), is.value(), ranges, true, true);
    }
    if (filter instanceof In in) {
      return Arrays.stream(in.values()).anyMatch(v -> holds(in.attribute(), v, ranges, true, true));
    }
    // A strict bound is taken as the wide one: one shard too many costs a read, one too few rows.
    if (filter instanceof GreaterThan than) {
      return holds(than.attribute(), than.value(), ranges, false, true);
    }
    if (filter instanceof GreaterThanOrEqual than) {
      return holds(than.attribute(), than.value(), ranges, false, true);
    }
    if (filter instanceof LessThan than) {
      return holds(than.attribute(), than.value(), ranges, true, false);
    }
    if (filter instanceof LessThanOrEqual than) {
      return holds(than.attribute(), than.value(), ranges, true, false);
    }
    return true;
  }

  /** Whether the value lies at or above the range's lower bound, and at or below its upper one. */
  private boolean holds(
      String column,
      @Nullable Object value,
      Map<String, ShardRange> ranges,
      boolean aboveLower,
      boolean belowUpper) {
    ShardRange range = ranges.get(column);
    int ordinal = range == null ? -1 : Arrays.asList(schema.fieldNames()).indexOf(column);
    // A name with a dot is a field of a column: Spark quotes a column that is called so.
    if (range == null || value == null || ordinal < 0 || column.contains(".")) {
      return true;
    }
    DataType type = schema.fields()[ordinal].dataType();
    if (type.equals(DataTypes.StringType) && !(aboveLower && belowUpper)) {
      // Categories have no blanks around them and values may, so that their order is another.
      return true;
    }
    try {
      return (!aboveLower || compare(type, value, range.from()) >= 0)
          && (!belowUpper || compare(type, value, range.to()) <= 0);
    } catch (IllegalArgumentException | DateTimeException e) {
      return true;
    }
  }

  private static int compare(DataType type, Object value, String bound) {
    if (type.equals(DataTypes.StringType)) {
      UTF8String text = UTF8String.fromString(value.toString()).trimAll();
      return text.compareTo(UTF8String.fromString(bound));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Long.compare(micros(value), DateTimeUtils.instantToMicros(Instant.parse(bound)));
    }
    if (type.equals(DataTypes.TimestampNTZType) && value instanceof LocalDateTime local) {
      return local.compareTo(LocalDateTime.parse(bound));
    }
    if (type.equals(DataTypes.DateType)) {
      return Long.compare(days(value), LocalDate.parse(bound).toEpochDay());
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return Long.compare(((Number) value).longValue(), Long.parseLong(bound));
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      if (Double.isNaN(number)) {
        throw new IllegalArgumentException("NaN has no place in a range");
      }
      // -0.0 equals 0.0 in Spark, and not for Double.compare.
      return Double.compare(number + 0.0, Double.parseDouble(bound) + 0.0);
    }
    throw new IllegalArgumentException("no order is known for " + type);
  }

  private static long micros(Object value) {
    if (value instanceof Instant instant) {
      return DateTimeUtils.instantToMicros(instant);
    }
    if (value instanceof java.sql.Timestamp timestamp) {
      return DateTimeUtils.fromJavaTimestamp(timestamp);
    }
    throw new IllegalArgumentException("no instant");
  }

  private static long days(Object value) {
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof java.sql.Date date) {
      return DateTimeUtils.fromJavaDate(date);
    }
    throw new IllegalArgumentException("no date");
  }
}
