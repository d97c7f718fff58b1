package dev.bailiwick.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code train} and {@code plan} take alike. */
final class JobOptions {
  @Parameters(paramLabel = "JOB.yaml", description = "The job file.")
  Path job;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Submit to this Spark master. Without it, a cluster for the job's topology is started"
              + " on this machine, and stopped at the end.")
  @Nullable String master;

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description = "Submit to the cluster that `cluster up --dir DIR` started.")
  @Nullable Path cluster;

  @Option(
      names = "--site-home",
      paramLabel = "DIR",
      description = "With --master: the site home that the driver stands for.")
  @Nullable Path siteHome;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the results go, instead of where the job file says.")
  @Nullable Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "What the job file means by $${data}. Default: the environment's BAILIWICK_DATA, else"
              + " what the job file says.")
  @Nullable Path data;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "What the job file means by $${NAME}; may be repeated.")
  Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "One more Spark setting; may be repeated.")
  Map<String, String> settings = new LinkedHashMap<>();

  /** The job, and all that it names, without a fault. */
  JobHead read() {
    return JobHead.read(job, allVariables());
  }

  /** Every variable of the job file that has a value. */
  Map<String, String> allVariables() {
    Map<String, String> all = new LinkedHashMap<>();
    String named = System.getenv("BAILIWICK_DATA");
    if (data != null) {
      all.put("data", data.toAbsolutePath().normalize().toString());
    } else if (named != null && !named.isEmpty()) {
      all.put("data", Path.of(named).toAbsolutePath().normalize().toString());
    }
    all.putAll(variables);
    return all;
  }
}
