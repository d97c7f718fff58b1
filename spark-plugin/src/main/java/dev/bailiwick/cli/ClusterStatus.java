package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.cli.cluster.MasterPage;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick cluster status}. */
@Command(name = "status", description = "Shows the master and the sites; 1 when not all are up.")
final class ClusterStatus implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The run folder.")
  private Path dir;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ClusterState> found = ClusterState.in(dir);
    if (found.isEmpty()) {
      out.println("no cluster runs in " + dir);
      return ExitStatus.FAILURE;
    }
    ClusterState state = found.get();
    Set<Integer> alive = new MasterPage(state.ui()).aliveWorkers();
    out.println("master  " + state.master() + (alive.isEmpty() ? "  does not answer" : "  up"));
    for (ClusterState.Worker worker : state.sites()) {
      out.println(
          "site    "
              + worker.site()
              + (worker.site().equals(state.coordinator()) ? " (coordinator)" : "")
              + (alive.contains(worker.port()) ? "  up" : "  down")
              + "  process "
              + worker.pid());
    }
    boolean up = state.sites().stream().allMatch(worker -> alive.contains(worker.port()));
    return up ? ExitStatus.OK : ExitStatus.FAILURE;
  }
}
