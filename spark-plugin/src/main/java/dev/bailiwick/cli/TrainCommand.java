package dev.bailiwick.cli;

import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.spark.result.ResultFiles;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick train JOB.yaml}. */
@Command(name = "train", description = "Shards the job's data as policy says, and trains on it.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Option(
      names = "--compare-single",
      description = "Train the same model in one process on all rows too, to compare.")
  private boolean compareSingle;

  @Option(names = "--resume", description = "Go on from the last checkpoint in the output folder.")
  private boolean resume;

  @Option(names = "--keep", description = "Leave the workers' work and local folders.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    JobRun run = new JobRun(options.read(), options, out);
    if (keep) {
      run.afterwards(folder -> {});
    }
    List<String> flags = new ArrayList<>(Main.verbosity(spec));
    if (compareSingle) {
      flags.add("--compare-single");
    }
    if (resume) {
      flags.add("--resume");
    }
    int status = run.run(run.output().resolve("run"), flags);
    if (status == ExitStatus.OK) {
      out.println("Report: " + run.output().resolve(ResultFiles.REPORT_FILE));
    }
    return status;
  }
}
