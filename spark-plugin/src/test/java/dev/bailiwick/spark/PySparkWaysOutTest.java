package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/**
 * Ways out from Python. The environment variable BAILIWICK_PYSPARK names a Python that has pyspark,
 * else the one that {@code .ci/run} installs is used; without both this says aloud that nothing
 * ran.
 */
final class PySparkWaysOutTest {
  private static final Path OF_CI = Path.of("../target/pyspark-venv/bin/python");

  private static final int LIMIT_MINUTES = 10;
  private static final String NOT_RUN =
      "NOT RUN: the ways out from Python; BAILIWICK_PYSPARK names no Python with pyspark, and there"
          + " is none under target/pyspark-venv";

  @TempDir Path dir;

  private static Optional<String> python() {
    return Optional.ofNullable(System.getenv("BAILIWICK_PYSPARK"))
        .or(
            () ->
                Files.isExecutable(OF_CI)
                    ? Optional.of(OF_CI.toAbsolutePath().toString())
                    : Optional.empty());
  }

  @Test
  void noActionOfPythonBringsRowsToADriverThatMayNotSeeThem() throws Exception {
    Optional<String> python = python();
    if (python.isEmpty()) {
      System.out.println(NOT_RUN);
    }
    assumeTrue(python.isPresent(), NOT_RUN);
    TestSites sites = TestSites.in(dir);
    Path rows = sites.storage("fra").resolve("planted.csv");
    Files.writeString(rows, (WayOut.PLANTED + ",1\n").repeat(WayOut.ROWS));
    Path script = dir.resolve("ways_out.py");
    try (InputStream in = getClass().getResourceAsStream("ways_out.py")) {
      Files.copy(in, script);
    }
    List<String> lines = run(python.get(), script, rows, sites);
    String all = String.join("\n", lines);
    assertThat(all).doesNotContain(WayOut.PLANTED);
    List<String> ways = lines.stream().filter(l -> l.startsWith("way ")).toList();
    assertThat(ways).as(all).hasSize(17);
    assertThat(ways)
        .allMatch(l -> l.contains("refused") || l.startsWith("way harmless "))
        .filteredOn(l -> l.contains("refused"))
        .hasSize(15);
  }

  private List<String> run(String python, Path script, Path rows, TestSites sites)
      throws Exception {
    SparkConf conf = sites.conf("local[1]", "fra");
    List<String> submit =
        new ArrayList<>(List.of("--driver-class-path", System.getProperty("java.class.path")));
    for (Tuple2<String, String> setting : conf.getAll()) {
      submit.add("--conf");
      submit.add(setting._1() + "=" + setting._2());
    }
    submit.add("pyspark-shell");
    ProcessBuilder builder =
        new ProcessBuilder(python, script.toString(), rows.toString(), sites.storage("fra") + "/py")
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("said").toFile());
    builder.environment().put("PYSPARK_PYTHON", python);
    builder
        .environment()
        .put(
            "PYSPARK_SUBMIT_ARGS",
            submit.stream().map(a -> "'" + a + "'").collect(Collectors.joining(" ")));
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    List<String> said = Files.readAllLines(dir.resolve("said"));
    assertThat(ended).as(String.join("\n", said)).isTrue();
    return said;
  }
}
