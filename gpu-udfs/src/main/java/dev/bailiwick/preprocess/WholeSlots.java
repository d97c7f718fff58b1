package dev.bailiwick.preprocess;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.catalyst.util.DateFormatter;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Slots of booleans, whole numbers and dates. The known strings are turned into numbers once, so
 * that no value of the data has to become a string: a string that Spark's cast would write in
 * another way, such as {@code 007}, is no value's and gets no entry.
 */
final class WholeSlots implements Slots {
  private final Reader reader;
  private final long[] keys;
  private final int[] slots;
  private final int mask;

  /** Reads a column of one type as whole numbers. */
  private interface Reader {
    long at(ColumnVector column, int row);
  }

  private WholeSlots(Reader reader, int size) {
    this.reader = reader;
    int capacity = Integer.highestOneBit(Math.max(4, 2 * size)) << 1;
    keys = new long[capacity];
    slots = new int[capacity];
    mask = capacity - 1;
    Arrays.fill(slots, NONE);
  }

  static WholeSlots of(DataType type, Map<String, Integer> index) {
    WholeSlots made = new WholeSlots(reader(type), index.size());
    index.forEach((value, slot) -> number(type, value).ifPresent(key -> made.put(key, slot)));
    return made;
  }

  private static Reader reader(DataType type) {
    if (type instanceof BooleanType) {
      return (column, row) -> column.getBoolean(row) ? 1 : 0;
    } else if (type instanceof ByteType) {
      return ColumnVector::getByte;
    } else if (type instanceof ShortType) {
      return ColumnVector::getShort;
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return ColumnVector::getInt;
    } else if (type instanceof LongType) {
      return ColumnVector::getLong;
    }
    throw new IllegalArgumentException("no category: " + type.sql());
  }

  /** The number whose string form this is. */
  private static OptionalLong number(DataType type, String value) {
    if (type instanceof BooleanType) {
      return switch (value) {
        case "true" -> OptionalLong.of(1);
        case "false" -> OptionalLong.of(0);
        default -> OptionalLong.empty();
      };
    }
    return type instanceof DateType ? day(value) : whole(value);
  }

  private static OptionalLong whole(String value) {
    try {
      long number = Long.parseLong(value);
      return Long.toString(number).equals(value) ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong day(String value) {
    try {
      int day = Math.toIntExact(LocalDate.parse(value).toEpochDay());
      return DateFormatter.apply().format(day).equals(value)
          ? OptionalLong.of(day)
          : OptionalLong.empty();
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private void put(long key, int slot) {
    int at = spread(key);
    while (slots[at] != NONE) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    slots[at] = slot;
  }

  @Override
  public void find(ColumnVector column, int from, int rows, int[] out) {
    for (int i = 0; i < rows; i++) {
      long key = reader.at(column, from + i);
      int at = spread(key);
      while (slots[at] != NONE && keys[at] != key) {
        at = (at + 1) & mask;
      }
      out[i] = slots[at];
    }
  }

  private int spread(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & mask;
  }
}
