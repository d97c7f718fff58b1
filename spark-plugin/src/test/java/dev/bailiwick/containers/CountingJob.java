package dev.bailiwick.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * An ordinary Spark application over shards: it counts them twice, and waits for a file between.
 */
public final class CountingJob {
  private CountingJob() {}

  /**
   * What SparkSubmit runs.
   *
   * @param args folder of manifests, and the file that says to count again
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = SparkSession.builder().appName("counting").getOrCreate()) {
      System.out.println("counted " + rows(spark, args[0]));
      while (!Files.exists(Path.of(args[1]))) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      System.out.println("again " + rows(spark, args[0]));
    }
  }

  /** Counted where they lie: a count by SQL has a shuffle, and not all of these rows may meet. */
  private static long rows(SparkSession spark, String manifests) {
    return spark.read().format("bailiwick").load(manifests).javaRDD().count();
  }
}
