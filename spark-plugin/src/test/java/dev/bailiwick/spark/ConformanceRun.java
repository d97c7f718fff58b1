package dev.bailiwick.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import scala.Tuple2;

/** Submits {@link ConformanceMain} to a master, in a process of its own, and reads its report. */
final class ConformanceRun {
  /** One line of a report. */
  record Outcome(String word, String name, String text) {}

  private final Path dir;
  private final Path report;
  private final Path log;
  private final Path records;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> submission = new ArrayList<>();
  private final String executorClassPath;
  private String classPath;

  ConformanceRun(Path dir, String name, String classPath) throws IOException {
    this.classPath = classPath;
    this.executorClassPath = classPath;
    this.dir = Files.createDirectories(dir.resolve("run-" + name));
    this.report = this.dir.resolve("report.txt");
    this.log = this.dir.resolve("driver.log");
    this.records = Files.createDirectories(this.dir.resolve("records"));
    Path home = this.dir.resolve("spark-home");
    Files.createDirectories(home.resolve("jars"));
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** Before everything else on the driver's class path. */
  ConformanceRun withHadoop(Path folder) {
    environment.put("HADOOP_CONF_DIR", folder.toString());
    classPath = folder + System.getProperty("path.separator") + classPath;
    return this;
  }

  ConformanceRun with(String... options) {
    submission.addAll(List.of(options));
    return this;
  }

  /**
   * Runs to its end.
   *
   * @param parts what {@link ConformanceMain} shall do
   * @param executors the site of each executor
   */
  int submit(SparkConf conf, TestSites sites, String parts, List<String> executors, int hosts)
      throws IOException, InterruptedException {
    Path properties = dir.resolve("spark.properties");
    Properties all = new Properties();
    all.setProperty("spark.executor.extraClassPath", executorClassPath);
    all.setProperty("spark.driver.extraClassPath", executorClassPath);
    for (Tuple2<String, String> setting : conf.getAll()) {
      all.setProperty(setting._1, setting._2);
    }
    try (OutputStream out = Files.newOutputStream(properties)) {
      all.store(out, null);
    }
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx600m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    line.addAll(List.of("-cp", classPath, "org.apache.spark.deploy.SparkSubmit"));
    line.addAll(List.of("--properties-file", properties.toString()));
    line.addAll(submission);
    line.addAll(List.of("--class", ConformanceMain.class.getName(), "spark-internal"));
    line.addAll(List.of(sites.dir().toString(), report.toString(), records.toString()));
    line.addAll(List.of(String.join(",", executors), String.valueOf(hosts), parts));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove(BailiwickConf.SITE_HOME_VARIABLE);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(600, TimeUnit.SECONDS)) {
        throw new IllegalStateException("It did not end in 600 s. " + tail());
      }
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  List<Outcome> outcomes() throws IOException {
    if (!Files.exists(report)) {
      return List.of();
    }
    return Files.readAllLines(report, StandardCharsets.UTF_8).stream()
        .map(line -> line.split("\t", 3))
        .map(words -> new Outcome(words[0], words[1], words[2].replace(" ;; ", "\n")))
        .toList();
  }

  List<RowRecords.Touch> records() throws IOException {
    return RowRecords.in(records);
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** The end of the driver's log, for a message. */
  String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
