package dev.bailiwick.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The application that is submitted to each master. It reports one line a check: {@code ok}, {@code
 * not asked} or {@code failed}, a tab, the name, a tab, and what there is to say.
 */
public final class ConformanceMain {
  static final String NOT_STARTED = "an application without our scheduler does not start";
  static final String GROWS = "an application that grows with its work is governed";

  private final Path report;

  private ConformanceMain(Path report) {
    this.report = report;
  }

  /**
   * Runs all checks, or starts an application that should not start.
   *
   * @param args the folder of the sites, the report, the folder of records, the executors' sites
   *     joined by commas, the number of hosts, and what to do: check, grow, or start
   */
  public static void main(String[] args) throws Exception {
    ConformanceMain main = new ConformanceMain(Path.of(args[1]));
    TestSites sites = TestSites.at(Path.of(args[0]));
    List<String> executors = Arrays.stream(args[3].split(",")).sorted().toList();
    List<String> parts = List.of(args[5].split(","));
    if (parts.contains("check")) {
      try (SparkSession spark = SparkSession.builder().getOrCreate()) {
        ConformanceWorld world =
            new ConformanceWorld(
                spark, sites, executors, Path.of(args[2]), Integer.parseInt(args[4]));
        for (Map.Entry<String, ConformanceChecks.Check> check :
            ConformanceChecks.of(world).entrySet()) {
          main.run(check.getKey(), check.getValue());
        }
      }
    }
    if (parts.contains("grow")) {
      main.run(GROWS, () -> grow(sites, Path.of(args[2]), executors));
    }
    if (parts.contains("start")) {
      main.run(NOT_STARTED, ConformanceMain::start);
    }
  }

  private void run(String name, ConformanceChecks.Check check) throws IOException {
    String line;
    try {
      String unasked = check.run();
      line = unasked.isEmpty() ? "ok\t" + name + "\t" : "not asked\t" + name + "\t" + unasked;
    } catch (Exception | AssertionError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      line = "failed\t" + name + "\t" + trace.toString().replace("\n", " ;; ");
    }
    Files.writeString(
        report,
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Starts with one executor, wherever the master puts it, and has work for one site only. */
  private static String grow(TestSites sites, Path records, List<String> executors)
      throws IOException {
    SparkConf conf =
        new SparkConf()
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .set("spark.dynamicAllocation.initialExecutors", "1")
            .set("spark.executor.instances", "1")
            .set("spark.dynamicAllocation.minExecutors", "1")
            .set("spark.dynamicAllocation.maxExecutors", String.valueOf(executors.size()))
            .set("spark.dynamicAllocation.schedulerBacklogTimeout", "1s")
            .set("spark.scheduler.minRegisteredResourcesRatio", "0");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      ConformanceWorld world = new ConformanceWorld(spark, sites, executors, records, 1);
      for (String site : List.of("nrt", "fra")) {
        long rows = world.touch(world.lines(sites.path(site), 1), "raw");
        if (rows != TestSites.ROWS) {
          throw new AssertionError(rows + " rows of " + site);
        }
      }
    }
    return "";
  }

  /** With a plugin that gives Spark its own master back, and so its own scheduler. */
  private static String start() {
    String plugins = BailiwickPlugin.class.getName() + "," + MasterThief.class.getName();
    try (JavaSparkContext started =
        new JavaSparkContext(new SparkConf().set("spark.plugins", plugins))) {
      throw new AssertionError("It started, on " + started.master());
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains("scheduler of this application is not")) {
        throw e;
      }
      return "";
    }
  }
}
