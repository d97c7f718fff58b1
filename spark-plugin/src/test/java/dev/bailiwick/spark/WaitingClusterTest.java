package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.Level;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The only site that may hold some rows has lost its worker; the driver and another site live. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WaitingClusterTest {
  private static final String WATCH = "dev.bailiwick.spark.internal.WaitingWatch";
  private static final int SECONDS = 12;

  @TempDir static Path dir;
  private static TestSites sites;
  private static TestCluster cluster;
  private static SparkSession spark;
  private static Governance governance;
  private static LogLines said;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    cluster = TestCluster.start(dir, Map.of("fra", sites.home("fra"), "nrt", sites.home("nrt")));
  }

  /** An application that waits so long; it begins with an executor at each site. */
  private static void application(int timeoutSeconds) {
    if (spark != null) {
      said.close();
      spark.stop();
    }
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "fra"), 2)
                    .set(BailiwickConf.PLACEMENT_TIMEOUT, timeoutSeconds + "s"))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
    // Only now: Spark sets logging up anew when it starts.
    said = new LogLines(WATCH, Level.WARN);
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static long count(String site) {
    return spark.sparkContext().textFile(sites.path(site), 2).toJavaRDD().count();
  }

  private static boolean isAlive(String site) {
    return governance.sites().sitesNow().contains(site);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void lose() throws InterruptedException {
    await(() -> isAlive("nrt"));
    cluster.kill("nrt");
    await(() -> !isAlive("nrt"));
    said.forget();
  }

  @Test
  @Order(1)
  void aJobWhoseSiteIsGoneSaysSoAndEndsAfterItsTimeWithThatText() throws Exception {
    application(SECONDS);
    assertThat(count("nrt")).isEqualTo(TestSites.ROWS);
    lose();
    long start = System.nanoTime();
    String text =
        "Bailiwick: 2 tasks of file:[^ ]*/nrt/storage/rows.csv \\(stage \\d+\\) wait for a site in"
            + " \\{nrt}; ";
    String nearest =
        "; alive: fra; nearest denial: no rule at [^ ]*jp.yaml:6:5: file:[^ ]*rows.csv may not be"
            + " at site fra as raw: ";
    assertThatThrownBy(() -> count("nrt"))
        .hasMessageMatching(
            "(?s).*" + text + "none alive for \\d+ s" + nearest + ".* Gave up waiting.*")
        .hasMessageNotContaining("excludeOnFailure");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
        .isBetween(SECONDS - 1L, SECONDS + 60L);
    assertThat(said.said())
        .first()
        .asString()
        .matches(text + "none alive for \\d+ s" + nearest + ".*");
    assertThat(spark.sparkContext().isStopped()).isFalse();
    assertThat(count("fra")).isEqualTo(TestSites.ROWS);
  }

  @Test
  @Order(2)
  void aJobWhoseSiteComesBackInTimeRuns() throws Exception {
    cluster.worker("nrt", sites.home("nrt"));
    // A worker and its executor are two processes that start one after the other.
    application(300);
    lose();
    CompletableFuture<Long> counted = CompletableFuture.supplyAsync(() -> count("nrt"));
    await(() -> said.said().stream().anyMatch(line -> line.contains("wait for a site in {nrt}")));
    assertThat(counted).isNotDone();
    cluster.worker("nrt", sites.home("nrt"));
    assertThat(counted.get(5, TimeUnit.MINUTES)).isEqualTo(TestSites.ROWS);
    assertThat(governance.touches().outsidePermittedSet()).isZero();
  }
}
