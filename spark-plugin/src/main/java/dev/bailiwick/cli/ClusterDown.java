package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.Keeper;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick cluster down}. */
@Command(
    name = "down",
    description = "Stops a cluster, and removes its work and local folders; keys and logs stay.")
final class ClusterDown implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Its run folder.")
  private Path dir;

  @Override
  public void run() {
    boolean ran = Keeper.end(dir);
    spec.commandLine().getOut().println(ran ? "stopped" : "no cluster runs in " + dir);
  }
}
