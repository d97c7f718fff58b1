package dev.bailiwick.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three sites and a coordinator in containers, each site with a network, storage and keys that no
 * other has. The driver is in the coordinator's container, which has no site's storage at all.
 */
@ParameterizedClass(name = "time {0}")
@MethodSource("repeats")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SiteNetworksIT {
  private static final Duration CUT = Duration.ofSeconds(30);

  /** Far more than anything takes on a machine that is not busy otherwise. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Spark gives up an executor that it has not heard of for this long. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "spark.executor.heartbeatInterval", "1s",
          "spark.network.timeout", "12s",
          "spark.network.timeoutInterval", "1s");

  private static final String NOT_RUN = "NOT RUN: sites on networks of their own: ";

  @TempDir static Path dir;
  private static @Nullable Boxes boxes;
  private static @Nullable Trained calm;

  /** How often the suite was run before. */
  @Parameter int time;

  static IntStream repeats() {
    return IntStream.rangeClosed(1, Integer.getInteger("bailiwick.containers.repeats", 1));
  }

  @BeforeAll
  static void sayWhatIsMissing() {
    Optional<String> missing = Engine.missing();
    missing.ifPresent(why -> System.out.println(NOT_RUN + why));
    assumeTrue(missing.isEmpty(), () -> NOT_RUN + missing.orElse(""));
  }

  @BeforeParameterizedClassInvocation
  static void start(int time) throws Exception {
    Path files = Files.createDirectory(dir.resolve("time-" + time));
    boxes = Boxes.start(BoxFiles.make(files), SparkHomeFolder.ready());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (boxes != null) {
      boxes.close();
      boxes = null;
    }
  }

  @AfterAll
  static void forget() {
    calm = null;
  }

  @AfterEach
  void leaveNoSiteCutOff() {
    boxes.heal();
  }

  private static Submission train(
      String log, String out, Map<String, String> settings, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("/coordinator/job.yaml", "--out", "/coordinator/" + out));
    arguments.addAll(List.of(more));
    return Submission.of(
        boxes, log, settings, "dev.bailiwick.cli.TrainMain", arguments.toArray(String[]::new));
  }

  private static Trained succeeded(Submission run, String out) throws Exception {
    assertThat(run.exit(PATIENCE)).as(run.output()).isZero();
    return Trained.in(boxes.files(), out);
  }

  @Test
  @Order(1)
  void noSiteReachesTheStorageOrTheNetworkOfAnother() throws Exception {
    for (String owner : BoxFiles.SITES) {
      String storage = BoxFiles.inside(owner) + "/storage/people/people.csv";
      assertThat(boxes.coordinator().execInContainer("test", "-e", storage).getExitCode())
          .isNotZero();
      for (String site : BoxFiles.SITES) {
        assertThat(boxes.at(site, "test", "-e", storage).getExitCode() == 0)
            .as("%s sees the storage of %s", site, owner)
            .isEqualTo(site.equals(owner));
        // Nobody listens on that port: who has a way to it is told so at once.
        assertThat(said(site, boxes.ownAddress(owner)).contains("refused"))
            .as("%s has a way into the network of %s", site, owner)
            .isEqualTo(site.equals(owner));
      }
    }
  }

  private static String said(String site, String address) throws IOException, InterruptedException {
    return boxes
        .at(site, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/9")
        .getStderr();
  }

  @Test
  @Order(2)
  void aRunTrainsOnRowsThatOnlyTheirOwnSiteCanReach() throws Exception {
    calm = succeeded(train("calm", "calm", Map.of()), "calm");
    BoxFiles.SITES.forEach(site -> assertThat(calm.executors(site)).isEqualTo(1));
  }

  /** With what a run on undisturbed sites has made. */
  private static Trained calm() {
    assumeTrue(calm != null, "NOT RUN: there is no undisturbed run to compare with");
    return calm;
  }

  @Test
  @Order(3)
  void aRunOutlivesACutAPauseAndAKillAndLosesNothing() throws Exception {
    Submission run = train("rough", "rough", Map.of());

    run.await("(?m)^round 3/", PATIENCE);
    boxes.cutOff("nrt");
    int before = run.rounds();
    TimeUnit.MILLISECONDS.sleep(CUT.toMillis());
    // It may have had the answers of one round already; no other can be done without nrt.
    assertThat(run.rounds()).isBetween(before, before + 1);
    assertThat(run.isOver()).isFalse();
    boxes.reconnect("nrt");

    run.await("(?m)^round 6/", PATIENCE);
    boxes.pause("iad");
    TimeUnit.SECONDS.sleep(5);
    boxes.wake("iad");

    run.await("(?m)^round 9/", PATIENCE);
    boxes.kill("fra");
    boxes.revive("fra");

    Trained rough = succeeded(run, "rough");
    assertThat(rough.executors("fra")).isEqualTo(2);
    rough.requireSameAs(calm());
  }

  @Test
  @Order(4)
  void aJobThatNeedsASiteWhichIsCutOffSaysSoAndThenFinishes() throws Exception {
    Map<String, String> settings = new HashMap<>(IMPATIENT);
    settings.put("spark.bailiwick.topology", "/coordinator/topology.yaml");
    settings.put("spark.bailiwick.policies", "/coordinator/policy.yaml");
    settings.put("spark.bailiwick.audit.dir", "/coordinator/counting-audit");
    Submission job =
        Submission.of(
            boxes,
            "counting",
            settings,
            CountingJob.class.getName(),
            "/coordinator/calm/manifests",
            "/coordinator/again");
    long rows = calm().rowsInShards();
    job.await("counted " + rows, PATIENCE);
    boxes.cutOff("nrt");
    int before = job.output().length();
    Files.createFile(boxes.files().coordinator().resolve("again"));
    job.await(
        "Bailiwick: \\d+ tasks? of .* \\(stage \\d+\\) waits? for a site in \\{nrt}; none alive for \\d+ s",
        before,
        PATIENCE);
    assertThat(job.output()).doesNotContain("again ");
    boxes.reconnect("nrt");
    job.await("again " + rows, PATIENCE);
    assertThat(job.exit(PATIENCE)).isZero();
  }

  @Test
  @Order(5)
  void aRunThatHasWaitedLongEnoughSaysForWhomAndIsResumed() throws Exception {
    Map<String, String> settings = new HashMap<>(IMPATIENT);
    settings.put("spark.bailiwick.placement.timeout", "20s");
    Submission run = train("given-up", "resumed", settings);
    run.await("(?m)^round 2/", PATIENCE);
    boxes.cutOff("nrt");
    assertThat(run.exit(PATIENCE)).isNotZero();
    assertThat(run.output())
        .containsPattern("(?m)^bailiwick: .* for a site in \\{nrt}; .*Gave up waiting");
    assertThat(run.rounds()).isLessThan(BoxFiles.ROUNDS);
    boxes.reconnect("nrt");
    Trained resumed = succeeded(train("resumed", "resumed", Map.of(), "--resume"), "resumed");
    resumed.requireSameAs(calm());
  }
}
