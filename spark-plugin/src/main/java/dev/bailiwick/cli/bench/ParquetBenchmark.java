package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** Reading an encrypted shard for training, in an executor of one core. */
final class ParquetBenchmark implements Benchmark {
  // A multiple of the batch, so that every way gives all rows.
  private static final long ROWS = 1_200 * 256;

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String about() {
    return "Reading %,d rows of a census table, then of 64 random floats, into DL4J batches:"
            .formatted(ROWS)
        + " an encrypted shard, the same Parquet in clear through the same reader, and"
        + " Dataset<Row> -> iterator -> DataSet, as dl4j-spark does it and tuned by hand.";
  }

  /** In a process of its own: Spark needs more memory and more of the JDK than a command has. */
  @Override
  public BenchResult run() throws Exception {
    Path folder = Files.createTempDirectory("bailiwick-bench-");
    try {
      Path result = folder.resolve("result.json");
      Process child = start(folder, ROWS, result);
      int exit;
      try {
        exit = child.waitFor();
      } finally {
        child.destroyForcibly().waitFor();
      }
      if (exit != 0) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "The process that reads ended with " + exit + ": what it said stands above.");
      }
      return new ObjectMapper().readValue(result.toFile(), BenchResult.class);
    } finally {
      delete(folder);
    }
  }

  private static Process start(Path folder, long rows, Path result) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.remove("--add-modules=jdk.incubator.vector");
    command.addAll(List.of("-Xmx3g", "-XX:+UseParallelGC"));
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ParquetTrials.class.getName());
    command.addAll(
        List.of(folder.resolve("data").toString(), Long.toString(rows), result.toString()));
    Files.createDirectory(folder.resolve("data"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
    builder.environment().keySet().removeIf(k -> k.startsWith("SPARK_") || k.startsWith("_SPARK_"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
