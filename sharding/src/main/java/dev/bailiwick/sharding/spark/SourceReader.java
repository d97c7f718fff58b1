package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
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
    return opened(
        source, () -> source.path().isPresent() ? reader.load(source.path().get()) : reader.load());
  }

  /**
   * The same of a source that the driver cannot see: its files are these, as its site listed them.
   *
   * @param files all files below the source's path, with qualified paths
   */
  public static Dataset<Row> read(SparkSession spark, SourceSpec source, List<FileStatus> files) {
    StructType schema = schema(source);
    ListedFiles listed = new ListedFiles(new Path(source.path().orElseThrow()), files);
    var classic = (org.apache.spark.sql.classic.SparkSession) spark;
    return opened(
        source, () -> classic.baseRelationToDataFrame(listed.relation(classic, source, schema)));
  }

  private static Dataset<Row> opened(SourceSpec source, Callable<Dataset<Row>> reading) {
    try {
      return reading.call();
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
