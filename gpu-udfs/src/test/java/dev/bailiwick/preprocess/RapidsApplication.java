package dev.bailiwick.preprocess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A whole preprocessing, as an application of its own that {@link RapidsTest} submits: with the
 * RAPIDS Accelerator or without, as the settings say.
 *
 * <p>Arguments: a folder of Parquet files in, a folder for what comes out.
 */
public final class RapidsApplication {

  private RapidsApplication() {}

  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[1]);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Dataset<Row> rows = spark.read().parquet(args[0]);
      System.out.println("=== statistics ===");
      List<Row> collected = Rows.PREPROCESSOR.statisticsRows(rows).collectAsList();
      SiteStatistics site = SiteStatistics.fromRows(collected);
      FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(site));
      Files.write(out.resolve("fitted.json"), fitted.toBytes());

      System.out.println("=== transform ===");
      Dataset<Row> transformed = Rows.PREPROCESSOR.transform(rows, fitted);
      StringBuilder lines = new StringBuilder();
      for (Row row : transformed.collectAsList()) {
        lines.append(row.getList(0)).append(' ').append(row.getFloat(1)).append('\n');
      }
      Files.writeString(out.resolve("rows.txt"), lines);
      System.out.println("=== end ===");
    }
  }
}
