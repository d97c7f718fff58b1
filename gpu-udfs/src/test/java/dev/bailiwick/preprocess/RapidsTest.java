package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The preprocessing under the RAPIDS Accelerator, in a JVM that Spark's own launcher starts: its
 * class loading needs that.
 */
class RapidsTest {

  /** A line of RAPIDS's explanation: mark, kind, name, what it says. */
  private static final Pattern LINE =
      Pattern.compile("^\\s*(.)(Exec|Expression|Partitioning) <(\\w+)> (.*)$");

  /**
   * What may stay on the CPU, and why: RAPIDS cannot read encrypted Parquet, so its reader is
   * switched off for shards, and Spark's own, which has the key, reads them.
   */
  private static final List<String> STAYS_ON_CPU = List.of("FileSourceScanExec");

  private static final Map<String, String> RAPIDS =
      Map.of(
          "spark.plugins", "com.nvidia.spark.SQLPlugin",
          "spark.rapids.sql.explain", "ALL",
          "spark.rapids.sql.rowBasedUDF.enabled", "false",
          "spark.rapids.sql.format.parquet.read.enabled", "false",
          "spark.rapids.sql.format.parquet.write.enabled", "false");

  @TempDir static Path folder;

  @BeforeAll
  static void writeRows() throws Exception {
    try (SparkSession spark = Rows.session()) {
      Rows.dataset(spark, Rows.random(7, 2_000)).coalesce(2).write().parquet(input());
    }
  }

  @Test
  void everyNodeAndExpressionCanRunOnAGpu() throws Exception {
    Map<String, String> settings = new TreeMap<>(RAPIDS);
    settings.put("spark.rapids.sql.mode", "explainOnly");
    String log = submit("explained", settings);

    List<String> statistics = explanation(log, "=== statistics ===", "=== transform ===");
    List<String> transform = explanation(log, "=== transform ===", "=== end ===");
    assertPlaced(statistics);
    assertPlaced(transform);
    assertThat(statistics)
        .as("the plan that was explained is the aggregate")
        .anyMatch(line -> line.contains("<HashAggregateExec>"))
        .anyMatch(line -> line.contains("<VariancePop>"))
        .noneMatch(line -> line.contains("Exchange"));
    assertThat(transform)
        .as("the plan that was explained is the projection, with the UDF")
        .anyMatch(line -> line.contains("<ScalaUDF> bucketise"))
        .anyMatch(line -> line.contains("<ArrayPosition>"))
        .anyMatch(line -> line.contains("<RaiseError>"));
  }

  @Test
  void gpuAndCpuGiveTheSameNumbers() throws Exception {
    if (!Files.exists(Path.of("/dev/nvidiactl"))) {
      System.out.println("GPU test did not run: no NVIDIA device");
      Assumptions.abort("GPU test did not run: no NVIDIA device");
    }
    submit("cpu", Map.of());
    String log = submit("gpu", RAPIDS);
    assertThat(log).contains("*Expression <ScalaUDF> bucketise").contains("will run on GPU");

    FittedStatistics cpu =
        FittedStatistics.fromBytes(Files.readAllBytes(out("cpu", "fitted.json")));
    FittedStatistics gpu =
        FittedStatistics.fromBytes(Files.readAllBytes(out("gpu", "fitted.json")));
    assertThat(gpu.names()).isEqualTo(cpu.names());
    List<String> expected = Files.readAllLines(out("cpu", "rows.txt"));
    List<String> got = Files.readAllLines(out("gpu", "rows.txt"));
    assertThat(got).hasSameSizeAs(expected).hasSize(2_000);
    for (int i = 0; i < got.size(); i++) {
      float[] want = numbers(expected.get(i));
      float[] have = numbers(got.get(i));
      assertThat(have).as("row %s", i).hasSameSizeAs(want).containsExactly(want, offset(1e-5f));
    }
  }

  private static void assertPlaced(List<String> lines) {
    assertThat(lines).as("RAPIDS explained something").hasSizeGreaterThan(10);
    for (String line : lines) {
      Matcher parts = LINE.matcher(line);
      assertThat(parts.matches()).isTrue();
      if (STAYS_ON_CPU.contains(parts.group(3))) {
        assertThat(line).contains("cannot run on GPU because Parquet input has been disabled");
      } else {
        assertThat(line).endsWith(" will run on GPU");
        assertThat(parts.group(1)).as(line).isEqualTo("*");
      }
    }
  }

  private static List<String> explanation(String log, String from, String to) {
    int start = log.indexOf(from);
    int end = log.indexOf(to);
    assertThat(start).as(from).isNotNegative();
    assertThat(end).as(to).isGreaterThan(start);
    return log.substring(start, end).lines().filter(line -> LINE.matcher(line).matches()).toList();
  }

  private static float[] numbers(String line) {
    String[] words = line.replaceAll("[\\[\\],]", " ").trim().split("\\s+");
    float[] numbers = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }

  private static String input() {
    return folder.resolve("rows.parquet").toString();
  }

  private static Path out(String name, String file) {
    return folder.resolve(name).resolve(file);
  }

  private static String submit(String name, Map<String, String> settings) throws Exception {
    Path out = Files.createDirectory(folder.resolve(name));
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for seconds: the second compiler would cost more than it gives.
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(System.getProperty("bailiwick.test.opens").split(" ")));
    command.add(
        "-Dlog4j2.configurationFile=" + RapidsTest.class.getResource("/explain-log4j2.properties"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local[1]", "--class", RapidsApplication.class.getName()));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("spark-internal", input(), out.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    boolean ended;
    try {
      ended = process.waitFor(20, TimeUnit.MINUTES);
    } finally {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(log);
    assertThat(ended).as("%s ends in time: %s", name, text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
