package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.DealtPlan;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.sharding.spark.ShardRun;
import dev.bailiwick.sharding.spark.ShardWriter;
import dev.bailiwick.sharding.spark.SourceCounter;
import dev.bailiwick.sharding.spark.SourceReader;
import dev.bailiwick.sharding.spark.SourceRows;
import dev.bailiwick.sharding.spark.SourceSpec;
import dev.bailiwick.sharding.spark.Splitting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of iad are dealt and copied to fra, on processes of their own; the driver is at fra. */
final class DealtClusterTest {
  @TempDir static Path dir;
  private static TestSites sites;
  private static TestCluster cluster;
  private static SparkSession spark;
  private static Governance governance;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    cluster = TestCluster.start(dir, Map.of("fra", sites.home("fra"), "iad", sites.home("iad")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "fra"), 2)
                    .set(BailiwickConf.PLACEMENT_TIMEOUT, "60s"))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
    governance
        .shards()
        .registerSource(
            sites.storage("iad").resolve("rows.csv").toUri().toString(),
            "iad",
            PermittedSet.of(List.of("iad")));
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

  static List<Strategy> strategies() {
    return List.of(new Strategy.Size(), new Strategy.TimeRanges("id", 3));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void shardsLieAtHomeAndTheirReplicasElsewhereWithTheSameRows(Strategy strategy) throws Exception {
    String dataset = strategy.takesRowsAsTheyLie() ? "as-they-lie" : "in-order";
    CountedSource source =
        governance.returningCounts(
            () ->
                SourceCounter.count(
                    SourceRows.of(
                        "rows",
                        "iad",
                        SourceReader.read(
                            spark,
                            new SourceSpec(
                                "rows",
                                "iad",
                                "csv",
                                Optional.of(
                                    sites.storage("iad").resolve("rows.csv").toUri().toString()),
                                Map.of(),
                                "origin STRING, id INT")),
                        Optional.empty(),
                        List.of(),
                        Splitting.all("train"))));
    ShardPlan plan =
        ShardPlanner.plan(
            dataset,
            governance
                .policies()
                .attachedTo(sites.storage("iad").resolve("rows.csv").toUri().toString()),
            governance.topology(),
            source.counts(),
            PlanOptions.of(15).withoutMoves().with(strategy).withReplicas(1));
    List<CountedSource> sources = List.of(source);
    List<ManifestShard> shards =
        governance.returningCounts(
            () ->
                ShardWriter.of(spark, governance.topology())
                    .write(DealtPlan.of(spark, plan, sources), sources, new ShardRun("run")));
    Manifest manifest = committed(plan, source, shards);

    List<Integer> all = new ArrayList<>();
    for (ManifestShard s : manifest.shards()) {
      assertThat(s.copies()).extracting(ShardCopy::site).containsExactly("iad", "fra");
      assertThat(s.copies())
          .extracting(ShardCopy::keyId)
          .containsExactly("iad/" + dataset, "fra/" + dataset);
      List<Integer> home = ids(manifest, s, s.home());
      assertThat(home).hasSize((int) s.rows());
      assertThat(ids(manifest, s, s.replicas().get(0))).isEqualTo(home);
      if (!s.isContext()) {
        all.addAll(home);
      }
    }
    assertThat(all).isEqualTo(IntStream.range(0, TestSites.ROWS).boxed().toList());
  }

  private static Manifest committed(
      ShardPlan plan, CountedSource source, List<ManifestShard> shards) {
    Manifest manifest =
        ManifestStore.commit(
                ManifestFolder.local(dir.resolve("manifests-" + plan.dataset())),
                new ManifestDraft(
                    plan.dataset(),
                    governance.topology().id(),
                    plan.strategy().describe(),
                    source.source().schema().json(),
                    List.of(),
                    governance.policies().policies().stream()
                        .filter(p -> p.id().equals("us"))
                        .map(p -> new ManifestPolicy(p.id(), p.version(), p.sha256()))
                        .toList(),
                    shards),
                governance.signer())
            .manifest();
    governance.register(manifest);
    return manifest;
  }

  private static List<Integer> ids(Manifest manifest, ManifestShard shard, ShardCopy copy) {
    Manifest there =
        new Manifest(
            manifest.dataset(),
            manifest.version(),
            manifest.previous(),
            manifest.created(),
            manifest.topology(),
            manifest.strategy(),
            manifest.schema(),
            manifest.sensitiveColumns(),
            manifest.policies(),
            List.of(shard.readAt(copy)));
    return ShardReader.rows(spark, there, s -> true).collectAsList().stream()
        .map(row -> row.getInt(1))
        .toList();
  }
}
