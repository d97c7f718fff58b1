package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way of {@code docs/ways-out.md}, on a cluster of three sites. The rows hold a planted text,
 * which must be in nothing that the driver gets, hears or says, and in no file outside their site.
 */
final class WaysOutTest {
  @TempDir static Path dir;
  private static final ConcurrentLinkedQueue<String> HEARD = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger TRIED = new AtomicInteger();
  private static TestSites sites;
  private static TestCluster cluster;
  private static SparkSession spark;

  static List<WayOut> ways() {
    return Stream.of(WaysByRdd.all(), WaysBySql.all(), WaysByStorage.all())
        .flatMap(List::stream)
        .toList();
  }

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    plant("nrt", "planted.csv");
    plant("nrt", "private/planted.csv");
    plant("nrt", "stream/planted.csv");
    cluster =
        TestCluster.start(
            dir,
            Map.of("fra", sites.home("fra"), "iad", sites.home("iad"), "nrt", sites.home("nrt")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "fra"), 3)
                    .set("spark.sql.autoBroadcastJoinThreshold", "-1")
                    .set("spark.local.dir", dir.resolve("local-driver").toString())
                    .set("spark.task.maxFailures", "1"))
            .getOrCreate();
    spark.sparkContext().addSparkListener(new Ear());
  }

  private static void plant(String site, String file) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < WayOut.ROWS; i++) {
      rows.append(WayOut.PLANTED).append('-').append(i % 7).append(',').append(i).append('\n');
    }
    Path at = sites.storage(site).resolve(file);
    Files.createDirectories(at.getParent());
    Files.writeString(at, rows);
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

  /** Hears what Spark tells whoever listens, and writes into its event log. */
  private static final class Ear extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      heard(end);
      HEARD.add(String.valueOf(end.reason()));
      HEARD.add(String.valueOf(end.taskInfo().accumulables()));
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted end) {
      HEARD.add(String.valueOf(end.stageInfo().failureReason()));
      HEARD.add(String.valueOf(end.stageInfo().accumulables()));
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
      heard(end);
    }

    private static void heard(SparkListenerEvent event) {
      HEARD.add(String.valueOf(event));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void isRefusedOrShowsNothing(WayOut way) throws Exception {
    WayOut.Scene scene =
        new WayOut.Scene(spark, sites, dir.resolve("fresh-" + TRIED.incrementAndGet()));
    if (way.isRefused()) {
      assertThatThrownBy(() -> way.attempt().run(scene))
          .satisfies(e -> assertThat(trace(e)).contains(way.says()).doesNotContain(WayOut.PLANTED));
    } else {
      assertThat(text(way.attempt().run(scene))).doesNotContain(WayOut.PLANTED);
    }
    // What is told to listeners comes later than the result.
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(HEARD).noneMatch(heard -> heard.contains(WayOut.PLANTED));
    assertThat(outside()).isEmpty();
    assertThat(spark.sparkContext().isStopped()).isFalse();
  }

  static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String text(Object seen) {
    return seen instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(seen);
  }

  /** Files with planted rows that are not nrt's, whose storage and executors have them. */
  private static List<Path> outside() {
    List<Path> own =
        List.of(sites.storage("nrt"), dir.resolve("work-nrt"), dir.resolve("local-nrt"));
    List<Path> planted = new ArrayList<>();
    FilesNow.below(
        dir,
        own,
        file -> {
          if (FilesNow.hasText(file, WayOut.PLANTED)) {
            planted.add(file);
          }
        });
    return planted;
  }

  @Test
  void theTableInTheDocumentsListsTheseWays() throws IOException {
    Path table = Path.of("..", "docs", "ways-out.md");
    List<String> listed =
        Files.readAllLines(table).stream()
            .filter(line -> line.startsWith("| ") && line.contains("`WaysOutTest`"))
            .map(line -> line.split("\\|"))
            .map(cells -> cells[1].trim() + ": " + cells[2].trim())
            .toList();
    List<String> tried =
        ways().stream()
            .map(w -> w.name() + ": " + (w.isRefused() ? "refused" : "harmless"))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(tried);
    assertThat(tried).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
  }
}
