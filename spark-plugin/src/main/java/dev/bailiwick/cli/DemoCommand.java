package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.cluster.Workplace;
import dev.bailiwick.cli.demo.DemoFiles;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.spark.result.ResultFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick demo}. */
@Command(
    name = "demo",
    description =
        "Makes data of three sites, trains on it under a policy on a cluster of this machine, then"
            + " tries to break in.")
final class DemoCommand implements Callable<Integer> {
  private static final long LEAST_ROWS = 20_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where; an earlier demo there is replaced. Default: target/demo.")
  private @Nullable Path dir;

  @Option(
      names = "--rows",
      defaultValue = "200000",
      paramLabel = "N",
      description = "How many rows to make up (${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--seed",
      defaultValue = "7",
      paramLabel = "N",
      description = "Decides every row (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--keep",
      description = "Leave the workers' work and local folders, to look at what lies there.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException {
    if (rows < LEAST_ROWS) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--rows is " + rows + ". The demo's policy asks for at least " + LEAST_ROWS + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path folder =
        (dir == null ? Workplace.target().resolve("demo") : dir).toAbsolutePath().normalize();
    RunFolder.requireFree(folder.resolve("run"));
    out.println("Making " + rows + " rows of three sites in " + folder);
    out.flush();
    Path job = DemoFiles.write(folder, rows, seed);

    JobOptions options = new JobOptions();
    options.job = job;
    JobRun run = new JobRun(options.read(), options, out).sharingRows(DemoFiles.rowsMeet(folder));
    if (keep) {
      run.afterwards(leave -> {});
    }
    List<String> flags = new ArrayList<>(Main.verbosity(spec));
    flags.add("--break-ins");
    int status = run.run(folder.resolve("run"), flags);
    if (status == ExitStatus.OK) {
      out.println("Report: " + folder.resolve(ResultFiles.REPORT_FILE));
    }
    return status;
  }
}
