package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows of nrt, which may be at nrt and fra in every form and at iad in none: they are dealt and
 * moved between the two by a driver at iad, on processes of their own.
 */
final class MovesPastTheDriverTest {
  private static final Progress QUIET = line -> {};

  @TempDir static Path dir;
  private static TestCluster cluster;
  private static SparkSession spark;
  private static Governance governance;
  private static TestSites sites;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir, "iad");
    Path policy = sites.policyFile("jp");
    String text = Files.readString(policy);
    Files.writeString(
        policy,
        text.replace("transfer: [raw], to: [JP]", "transfer: [raw, intermediate], to: [JP, DE]"));
    cluster =
        TestCluster.start(
            dir,
            Map.of("fra", sites.home("fra"), "nrt", sites.home("nrt"), "iad", sites.home("iad")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "iad"), 3)
                    .set(BailiwickConf.PLACEMENT_TIMEOUT, "300s"))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
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
  void shardsMoveBetweenSitesWithoutTheDriversOwn() throws Exception {
    Manifest before = written("size", "size", 1);
    assertThat(before.shards()).extracting(ManifestShard::site).containsOnly("nrt");
    Job job = job("size", "size", 0.1);
    Manifest after =
        Resharding.of(
                spark, job, new ReshardOptions(manifests("size").toString(), false, false), QUIET)
            .run();
    assertThat(after.version()).isEqualTo(2);
    isAtBoth(after);
    String log = Files.readString(governance.audit().file());
    assertThat(log).contains("\"type\":\"shard-moved\"");
    KeyScope shared = KeyScope.of("intermediate", List.of("fra", "nrt"));
    assertThat(log).contains("member-key").contains(shared.toString());
    assertThatThrownBy(() -> governance.keys().key(shared))
        .hasMessageContaining("The driver runs at site iad, which may not hold the key");
  }

  /** Hashes tell no value, so nothing but counts comes to the driver. */
  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void rowsAreDealtByHashAndMovedThoughTheDriverMayNotHaveThem(String together) throws Exception {
    String id = "hash-" + together;
    isAtBoth(written(id, "{hash: [id], together: " + together + "}", 0.1));
  }

  @Test
  void aStrategyThatTellsTheDriverValuesIsRefusedWithTheReason() throws Exception {
    Job job = job("times", "{timeRanges: id}", 0.1);
    assertThatThrownBy(() -> write(job))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED))
        .hasMessageContaining("tells the driver at iad values of 40 rows")
        .hasMessageContaining("Deal rows by size or hash");
  }

  /** Every row once, and none at the driver's site. */
  private static void isAtBoth(Manifest manifest) {
    assertThat(manifest.shards()).extracting(ManifestShard::site).containsOnly("fra", "nrt");
    assertThat(manifest.at("fra")).isNotEmpty();
    assertThat(manifest.at("nrt")).isNotEmpty();
    Dataset<Row> rows = ShardReader.rows(spark, manifest, s -> true);
    LongAccumulator seen = spark.sparkContext().longAccumulator();
    LongAccumulator misplaced = spark.sparkContext().longAccumulator();
    LongAccumulator bits = spark.sparkContext().longAccumulator();
    rows.javaRDD().foreachPartition(new RowCheck(Map.of("nrt", "fra nrt"), seen, misplaced));
    rows.javaRDD().foreach(row -> bits.add(1L << row.getInt(1)));
    assertThat(seen.value()).isEqualTo(TestSites.ROWS);
    assertThat(bits.value()).as("each id once").isEqualTo((1L << TestSites.ROWS) - 1);
    assertThat(misplaced.value()).isZero();
    assertThat(governance.touches().outsidePermittedSet()).isZero();
  }

  private static Manifest written(String id, String strategy, double gain) throws IOException {
    write(job(id, strategy, gain));
    return ManifestStore.load(
        ManifestStore.latest(ManifestFolder.local(manifests(id))).orElseThrow(),
        governance.identity().trust().certificates());
  }

  private static void write(Job job) {
    SovereignTraining.of(spark, job, new RunOptions(job.output(), false, true, false, false), QUIET)
        .run(Afterwards.NOTHING);
  }

  private static Path manifests(String id) {
    return dir.resolve("out-" + id).resolve("manifests");
  }

  private static Job job(String id, String strategy, double gain) throws IOException {
    Path file = dir.resolve(id + ".job.yaml");
    Files.writeString(
        file,
        """
        apiVersion: bailiwick/v1
        kind: TrainingJob
        metadata: {id: %1$s}
        topology: topology.yaml
        policies: [jp.yaml]
        dataset:
          id: %1$s
          schema: "origin STRING, id INT"
          sources:
            - {site: nrt, split: train, format: csv, path: "%2$s"}
          holdout: 0.25
          rowsPerShard: 10
          minimumGain: %3$s
          strategy: %4$s
        jurisdiction: {constant: JP}
        label: {column: origin, classes: [["nrt"], ["other"]]}
        features:
          - {columns: [id], transform: standardise}
        model: {preset: mlp, hidden: [4], learningRate: 1.0e-2}
        training: {rounds: 1, localSteps: 1, batchSize: 8, seed: 3}
        output: out-%1$s
        """
            .formatted(id, sites.path("nrt"), gain, strategy));
    return JobParser.parse(file, Map.of());
  }
}
