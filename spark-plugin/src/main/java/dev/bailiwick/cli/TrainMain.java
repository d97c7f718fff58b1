package dev.bailiwick.cli;

import dev.bailiwick.cli.breakins.BreakIns;
import dev.bailiwick.spark.Afterwards;
import dev.bailiwick.spark.BailiwickConf;
import dev.bailiwick.spark.BailiwickPlugin;
import dev.bailiwick.spark.Progress;
import dev.bailiwick.spark.RunOptions;
import dev.bailiwick.spark.SovereignTraining;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.spark.result.ResultFiles;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

  private TrainMain() {}

  /** Entry point of {@code spark-submit}. Ends the process with the codes of {@link ExitStatus}. */
  public static void main(String[] args) {
    TrainMain command = new TrainMain();
    int code =
        new CommandLine(command)
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  System.err.println("bailiwick: " + ExitStatus.message(e));
                  if (command.verbose) {
                    e.printStackTrace(System.err);
                  }
                  return ExitStatus.of(e);
                })
            .execute(args);
    System.out.flush();
    System.exit(code);
  }

  @Override
  public Integer call() throws IOException {
    Job job = JobParser.parse(jobFile, variables);
    Path folder = out == null ? job.output() : out.toAbsolutePath();
    RunOptions options = new RunOptions(folder, plan, resume, compareSingle);
    Progress progress = System.out::println;
    Afterwards afterwards = breakIns ? new BreakIns() : Afterwards.NOTHING;
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "bailiwick " + job.id());
    conf.setIfMissing("spark.plugins", BailiwickPlugin.class.getName());
    conf.setIfMissing(BailiwickConf.TOPOLOGY, job.topology().toString());
    conf.setIfMissing(
        BailiwickConf.POLICIES,
        job.policies().stream().map(Path::toString).collect(Collectors.joining(",")));
    conf.setIfMissing(BailiwickConf.AUDIT_DIR, folder.resolve("audit").toString());
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      RunResult result = SovereignTraining.of(spark, job, options, progress).run(afterwards);
      if (!plan) {
        ResultFiles.write(folder, result);
        progress.line("report: " + folder.resolve("report.html"));
      }
      return result.status() == RunResult.Status.SUCCEEDED
              || result.status() == RunResult.Status.PLANNED
          ? ExitStatus.OK
          : ExitStatus.FAILURE;
    }
  }
}
