package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick plan JOB.yaml}: its run folder is a temporary one. */
@Command(
    name = "plan",
    description =
        "Shows what would go where and by which rule. Rows are counted where they lie; nothing is"
            + " moved or written.")
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Option(names = "--json", description = "The plan for machines: nothing else on standard output.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    JobRun run =
        new JobRun(
            options.read(),
            options,
            json ? spec.commandLine().getErr() : spec.commandLine().getOut());
    Path folder = Files.createTempDirectory("bailiwick-plan-");
    run.afterwards(RunFolder::delete);
    List<String> flags = new ArrayList<>(Main.verbosity(spec));
    flags.add("--plan");
    if (json) {
      flags.add("--json");
    }
    return run.run(folder, flags);
  }
}
