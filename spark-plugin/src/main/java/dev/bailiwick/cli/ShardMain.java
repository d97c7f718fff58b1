package dev.bailiwick.cli;

import dev.bailiwick.spark.Afterwards;
import dev.bailiwick.spark.Progress;
import dev.bailiwick.spark.ReshardOptions;
import dev.bailiwick.spark.Resharding;
import dev.bailiwick.spark.RunOptions;
import dev.bailiwick.spark.SovereignTraining;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What {@code bailiwick shard write} and {@code bailiwick shard reshard} hand to a Spark cluster:
 * the shards of one job, without training.
 */
@Command(
    name = "shard",
    mixinStandardHelpOptions = true,
    description = "Writes or reshards the dataset of a job file on this Spark cluster.")
public final class ShardMain implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOB.yaml", description = "the job file")
  private Path jobFile = Path.of("job.yaml");

  @Option(names = "--out", paramLabel = "DIR", description = "overrides the job's output folder")
  private @Nullable Path out;

  @Option(
      names = "--reshard",
      paramLabel = "MANIFEST",
      description = "reshard this manifest's dataset, instead of writing from the sources")
  private @Nullable String manifest;

  @Option(names = "--dry-run", description = "with --reshard: print what would be done, and stop")
  private boolean dryRun;

  @Option(
      names = "--leave-out",
      description = "with --reshard: go on without the shards that can be neither kept nor moved")
  private boolean leaveOut;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "gives a variable of the job file a value")
  private Map<String, String> variables = new TreeMap<>();

  @Option(names = "--verbose", description = "show stack traces")
  private boolean verbose;

  private @Nullable Interruption interruption;

  private ShardMain() {}

  /** Entry point of {@code spark-submit}. Ends the process with the codes of {@link ExitStatus}. */
  public static void main(String[] args) {
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  static int run(String... args) {
    ShardMain command = new ShardMain();
    return new CommandLine(command)
        .setExecutionExceptionHandler((e, line, parsed) -> command.fail(e))
        .execute(args);
  }

  private int fail(Exception e) {
    if (verbose) {
      e.printStackTrace(System.err);
    }
    if (interruption == null || !interruption.came()) {
      System.err.println("bailiwick: " + ExitStatus.message(e));
    }
    return ExitStatus.of(e);
  }

  @Override
  public Integer call() throws IOException {
    Job job = JobParser.parse(jobFile, variables);
    JobHead.check(job);
    Path folder = out == null ? job.output() : out.toAbsolutePath().normalize();
    SparkConf conf = JobSettings.of(job, folder, new SparkConf());
    Progress progress = System.out::println;
    try (Interruption watch = Interruption.watch(folder, true);
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      interruption = watch;
      if (manifest == null) {
        RunOptions options = new RunOptions(folder, false, true, false, false);
        SovereignTraining.of(spark, job, options, progress).run(Afterwards.NOTHING);
      } else {
        ReshardOptions options = new ReshardOptions(manifest, dryRun, leaveOut);
        Resharding.of(spark, job, options, progress).run();
      }
      return ExitStatus.OK;
    }
  }
}
