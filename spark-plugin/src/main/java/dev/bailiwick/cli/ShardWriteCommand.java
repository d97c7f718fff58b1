package dev.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard write JOB.yaml}. */
@Command(
    name = "write",
    description =
        "Shards the job's data as policy says, and commits the manifest. Nothing is trained. After"
            + " an interruption, run it again: it begins anew.")
final class ShardWriteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Override
  public Integer call() throws InterruptedException {
    JobRun run = new JobRun(options.read(), options, spec.commandLine().getOut());
    return run.main(ShardMain.class.getName())
        .run(run.output().resolve("run"), Main.verbosity(spec));
  }
}
