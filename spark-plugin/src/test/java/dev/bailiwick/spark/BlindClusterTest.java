package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.KeyScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver at iad, where rows of fra and nrt may not be; two executors at nrt and one at fra. */
final class BlindClusterTest {
  @TempDir static Path dir;
  private static TestSites sites;
  private static TestCluster cluster;
  private static SparkSession spark;
  private static Governance governance;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir, "iad");
    cluster =
        TestCluster.start(
            dir,
            Map.of("fra", sites.home("fra"), "nrt", sites.home("nrt"), "nrt-2", sites.home("nrt")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "iad"), 3)
                    .set(BailiwickConf.PLACEMENT_TIMEOUT, "60s"))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
    await(
        () ->
            governance.sites().executorsBySite().values().stream().mapToInt(List::size).sum() == 3);
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

  @Test
  void shufflesRunThoughTheDriverMayNotHaveTheirKeysAndSurviveTheirMakers() throws Exception {
    JavaRDD<Row> mixed = of("fra").union(of("nrt")).javaRDD().repartition(6);
    assertThat(check(mixed)).isEqualTo(2 * TestSites.ROWS);
    KeyScope shared = KeyScope.of("intermediate", List.of("fra", "nrt"));
    assertThatThrownBy(() -> governance.keys().key(shared))
        .hasMessageContaining("The driver runs at site iad, which may not hold the key");

    cluster.kill("nrt");
    await(
        () ->
            governance.sites().executorsBySite().get("nrt").stream()
                .anyMatch(e -> governance.sites().site(e).isEmpty()));
    assertThat(check(mixed))
        .as("blocks of who is lost are written again")
        .isEqualTo(2 * TestSites.ROWS);
    assertThat(check(of("nrt").javaRDD().repartition(3))).isEqualTo(TestSites.ROWS);
    assertThat(governance.touches().outsidePermittedSet()).isZero();
    assertThat(governance.denials()).isEmpty();
  }

  private static Dataset<Row> of(String site) {
    return spark.read().schema("origin STRING, id INT").csv(sites.path(site));
  }

  /** How many rows came out, none of them where it may not be. */
  private static long check(JavaRDD<Row> rows) {
    LongAccumulator seen = spark.sparkContext().longAccumulator();
    LongAccumulator misplaced = spark.sparkContext().longAccumulator();
    rows.foreachPartition(new RowCheck(RowCheck.INTERMEDIATE, seen, misplaced));
    assertThat(misplaced.value()).isZero();
    return seen.value();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
