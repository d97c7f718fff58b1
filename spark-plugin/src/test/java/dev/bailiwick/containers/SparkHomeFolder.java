package dev.bailiwick.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Spark that is lent to the containers: {@code SPARK_HOME}, else the one under target/. */
final class SparkHomeFolder {
  private SparkHomeFolder() {}

  /** Assembled from Maven Central as the script {@code bailiwick} does, if there is none. */
  static Path ready() throws IOException, InterruptedException {
    String given = System.getenv("SPARK_HOME");
    if (given != null && !given.isEmpty()) {
      return Path.of(given).toRealPath();
    }
    Path root = Path.of(System.getProperty("bailiwick.root"));
    Path home = root.resolve("target/spark-home");
    if (!Files.exists(home.resolve("RELEASE"))) {
      int status =
          new ProcessBuilder(
                  root.resolve("mvnw").toString(),
                  "-B",
                  "-q",
                  "-f",
                  root.resolve("spark-plugin/src/spark-home/pom.xml").toString(),
                  "dependency:copy-dependencies",
                  "-DoutputDirectory=" + home.resolve("jars"))
              .directory(root.toFile())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("No Spark home could be assembled in " + home);
      }
      Files.writeString(home.resolve("RELEASE"), "assembled by bailiwick from Maven Central\n");
    }
    return home;
  }
}
