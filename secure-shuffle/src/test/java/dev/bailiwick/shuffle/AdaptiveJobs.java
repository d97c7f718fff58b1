package dev.bailiwick.shuffle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What Spark decides while a query runs, by the sizes of blocks: each job makes sure that Spark did
 * decide so. And streams, which are many small queries.
 */
final class AdaptiveJobs {
  private static final String ROWS =
      "SELECT id, IF(id % 10 < %d, 0, id) AS k, sha2(CAST(id AS STRING), 256) AS t FROM"
          + " range(0, %d, 1, 4)";

  private AdaptiveJobs() {}

  static List<ShuffleJob> all() {
    return List.of(
        adaptive(
            "coalesced reads",
            "AQEShuffleRead coalesced",
            Map.of(
                "spark.sql.adaptive.coalescePartitions.parallelismFirst", "false",
                "spark.sql.adaptive.advisoryPartitionSizeInBytes", "90000",
                "spark.sql.shuffle.partitions", "16"),
            "SELECT k, max(t), count(*) FROM (" + rows(0, 6_000) + ") GROUP BY k"),
        adaptive(
            "all coalesced into one",
            "AQEShuffleRead coalesced",
            Map.of(),
            "SELECT i_part, i_flag, sum(i_price) FROM item GROUP BY 1, 2"),
        adaptive(
            "local reads",
            "AQEShuffleRead local",
            // Of the two sides only the customers are less: Spark would take the one that is ready
            // first.
            Map.of("spark.sql.adaptive.autoBroadcastJoinThreshold", "22000"),
            "SELECT c_segment, count(*) FROM orders JOIN customer ON c_id = o_customer"
                + " GROUP BY c_segment"),
        adaptive(
            "a skewed join",
            "skewed",
            Map.of(
                "spark.sql.adaptive.coalescePartitions.enabled", "false",
                "spark.sql.adaptive.advisoryPartitionSizeInBytes", "2000",
                "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes", "20000"),
            "SELECT a.id, b.id, a.t FROM ("
                + rows(5, 6_000)
                + ") a JOIN (SELECT id, id * 3 AS j FROM range(0, 900, 1, 2)) b ON a.k = b.j"),
        adaptive(
            "rebalanced",
            "REBALANCE",
            Map.of("spark.sql.adaptive.advisoryPartitionSizeInBytes", "1m"),
            "SELECT /*+ REBALANCE(k) */ * FROM (" + rows(4, 3_000) + ")"),
        adaptive(
            "repartitioned by a number",
            "RoundRobinPartitioning(9)",
            Map.of(),
            "SELECT /*+ REPARTITION(9) */ * FROM item"),
        adaptive(
            "repartitioned by range",
            "rangepartitioning",
            Map.of(),
            "SELECT /*+ REPARTITION_BY_RANGE(7, i_price) */ * FROM item"),
        adaptive(
            "without adaptive execution",
            "SortMergeJoin",
            Map.of("spark.sql.adaptive.enabled", "false"),
            "SELECT o_id, c_segment FROM orders JOIN customer ON c_id = o_customer"),
        adaptive(
            "an exchange that is used twice",
            "ReusedExchange",
            Map.of(),
            "SELECT a.i_part, a.n, b.n FROM (SELECT i_part, count(*) AS n FROM item GROUP BY 1) a"
                + " JOIN (SELECT i_part, count(*) AS n FROM item GROUP BY 1) b ON a.n = b.n AND"
                + " a.i_part <= b.i_part"),
        new ShuffleJob("stream: counts by key", AdaptiveJobs::stream));
  }

  private static String rows(int skew, int rows) {
    return ROWS.replace("id % 10 < %d", "id % 10 < " + skew).replace("%d", String.valueOf(rows));
  }

  private static ShuffleJob adaptive(
      String name, String planned, Map<String, String> settings, String sql) {
    return new ShuffleJob(
        "SQL: " + name,
        spark -> {
          SparkSession session = SqlTables.session(spark);
          settings.forEach(session.conf()::set);
          Dataset<Row> query = session.sql(sql);
          List<String> rows = SqlTables.sorted(query);
          String plan =
              ((org.apache.spark.sql.classic.Dataset<Row>) query)
                  .queryExecution()
                  .executedPlan()
                  .toString();
          if (!plan.contains(planned)) {
            throw new AssertionError(name + " is not in the plan\n" + plan);
          }
          return rows;
        });
  }

  /** Three files, one a batch; the counts live in a state store between them. */
  private static List<String> stream(TestSpark spark) {
    SparkSession session = SqlTables.session(spark);
    session.conf().set("spark.sql.shuffle.partitions", "3");
    try {
      Path folder = spark.folder("stream");
      Path input = Files.createDirectories(folder.resolve("input"));
      for (int file = 0; file < 3; file++) {
        int first = 400 * file;
        Files.write(
            input.resolve("part-" + file + ".csv"),
            IntStream.range(first, first + 400).mapToObj(i -> i % 23 + "," + "text " + i).toList());
      }
      StreamingQuery query =
          session
              .readStream()
              .schema("k INT, t STRING")
              .option("maxFilesPerTrigger", 1)
              .csv(input.toString())
              .groupBy("k")
              .agg(Map.of("t", "max", "*", "count"))
              .writeStream()
              .format("memory")
              .queryName("counts")
              .outputMode("complete")
              .option("checkpointLocation", folder.resolve("checkpoint").toString())
              .trigger(Trigger.AvailableNow())
              .start();
      query.awaitTermination();
      return SqlTables.sorted(session.table("counts"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TimeoutException | StreamingQueryException e) {
      throw new IllegalStateException(e);
    }
  }
}
