package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real commands are killed (SIGKILL) at random moments, with their driver and all executors,
 * and run again.
 *
 * <p>The moments are spread over the time that the command takes undisturbed. {@code
 * -Dbailiwick.kills=N} kills each command N times, {@code -Dbailiwick.seed=S} at the same moments
 * again.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShardKillTest {
  private static final int KILLS = Integer.getInteger("bailiwick.kills", 1);
  private static final long SEED = Long.getLong("bailiwick.seed", 20261121);

  @TempDir private static Path dir;
  private static ShardTown town;
  private static Map<String, Integer> rows;

  /** What a command takes that starts a driver and executors. */
  private static long onSpark;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void begin() throws Exception {
    System.out.println("kills: " + KILLS + " of each command, seed " + SEED);
    town = new ShardTown(dir.resolve("town"));
    town.topology(List.of());
    town.up();
    rows = town.sourceRows();
  }

  @AfterAll
  static void end() throws Exception {
    town.close();
  }

  @Test
  @Order(1)
  void aWriteThatIsKilledBeginsAnewAndLosesNothing() throws Exception {
    String job = town.at("job.yaml").toString();
    String[] write = {"shard", "write", job, "--cluster", town.at("cluster").toString()};
    onSpark = timed(write);
    survives("write", onSpark, i -> {}, write);
  }

  @Test
  @Order(2)
  void aReshardingThatIsKilledLeavesTheManifestBeforeAndBeginsAnew() throws Exception {
    town.job("minimumGain: 0.1");
    survives(
        "reshard",
        onSpark,
        // There and back, so that each time there is something to move.
        i -> town.topology(i % 2 == 1 ? List.of("muc") : List.of()),
        "shard",
        "reshard",
        town.at("out/manifests").toString(),
        town.at("job.yaml").toString(),
        "--cluster",
        town.at("cluster").toString());
  }

  @Test
  @Order(3)
  void aRotationThatIsKilledIsBroughtToItsEnd() throws Exception {
    String[] rotate = {
      "shard",
      "rotate",
      town.at("out/manifests").toString(),
      "--site-home",
      town.home("par").toString(),
      "--coordinator-home",
      town.home("fra").toString()
    };
    survives("rotate", timed(rotate), i -> {}, rotate);
  }

  /** What changes before a command is run for the i-th time. */
  private interface Change {
    void before(int i) throws Exception;
  }

  private static long timed(String... command) throws Exception {
    long began = System.nanoTime();
    finish(command);
    return System.nanoTime() - began;
  }

  private void survives(String what, long took, Change change, String... command) throws Exception {
    List<Long> moments = new ArrayList<>();
    int broken = 0;
    for (int i = 1; i <= KILLS; i++) {
      change.before(i);
      Optional<Manifest> before = newest();
      // Each in a stretch of its own, so that together they cover the whole.
      double part = (i - 1 + random.nextDouble()) / KILLS;
      long moment = TimeUnit.NANOSECONDS.toMillis((long) (part * took));
      moments.add(moment);
      broken += kill(moment, command) ? 1 : 0;
      // What was the newest is still there, and whole.
      Manifest still = town.load(file(before.orElseThrow().version()));
      assertThat(town.rows(still)).as(what + " killed after " + moment + " ms").isEqualTo(rows);
      finish(command);
      Manifest after = newest().orElseThrow();
      assertThat(town.rows(after)).as(what + " after " + moment + " ms, again").isEqualTo(rows);
      assertThat(after.rows()).isEqualTo(ShardTown.ROWS);
      verify();
    }
    System.out.printf(
        "%s: %d kills, %d of them before its end, of %d ms, at %s ms%n",
        what, KILLS, broken, TimeUnit.NANOSECONDS.toMillis(took), moments);
  }

  private static void finish(String... command) throws Exception {
    ShardTown.Said said = town.run(command);
    assertThat(said.code()).as(said.text()).isZero();
  }

  private static void verify() throws Exception {
    ShardTown.Said said =
        town.run(
            "shard",
            "verify",
            town.at("out/manifests").toString(),
            "--site-home",
            town.home("par").toString(),
            "--files");
    assertThat(said.code()).as(said.text()).isZero();
  }

  /** True if the command had not ended by then. */
  private static boolean kill(long afterMs, String... command) throws Exception {
    Process process = town.start(command);
    boolean ended = process.waitFor(afterMs, TimeUnit.MILLISECONDS);
    // The group: the command and its driver, which have no time for a word to each other.
    new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid()).start().waitFor();
    for (ClusterState.Worker w : ClusterState.in(town.at("cluster")).orElseThrow().sites()) {
      ProcessHandle.of(w.pid()).stream()
          .flatMap(ProcessHandle::descendants)
          .forEach(ProcessHandle::destroyForcibly);
    }
    process.waitFor();
    return !ended;
  }

  private static ManifestFile file(long version) {
    return new ManifestFile(
        ManifestFolder.local(town.at("out/manifests")), "manifest-%06d.json".formatted(version));
  }

  private static Optional<Manifest> newest() {
    return ManifestStore.latest(ManifestFolder.local(town.at("out/manifests"))).map(town::load);
  }
}
