package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Rows that all hold one text, on every way that Spark has for rows: the three shuffle writers and
 * their spills, blocks cached on disk and fetched from another executor, a broadcast, the results
 * of tasks.
 */
final class PlantedJob {
  private static final int ROWS = 1500;

  /** Nothing is compressed, and what can spill does. */
  static final Map<String, String> READABLE =
      Map.of(
          "spark.shuffle.compress", "false",
          "spark.shuffle.spill.compress", "false",
          "spark.rdd.compress", "false",
          "spark.broadcast.compress", "false",
          "spark.shuffle.file.buffer", "1k",
          "spark.shuffle.sort.bypassMergeThreshold", "4",
          "spark.shuffle.spill.numElementsForceSpillThreshold", "50",
          "spark.shuffle.readHostLocalDisk", "false",
          "spark.locality.wait", "0");

  private PlantedJob() {}

  static void run(SparkSession spark, String text) {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaPairRDD<Integer, String> rows =
        java.parallelize(IntStream.range(0, ROWS).boxed().toList(), 4)
            .mapToPair(i -> new Tuple2<>(i % 50, slowly(text + "-" + i)));
    assertThat(rows.partitionBy(new HashPartitioner(3)).mapValues(PlantedJob::slowly).count())
        .isEqualTo(ROWS);
    assertThat(rows.groupByKey(6).mapValues(Object::toString).count()).isEqualTo(50);
    assertThat(rows.repartitionAndSortWithinPartitions(new HashPartitioner(7)).count())
        .isEqualTo(ROWS);
    assertThat(
            spark
                .range(ROWS)
                .selectExpr("id % 50 AS k", "concat('" + text + "', id) AS t")
                .repartition(9)
                .sortWithinPartitions("t")
                .distinct()
                .count())
        .isEqualTo(ROWS);
    JavaRDD<String> cached = rows.values().persist(StorageLevel.DISK_ONLY());
    assertThat(cached.count()).isEqualTo(ROWS);
    assertThat(cached.coalesce(1).filter(v -> v.contains(text)).count()).isEqualTo(ROWS);
    List<String> collected = rows.values().collect();
    assertThat(collected).hasSize(ROWS).allMatch(v -> v.startsWith(text));
    Broadcast<List<String>> sent = java.broadcast(List.copyOf(collected));
    assertThat(cached.filter(v -> sent.value().contains(v)).count()).isEqualTo(ROWS);
  }

  /** Gives a watcher time to see files that live only while a task runs. */
  private static String slowly(String value) {
    if (value.hashCode() % 8 == 0) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return value;
  }
}
