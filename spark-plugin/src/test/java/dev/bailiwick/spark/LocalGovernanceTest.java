package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process, one site: a laptop's notebook. */
final class LocalGovernanceTest {
  @TempDir Path dir;

  private static Dataset<Row> rows(SparkSession spark, String path) {
    return spark.read().schema("origin STRING, id INT").csv(path);
  }

  @Test
  void aLocalMasterReadsOnlyWhatItsSiteMayRead() throws Exception {
    TestSites sites = TestSites.in(dir, "iad");
    try (SparkSession spark =
        SparkSession.builder()
            .config(
                sites
                    .conf("local[2]", "iad")
                    .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"))
            .getOrCreate()) {
      Governance governance = Governance.of(spark.sparkContext());
      assertThat(spark.sparkContext().master()).isEqualTo("local[2]");
      assertThat(governance.sites().executorsBySite()).isEqualTo(Map.of("iad", List.of("driver")));
      assertThat(SiteRuntime.get().site()).isEqualTo("iad");

      Dataset<Row> own = rows(spark, sites.path("iad"));
      assertThat(own.repartition(3).javaRDD().count()).isEqualTo(TestSites.ROWS);
      assertThat(own.groupBy("origin").count().javaRDD().count()).isEqualTo(1);
      assertThatThrownBy(() -> rows(spark, sites.path("fra")).javaRDD().count())
          .hasMessageContaining("this application has one process only")
          .hasMessageContaining("may not be at site iad as raw by policy de");
      assertThatThrownBy(own::collectAsList).hasMessageContaining("may not be at site iad as view");

      trustedCalls(governance, own.javaRDD());
      sources(sites, governance, spark);
      assertThat(governance.denials()).hasSizeGreaterThanOrEqualTo(3);
      String log = Files.readString(governance.audit().file());
      assertThat(log).contains("registration").contains("denial").contains("de.yaml");
    }
  }

  @Test
  void linesAboutEachTaskAreSparksAndFollowItsLevel() throws Exception {
    TestSites sites = TestSites.in(dir, "iad");
    try (SparkSession spark =
            SparkSession.builder()
                .config(sites.conf("local[1]", "iad").set("spark.log.level", "WARN"))
                .getOrCreate();
        LogLines sparks = new LogLines("org.apache.spark.scheduler.TaskSetManager", Level.INFO);
        LogLines ours = new LogLines("dev.bailiwick", Level.INFO)) {
      assertThat(spark.range(0, 9, 1, 2).javaRDD().count()).isEqualTo(9);
      assertThat(sparks.said()).filteredOn(l -> l.startsWith("Finished task")).hasSize(2);
      assertThat(ours.said()).noneMatch(l -> l.contains(" task "));
    }
  }

  /** Only inside a call of Bailiwick's own, and only while it runs. */
  private static void trustedCalls(Governance governance, JavaRDD<Row> rows) throws Exception {
    assertThat(governance.returningCounts(rows::collect)).hasSize(TestSites.ROWS);
    assertThatThrownBy(rows::collect).hasMessageContaining("as view");
    assertThatThrownBy(() -> governance.returning(TransferClass.STATISTICS, rows::collect))
        .hasMessageContaining("as statistics");
  }

  private static void sources(TestSites sites, Governance governance, SparkSession spark)
      throws Exception {
    Path elsewhere = Files.createDirectories(sites.dir().resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("a.csv"), "x,1\n");
    assertThat(rows(spark, elsewhere.toString()).collectAsList()).hasSize(1);
    governance
        .shards()
        .registerSource(elsewhere.toString(), "fra", PermittedSet.of(List.of("fra")));
    assertThatThrownBy(() -> rows(spark, elsewhere.toString()).javaRDD().count())
        .hasMessageContaining("not sharded yet");
  }

  @Test
  void aManifestThatIsReadAsATableIsTheCoordinatorsAndGovernsItsShards() throws Exception {
    TestSites sites = TestSites.in(dir, "iad");
    Path manifests = dir.resolve("manifests");
    // A policy of the path would let its rows go where this manifest does not.
    Path shard = Path.of(sites.path("iad")).resolveSibling("shard-0001.parquet");
    commit(manifests, sites.home("iad"), shard);
    try (SparkSession spark =
        SparkSession.builder().config(sites.conf("local[1]", "iad")).getOrCreate()) {
      Governance governance = Governance.of(spark.sparkContext());
      String path = shard.toString();
      assertThat(governance.shards().find(path).map(Governed::name))
          .isNotEqualTo(Optional.of("shard-0001 of people"));
      spark.read().format("bailiwick").load(manifests.toString());
      Governed governed = governance.shards().find(path).orElseThrow();
      assertThat(governed.name()).isEqualTo("shard-0001 of people");
      assertThat(governed.permitted(TransferClass.VIEW).isEmpty()).isTrue();

      commit(manifests, sites.home("fra"), shard);
      assertThatThrownBy(() -> spark.read().format("bailiwick").load(manifests.toString()))
          .hasMessageContaining("manifest-000002.json")
          .hasMessageContaining("expected a node of the coordinator's site iad");
      assertThatThrownBy(
              () ->
                  spark
                      .read()
                      .format("bailiwick")
                      .option("split", "tset")
                      .load(manifests + "/manifest-000001.json"))
          .hasMessageContaining("expected train or test");
    }
  }

  @Test
  void aShardWhoseManifestNobodyShowedIsUnderNoPolicyOfItsPath() throws Exception {
    TestSites sites = TestSites.in(dir, "iad");
    try (SparkSession spark =
        SparkSession.builder().config(sites.conf("local[1]", "iad")).getOrCreate()) {
      ShardRegistry shards = Governance.of(spark.sparkContext()).shards();
      Path storage = Path.of(sites.path("iad")).getParent();
      Governed rows = shards.find(storage.resolve("rows.csv").toString()).orElseThrow();
      assertThat(rows.permitted(TransferClass.VIEW).isEmpty()).isFalse();
      Governed shard =
          shards.find(storage.resolve("shards/people/run/a.parquet").toString()).orElseThrow();
      assertThat(shard.name()).isEqualTo("storage of site iad");
      assertThat(shard.permitted(TransferClass.VIEW).isEmpty()).isTrue();
      assertThat(shard.permitted(TransferClass.RAW).sites()).containsExactly("iad");
    }
  }

  private static void commit(Path manifests, Path signer, Path shard) {
    ShardCopy copy = new ShardCopy("iad", shard.toUri(), 100, 1, "a".repeat(64), "iad/people", 1);
    ManifestStore.commit(
        ManifestFolder.local(manifests),
        new ManifestDraft(
            "people",
            "some",
            "size",
            new StructType().add("id", "long").json(),
            List.of(),
            List.of(new ManifestPolicy("of-this-dataset", "1.0.0", "a".repeat(64))),
            List.of(
                new ManifestShard(
                    "shard-0001",
                    "train",
                    "",
                    "",
                    List.of("US"),
                    Map.of("raw", List.of("iad"), "intermediate", List.of("iad")),
                    10,
                    List.of(),
                    copy,
                    List.of(),
                    List.of()))),
        new IdentitySigner(NodeIdentity.load(signer)));
  }

  @Test
  void anApplicationThatCannotBeGuardedDoesNotStart() throws Exception {
    TestSites sites = TestSites.in(dir, "iad");
    SparkConf leaky = sites.conf("local[1]", "iad").set("spark.shuffle.push.enabled", "true");
    assertThatThrownBy(() -> new SparkContext(leaky))
        .hasMessageContaining("spark.shuffle.push.enabled");
    SparkConf noTopology = sites.conf("local[1]", "iad").remove(BailiwickConf.TOPOLOGY);
    assertThatThrownBy(() -> new SparkContext(noTopology))
        .hasMessageContaining(BailiwickConf.TOPOLOGY);
    SparkConf nobody = sites.conf("local[1]", "iad").set(BailiwickConf.SITE_HOME, "/nowhere");
    assertThatThrownBy(() -> new SparkContext(nobody)).hasMessageContaining("/nowhere");
    SparkConf elsewhere = sites.conf("local[1]", "fra");
    assertThatThrownBy(() -> new SparkContext(elsewhere))
        .hasMessageContaining("The driver's certificate says site fra")
        .hasMessageContaining("has its coordinator at site iad");
    NodeIdentity.pinCoordinator(sites.home("iad"), "nrt");
    assertThatThrownBy(() -> new SparkContext(sites.conf("local[1]", "iad")))
        .hasMessageContaining("is at site iad")
        .hasMessageContaining("expects a driver at site nrt");
    NodeIdentity.pinCoordinator(sites.home("iad"), "iad");
    SparkConf bypassed =
        sites
            .conf("local[1]", "iad")
            .set(
                "spark.plugins",
                BailiwickPlugin.class.getName() + "," + MasterThief.class.getName());
    assertThatThrownBy(() -> new SparkContext(bypassed))
        .hasMessageContaining("The scheduler of this application is not Bailiwick's");
    SparkConf other =
        sites
            .conf("local[1]", "iad")
            .set(
                "spark.plugins",
                BailiwickPlugin.class.getName() + "," + OtherClusterManager.class.getName());
    assertThatThrownBy(() -> new SparkContext(other))
        .hasMessageContaining("The scheduler of this application is not Bailiwick's")
        .hasMessageContaining("Is another cluster manager or plugin changing spark.master?");
    SparkConf unsealed =
        sites
            .conf("local[1]", "iad")
            .set(
                "spark.plugins",
                BailiwickPlugin.class.getName() + "," + ShuffleThief.class.getName());
    assertThatThrownBy(() -> new SparkContext(unsealed))
        .hasMessageContaining("The shuffle manager of this application is")
        .hasMessageContaining("SealedShuffleManager");
  }
}
