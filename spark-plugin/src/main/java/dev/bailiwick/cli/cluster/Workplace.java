package dev.bailiwick.cli.cluster;

import java.nio.file.Path;

/** Where this process stands: what the launcher script tells it in system properties. */
public final class Workplace {
  private static final String HOME = "bailiwick.home";
  private static final String SPARK_HOME = "bailiwick.spark.home";

  private Workplace() {}

  /** The folder under which Bailiwick builds and, without a wish of the user, works. */
  public static Path target() {
    return home().resolve("target");
  }

  /** The Spark that clusters and drivers run. */
  public static SparkHome spark() {
    String given = System.getProperty(SPARK_HOME);
    return SparkHome.at(given == null ? target().resolve("spark-home") : Path.of(given));
  }

  private static Path home() {
    return Path.of(System.getProperty(HOME, "")).toAbsolutePath().normalize();
  }
}
