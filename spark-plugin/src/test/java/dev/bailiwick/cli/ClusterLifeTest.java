package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.cli.cluster.MasterPage;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.crypto.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster of two sites, ended in the ways in which people end things. */
class ClusterLifeTest {
  private static final long LIMIT_SECONDS = 240;
  private static final String TOPOLOGY =
      """
      apiVersion: bailiwick/v1
      kind: Topology
      metadata: {id: two, trustDomain: two.example}
      signatures: not-required
      coordinator: fra
      sites:
        - {name: fra, location: DE, storage: store/fra}
        - {name: nrt, location: JP, storage: store/nrt}
      """;

  @TempDir private Path dir;
  private final List<ProcessHandle> seen = new ArrayList<>();

  @AfterEach
  void nothingOutlivesATest() {
    seen.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void anInterruptedClusterLeavesNoProcess() throws Exception {
    Process keeper = foreground();
    ClusterState state = awaitUp(keeper);
    assertThat(new MasterPage(state.ui()).aliveWorkers())
        .containsExactlyInAnyOrderElementsOf(
            state.sites().stream().map(ClusterState.Worker::port).toList());
    assertThat(keeper.descendants()).hasSize(3);
    assertThat(NodeIdentity.load(RunFolder.siteHome(run(), "nrt")).sharesKeysWith())
        .isEqualTo(
            Map.of(
                "intermediate", List.of("*"),
                "model", List.of("nrt"),
                "parameters", List.of("fra", "nrt"),
                "statistics", List.of("fra", "nrt")));
    List<ProcessHandle> all = remember(keeper);

    signal("INT", keeper);
    assertThat(keeper.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(keeper.exitValue()).isEqualTo(130);
    // By then they are gone already: the interrupted process waited for them.
    assertThat(all).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aKilledKeeperTakesItsClusterAlong() throws Exception {
    Process keeper = foreground();
    awaitUp(keeper);
    List<ProcessHandle> all = remember(keeper);

    signal("KILL", keeper);
    for (ProcessHandle process : all) {
      process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(ClusterState.in(run())).isEmpty();
  }

  private Process foreground() throws IOException {
    Path topology = Files.writeString(dir.resolve("topology.yaml"), TOPOLOGY);
    List<String> command = new ArrayList<>(Interrupts.heard());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Dbailiwick.spark.home=" + sparkHome(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.bailiwick.cli.Main",
            "cluster",
            "up",
            "--foreground",
            "--topology",
            topology.toString(),
            "--dir",
            run().toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("keeper.log").toFile())
        .start();
  }

  private Path run() {
    return dir.resolve("run");
  }

  private ClusterState awaitUp(Process keeper) throws Exception {
    seen.add(keeper.toHandle());
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    Optional<ClusterState> state = ClusterState.in(run());
    while (state.isEmpty()) {
      assertThat(keeper.isAlive()).as(Files.readString(dir.resolve("keeper.log"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(limit);
      keeper.waitFor(100, TimeUnit.MILLISECONDS);
      state = ClusterState.in(run());
    }
    return state.get();
  }

  private List<ProcessHandle> remember(Process keeper) {
    List<ProcessHandle> all = keeper.descendants().toList();
    seen.addAll(all);
    return all;
  }

  private static void signal(String name, Process process) throws Exception {
    int sent =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(sent).isZero();
  }

  /** This test's own class path as a Spark home. */
  private Path sparkHome() throws IOException {
    Path jars = Files.createDirectories(dir.resolve("spark-home/jars"));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      Path link = jars.resolve(jar.getFileName());
      if (entry.endsWith(".jar") && !Files.exists(link)) {
        Files.createSymbolicLink(link, jar);
      }
    }
    return jars.getParent();
  }
}
