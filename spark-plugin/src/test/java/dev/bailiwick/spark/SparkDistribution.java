package dev.bailiwick.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark as its project released it, whose jars take the place of Maven's: the module for YARN is
 * in no other place, and other versions of Spark come so.
 *
 * <p>It is the one that {@code bailiwick.spark.home} names, else the one that {@code .ci/run} and
 * {@code examples/adult/stock-spark.sh} put under {@code target/pyspark-venv}.
 */
final class SparkDistribution {
  /** The system property that names a Spark home. */
  static final String HOME = "bailiwick.spark.home";

  private final List<Path> jars;

  private SparkDistribution(List<Path> jars) {
    this.jars = jars;
  }

  /** The one that there is. */
  static Optional<SparkDistribution> find() throws IOException {
    String named = System.getProperty(HOME, "");
    if (!named.isEmpty()) {
      return Optional.of(at(Path.of(named).resolve("jars")));
    }
    Path libraries = Path.of("../target/pyspark-venv/lib");
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    try (Stream<Path> pythons = Files.list(libraries)) {
      Optional<Path> jars =
          pythons
              .map(p -> p.resolve("site-packages/pyspark/jars"))
              .filter(Files::isDirectory)
              .findFirst();
      return jars.isPresent() ? Optional.of(at(jars.get())) : Optional.empty();
    }
  }

  /** Whether the test was told to use this one for every master. */
  static boolean isNamed() {
    return !System.getProperty(HOME, "").isEmpty();
  }

  private static SparkDistribution at(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.toAbsolutePath().normalize())) {
      List<Path> jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
      return new SparkDistribution(jars);
    }
  }

  /** Its version, by the name of its core. */
  String version() {
    return jars.stream()
        .map(j -> j.getFileName().toString())
        .filter(n -> n.startsWith("spark-core_"))
        .map(n -> n.replaceAll("^spark-core_[0-9.]+-(.*)\\.jar$", "$1"))
        .findFirst()
        .orElse("unknown");
  }

  /** This process's class path with its jars, and none of Maven's Spark. */
  String classPath() {
    String separator = System.getProperty("path.separator");
    List<String> path = new ArrayList<>();
    List<String> now = Arrays.asList(System.getProperty("java.class.path").split(separator));
    now.stream().filter(e -> !e.endsWith(".jar")).forEach(path::add);
    jars.forEach(j -> path.add(j.toString()));
    now.stream()
        .filter(e -> e.endsWith(".jar"))
        .filter(e -> !e.replace('\\', '/').contains("/org/apache/spark/"))
        .forEach(path::add);
    return path.stream().collect(Collectors.joining(separator));
  }
}
