package dev.bailiwick.cli;

import dev.bailiwick.cli.breakins.BreakIns;
import dev.bailiwick.spark.Afterwards;
import dev.bailiwick.spark.Progress;
import dev.bailiwick.spark.RunOptions;
import dev.bailiwick.spark.SovereignTraining;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.spark.result.ResultFiles;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * What {@code spark-submit --class} names: runs one job file on the cluster that it was submitted
 * to, and leaves {@code result.json} and a report in the job's output folder.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains the job of a job file on this Spark cluster.")
public final class TrainMain implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOB.yaml", description = "the job file")
  private Path jobFile = Path.of("job.yaml");

  @Option(names = "--out", paramLabel = "DIR", description = "overrides the job's output folder")
  private @Nullable Path out;

  @Option(names = "--plan", description = "print what would go where, and stop")
  private boolean plan;

  @Option(names = "--json", description = "with --plan: as JSON, and nothing else on stdout")
  private boolean json;

  @Option(names = "--resume", description = "go on from the newest checkpoint")
  private boolean resume;

  @Option(
      names = "--compare-single",
      description = "also train the same model in one process on all rows")
  private boolean compareSingle;

  @Option(names = "--break-ins", description = "try the demo's three break-ins at the end")
  private boolean breakIns;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "gives a variable of the job file a value")
  private Map<String, String> variables = new TreeMap<>();

  @Option(names = "--verbose", description = "show stack traces")
  private boolean verbose;

  private @Nullable Interruption interruption;

  private TrainMain() {}

  /** Entry point of {@code spark-submit}. Ends the process with the codes of {@link ExitStatus}. */
  public static void main(String[] args) {
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  static int run(String... args) {
    TrainMain command = new TrainMain();
    return new CommandLine(command)
        .setExecutionExceptionHandler((e, line, parsed) -> command.fail(e))
        .execute(args);
  }

  private int fail(Exception e) {
    if (verbose) {
      e.printStackTrace(System.err);
    }
    // After an interrupt, what was thrown is that Spark has gone, and that was said better already.
    if (interruption == null || !interruption.came()) {
      System.err.println("bailiwick: " + ExitStatus.message(e));
    }
    return ExitStatus.of(e);
  }

  @Override
  public Integer call() throws IOException {
    Job job = JobParser.parse(jobFile, variables);
    // Before Spark starts: a stock spark-submit comes here without the command's own check.
    JobHead.check(job);
    Path folder = out == null ? job.output() : out.toAbsolutePath().normalize();
    SparkConf conf = JobSettings.of(job, folder, new SparkConf());
    try (Interruption watch = Interruption.watch(folder, plan || breakIns)) {
      interruption = watch;
      return train(job, folder, conf);
    }
  }

  private int train(Job job, Path folder, SparkConf conf) {
    RunOptions options = new RunOptions(folder, plan, resume, compareSingle);
    Progress progress = json ? System.err::println : System.out::println;
    Afterwards afterwards = breakIns ? new BreakIns() : Afterwards.NOTHING;
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      SovereignTraining training = SovereignTraining.of(spark, job, options, progress);
      if (json) {
        training.planJson(System.out::println);
      }
      RunResult result;
      try {
        result = training.run(afterwards);
      } catch (RuntimeException e) {
        leave(folder, training.ended(e), e);
        throw e;
      }
      if (!plan) {
        ResultFiles.write(folder, result);
        progress.line("report: " + folder.resolve(ResultFiles.REPORT_FILE));
      }
      if (result.status() == RunResult.Status.FAILED) {
        System.err.println("bailiwick: " + result.message());
        return ExitStatus.FAILURE;
      }
      return ExitStatus.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run that did not end well replaces the result of an earlier one, too. */
  private void leave(Path folder, RunResult result, RuntimeException why) {
    if (plan) {
      return;
    }
    try {
      ResultFiles.write(folder, result);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }
}
