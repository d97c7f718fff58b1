package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A job's source as a dataset. Nothing is read until the dataset is. */
public final class SourceReader {
  private SourceReader() {}

  /**
   * The source's rows.
   *
   * @throws BailiwickException BAD_ARGUMENT if the schema is no DDL; BAD_DATA if Spark cannot find
   *     or read the source
   */
  public static Dataset<Row> read(SparkSession spark, SourceSpec source) {
    DataFrameReader reader =
        spark.read().format(source.format()).options(source.options()).schema(schema(source));
    try {
      return source.path().isPresent() ? reader.load(source.path().get()) : reader.load();
    } catch (Exception e) { // Scala declares no checked exceptions, and Spark throws some.
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "Source '"
              + source.name()
              + "' at site '"
              + source.site()
              + "' cannot be read as "
              + source.format()
              + source.path().map(p -> " from " + p).orElse("")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static StructType schema(SourceSpec source) {
    try {
      return StructType.fromDDL(source.schemaDdl());
    } catch (Exception e) { // As above.
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The schema of source '"
              + source.name()
              + "' is not Spark DDL such as \"age INT, name STRING\": "
              + e.getMessage(),
          e);
    }
  }
}
