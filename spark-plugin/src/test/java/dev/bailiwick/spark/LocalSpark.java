package dev.bailiwick.spark;

import org.apache.spark.sql.SparkSession;

/** A Spark in this process that nobody governs. */
public final class LocalSpark {
  private LocalSpark() {}

  /** One thread, two partitions after a shuffle; whoever asks for it stops it. */
  public static SparkSession start() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }
}
