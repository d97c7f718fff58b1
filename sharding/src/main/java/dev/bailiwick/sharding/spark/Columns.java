package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Arrays;
import org.apache.spark.sql.types.StructType;

/** Finds columns by name. */
final class Columns {
  private Columns() {}

  /**
   * The place of a column.
   *
   * @throws BailiwickException BAD_DATA if there is none of that name
   */
  static int ordinal(String source, StructType schema, String column) {
    int found = Arrays.asList(schema.fieldNames()).indexOf(column);
    if (found < 0) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "Source '"
              + source
              + "' has no column '"
              + column
              + "': it has "
              + String.join(", ", schema.fieldNames()));
    }
    return found;
  }
}
