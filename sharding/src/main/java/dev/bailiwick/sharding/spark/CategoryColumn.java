package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The column of a category, as text: no blanks around it, empty where it is null. */
final class CategoryColumn implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final List<String> TYPES =
      List.of("STRING", "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT");

  private final int ordinal;
  private final String type;

  private CategoryColumn(int ordinal, String type) {
    this.ordinal = ordinal;
    this.type = type;
  }

  static CategoryColumn of(String source, StructType schema, String column) {
    int ordinal = Columns.ordinal(source, schema, column);
    String type = schema.fields()[ordinal].dataType().sql();
    if (!TYPES.contains(type)) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The category '"
              + column
              + "' of source '"
              + source
              + "' is "
              + type
              + ": it must be one of "
              + TYPES);
    }
    return new CategoryColumn(ordinal, type);
  }

  /** The value; it may point into the row. */
  UTF8String of(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return UTF8String.EMPTY_UTF8;
    }
    return switch (type) {
      case "STRING" -> row.getUTF8String(ordinal).trimAll();
      case "BOOLEAN" -> UTF8String.fromString(Boolean.toString(row.getBoolean(ordinal)));
      case "TINYINT" -> number(row.getByte(ordinal));
      case "SMALLINT" -> number(row.getShort(ordinal));
      case "INT" -> number(row.getInt(ordinal));
      default -> number(row.getLong(ordinal));
    };
  }

  private static UTF8String number(long value) {
    return UTF8String.fromString(Long.toString(value));
  }
}
