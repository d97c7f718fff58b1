package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page and answer of Spark's UI, while governed jobs run and after, and the event log. */
final class UiSecretsTest {
  private static final List<String> PAGES =
      List.of("/jobs/", "/stages/", "/storage/", "/environment/", "/executors/", "/SQL/");
  private static final List<String> ANSWERS =
      List.of(
          "jobs",
          "stages?details=true&withSummaries=true",
          "executors",
          "allexecutors",
          "executors/driver/threads",
          "storage/rdd",
          "environment",
          "sql?details=true&length=1000");

  @TempDir Path dir;
  private TestSites sites;
  private SparkSession spark;
  private Governance governance;
  private UiCrawler ui;
  private final Secrets secrets = new Secrets();

  @BeforeEach
  void start() throws Exception {
    sites = TestSites.in(dir);
    spark =
        SparkSession.builder()
            .config(
                sites
                    .conf("local[2]", "fra")
                    .set("spark.ui.enabled", "true")
                    .set("spark.ui.port", "0")
                    .set("spark.ui.prometheus.enabled", "true")
                    .set(BailiwickConf.ROTATE_AFTER, "1s")
                    .set("spark.eventLog.enabled", "true")
                    .set("spark.eventLog.compress", "false")
                    .set(
                        "spark.eventLog.dir",
                        Files.createDirectories(dir.resolve("events")).toUri().toString()))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
    ui = new UiCrawler(spark.sparkContext().uiWebUrl().get());
  }

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  @Test
  void noPageNoAnswerAndNoEventTellsAKey() throws Exception {
    governance.keys().key(KeyScope.ungoverned("parameters"));
    SiteRuntime.get().key(KeyScope.of("statistics", List.of("fra")));
    CompletableFuture<Void> job = CompletableFuture.runAsync(this::slowJob);
    while (!job.isDone()) {
      crawl();
    }
    job.join();
    Dataset<Row> rows =
        spark.read().schema("origin STRING, id INT").csv(sites.path("fra")).repartition(3);
    assertThat(rows.persist().count()).isEqualTo(TestSites.ROWS);
    noteKeys();
    crawl();

    assertThat(ui.paths()).containsAll(PAGES);
    for (String answer : ANSWERS) {
      assertThat(ui.of(api(answer))).as(answer).isNotBlank();
    }
    assertThat(ui.of("/environment/")).contains("spark.plugins");
    assertThat(ui.of(api("storage/rdd"))).contains("memoryUsed");
    assertThat(secrets.known()).hasSizeGreaterThan(3);
    isSilent(ui.all());

    spark.stop();
    assertThat(dir.resolve("events")).isNotEmptyDirectory();
    assertThat(secrets.in(dir.resolve("events"))).isEmpty();
    System.out.printf(
        "Spark's UI: %d pages and answers, %d fetched in all, %,d characters, and the event log:"
            + " none of %d keys in any%n",
        ui.paths().size(), ui.fetched(), ui.all().length(), secrets.known().size());
  }

  private void isSilent(String text) throws Exception {
    EpochKey one = secrets.known().keySet().iterator().next();
    for (String writing : Secrets.writings(secrets.known().get(one)).toList()) {
      assertThat(secrets.in(text + writing)).as("what would be found").containsExactly(one);
    }
    assertThat(secrets.in(text)).isEmpty();
    String password =
        Files.readString(sites.home("fra").resolve("password"), StandardCharsets.UTF_8).strip();
    assertThat(password).hasSizeGreaterThan(40);
    assertThat(text).doesNotContain(password);
  }

  private void crawl() throws Exception {
    noteKeys();
    ui.crawl(PAGES);
    for (String answer : ANSWERS) {
      ui.fetch(api(answer));
    }
    for (String metrics : List.of("/metrics/json/", "/metrics/executors/prometheus/")) {
      ui.fetch(metrics);
    }
    noteKeys();
  }

  private String api(String what) {
    return "/api/v1/applications/" + spark.sparkContext().applicationId() + "/" + what;
  }

  private void noteKeys() {
    secrets.note(governance.keys().all());
    secrets.note(SiteRuntime.get().shuffles().all());
  }

  private void slowJob() {
    Map<Integer, Long> counted =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, 400).boxed().toList(), 16)
            .mapToPair(
                i -> {
                  TimeUnit.MILLISECONDS.sleep(20);
                  return new scala.Tuple2<>(i % 7, 1L);
                })
            .reduceByKey(Long::sum, 4)
            .collectAsMap();
    assertThat(counted).hasSize(7);
  }
}
