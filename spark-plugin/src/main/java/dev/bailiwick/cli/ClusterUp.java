package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.Children;
import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.cli.cluster.Keeper;
import dev.bailiwick.cli.cluster.LocalCluster;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.cluster.SiteHomes;
import dev.bailiwick.cli.cluster.Workplace;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick cluster up}. */
@Command(name = "up", description = "Starts a cluster and leaves it running.")
final class ClusterUp implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--topology",
      required = true,
      paramLabel = "FILE",
      description = "The sites: one worker each.")
  private Path topologyFile;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "The run folder: keys, logs, work and local folders, state.")
  private Path dir;

  @Option(names = "--foreground", description = "Stay, and stop the cluster when interrupted.")
  private boolean foreground;

  @Override
  public Integer call() throws InterruptedException {
    Topology topology = TopologyParser.parse(topologyFile);
    Workplace.spark();
    if (foreground) {
      return stay(topology);
    }
    ClusterState state =
        Keeper.launch(
            dir,
            Main.class,
            "cluster",
            "up",
            "--foreground",
            "--topology",
            topologyFile.toAbsolutePath().toString(),
            "--dir",
            dir.toAbsolutePath().toString());
    say(state);
    return ExitStatus.OK;
  }

  private int stay(Topology topology) throws InterruptedException {
    try (RunFolder run = RunFolder.open(dir);
        Children children = new Children()) {
      SiteHomes.ensure(run, topology, site -> SiteHomes.EVERY_SITE);
      LocalCluster cluster =
          LocalCluster.start(
              Workplace.spark(),
              run,
              topology.sites().stream().map(Site::name).toList(),
              topology.coordinator().name(),
              LocalCluster.Resources.SMALL,
              children);
      say(cluster.state());
      String fallen = cluster.awaitFirstEnd();
      spec.commandLine().getErr().println("bailiwick: the " + fallen + " ended");
      return ExitStatus.FAILURE;
    }
  }

  private void say(ClusterState state) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("master  " + state.master());
    out.println("page    " + state.ui());
    state.sites().forEach(w -> out.println("site    " + w.site() + ", worker process " + w.pid()));
    out.flush();
  }
}
