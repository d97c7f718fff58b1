package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.SiteKeyStores;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.TestSigner;
import dev.bailiwick.sharding.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceRDDPartition;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag$;

/**
 * From a CSV file to shards and back, in one process that is at one site after the other. That a
 * task runs where it should is the plugin's part, and tested there on processes of their own.
 */
final class ShardRoundTripTest {
  private static final String SCHEMA = "id BIGINT, country STRING, income DOUBLE, note STRING";
  private static final String PLANTED = "PLANTED-3f1c-IN-EVERY-ROW";
  private static final TestSigner SIGNER = new TestSigner("demo");
  private static final PolicySet POLICIES =
      World.policy(
          "{id: de, effect: allow, transfer: [raw, intermediate], to: [DE, JP], for:"
              + " {jurisdiction: [DE]}}",
          "{id: us, effect: allow, transfer: [raw, intermediate], to: [US, DE, JP], for:"
              + " {jurisdiction: [US]}}");

  private static SparkSession spark;

  @TempDir Path folder;
  private World world;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("ShardRoundTripTest")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.files.maxPartitionBytes", "8192")
            .config("spark.sql.files.openCostInBytes", "0")
            .getOrCreate();
    SovereignCryptoFactory.settings()
        .forEach((k, v) -> spark.sparkContext().hadoopConfiguration().set(k, v));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void makeWorld() {
    world = new World(folder, 1, 1, 1);
    world.enter("fra");
  }

  @AfterEach
  void forget() {
    ShardTouch.install(touch -> {});
    SovereignCryptoFactory.forgetKeys();
  }

  @Test
  void rowsComeBackAsTheyWentInAndNothingShows() throws IOException {
    CountedSource source = count("people", "fra", 700, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(100, source), source);

    Dataset<Row> back = ShardReader.rows(spark, manifest, s -> true);
    assertThat(sorted(back))
        .isEqualTo(sorted(read("people").where("country IN ('Germany', 'US')")));
    assertThat(back.javaRDD().getNumPartitions()).isEqualTo(manifest.shards().size());
    assertThat(back.javaRDD().glom().collect())
        .extracting(rows -> (long) rows.size())
        .isEqualTo(manifest.shards().stream().map(ManifestShard::rows).toList());
    for (ManifestShard s : manifest.shards()) {
      String bytes = new String(Files.readAllBytes(Path.of(s.uri())), StandardCharsets.ISO_8859_1);
      assertThat(bytes).startsWith("PARE").endsWith("PARE");
      assertThat(bytes).doesNotContain(PLANTED, "Germany", "income");
      assertThat(s.uri().toString()).contains("/storage/fra/shards/people/");
    }
    assertThat(ShardVerifier.faults(manifest, "fra", new Configuration())).isEmpty();
  }

  @Test
  void columnsAndFiltersReachTheShards() throws IOException {
    CountedSource source = count("people", "fra", 300, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(100, source), source);
    Dataset<Row> some =
        ShardReader.rows(spark, manifest, s -> s.id().equals("shard-0001"))
            .where("income < 10")
            .select("id");
    assertThat(sorted(some))
        .isEqualTo(sorted(read("people").where("income < 10 AND country = 'US'").select("id")));
    assertThat(some.queryExecution().executedPlan().toString()).contains("LessThan(income");
  }

  @Test
  void columnsComeAsBatchesOneShardAPartition() throws IOException {
    CountedSource source = count("people", "fra", 700, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(100, source), source);
    // Neither setting may turn batches into rows.
    spark.conf().set("spark.sql.codegen.maxFields", "1");
    spark.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    try {
      RDD<ColumnarBatch> rdd =
          ShardReader.columns(spark, manifest, s -> true, List.of("income", "id"));
      assertThat(rdd.partitions())
          .hasSize(manifest.shards().size())
          .allSatisfy(
              p ->
                  assertThat(((DataSourceRDDPartition) p).inputPartitions().head())
                      .isInstanceOf(ShardPartition.class));
      List<List<String>> read =
          JavaRDD.fromRDD(rdd, ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class))
              .mapPartitions(ShardRoundTripTest::rows)
              .collect();
      assertThat(read)
          .extracting(rows -> (long) rows.size())
          .isEqualTo(manifest.shards().stream().map(ManifestShard::rows).toList());
      assertThat(read.stream().flatMap(List::stream).sorted().toList())
          .isEqualTo(sorted(ShardReader.rows(spark, manifest, s -> true).select("income", "id")));
    } finally {
      spark.conf().unset("spark.sql.codegen.maxFields");
      spark.conf().unset("spark.sql.parquet.enableVectorizedReader");
    }
    requireCause(
        () -> ShardReader.columns(spark, manifest, s -> true, List.of("Income")),
        ErrorCode.BAD_ARGUMENT,
        "no column 'Income'",
        "income");
  }

  private static Iterator<List<String>> rows(Iterator<ColumnarBatch> batches) {
    List<String> rows = new ArrayList<>();
    while (batches.hasNext()) {
      ColumnarBatch batch = batches.next();
      assertThat(batch.numCols()).isEqualTo(2);
      batch
          .rowIterator()
          .forEachRemaining(
              row ->
                  rows.add(
                      "["
                          + row.get(0, StructType.fromDDL(SCHEMA).apply("income").dataType())
                          + ","
                          + row.get(1, StructType.fromDDL(SCHEMA).apply("id").dataType())
                          + "]"));
    }
    return List.of(rows).iterator();
  }

  @Test
  void anAlteredFileGivesNoBatch() throws IOException {
    CountedSource source = count("people", "fra", 60, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(100, source), source);
    ManifestShard shard = manifest.shards().get(0);
    Path file = Path.of(shard.uri());
    byte[] wrong = Files.readAllBytes(file);
    wrong[wrong.length / 2] ^= 1;
    Files.write(file, wrong);
    requireCause(
        () ->
            JavaRDD.fromRDD(
                    ShardReader.columns(spark, manifest, s -> true, List.of("id")),
                    ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class))
                .map(ColumnarBatch::numRows)
                .collect(),
        ErrorCode.NOT_AUTHENTIC,
        shard.id(),
        "hash");
  }

  @Test
  void anyReaderOpensAManifestAndAPlainParquetReadOpensAShard() throws IOException {
    CountedSource source = count("people", "fra", 200, List.of(), Splitting.all("train"));
    ShardPlan plan = plan(50, source);
    Manifest manifest = written(plan, source);
    ManifestFile file = commit(source, manifest.shards());
    SIGNER.trustedBy(world.home("fra"));
    assertThat(sorted(spark.read().format("bailiwick").load(file.toString())))
        .isEqualTo(sorted(ShardReader.rows(spark, manifest, s -> true)));
    ManifestShard first = manifest.shards().get(0);
    assertThat(spark.read().schema(SCHEMA).parquet(first.uri().toString()).count())
        .isEqualTo(first.rows());

    new TestSigner("stranger").trustedBy(world.home("fra"));
    requireCause(
        () -> spark.read().format("bailiwick").load(file.toString()),
        ErrorCode.NOT_AUTHENTIC,
        "certificate");

    SIGNER.trustedBy(world.home("fra"));
    Files.setPosixFilePermissions(
        world.home("fra").resolve("trust.pem"), PosixFilePermissions.fromString("rw-rw-r--"));
    requireCause(
        () -> spark.read().format("bailiwick").load(file.toString()),
        ErrorCode.GUARD_MISSING,
        "trust.pem",
        "chmod 600");
  }

  @Test
  void rowsThatMoveGoThroughOneShuffleAndArriveWhole() throws IOException {
    CountedSource source = count("people", "fra", 900, List.of(), Splitting.all("train"));
    ShardPlan plan =
        ShardPlanner.plan(
            "people", POLICIES, world.topology(), source.counts(), PlanOptions.of(50));
    assertThat(plan.movedRows()).isGreaterThan(200);
    List<ManifestShard> shards = new ArrayList<>();
    for (String site : List.of("fra", "iad", "nrt")) {
      world.enter(site);
      List<PlannedShard> here = plan.shards().stream().filter(s -> s.home().equals(site)).toList();
      shards.addAll(
          ShardWriter.of(spark, world.topology()).write(plan.withShards(here), List.of(source)));
    }
    List<String> rows = new ArrayList<>();
    for (String site : List.of("fra", "iad", "nrt")) {
      world.enter(site);
      rows.addAll(
          sorted(ShardReader.rows(spark, manifest(source, shards), s -> s.site().equals(site))));
    }
    assertThat(rows.stream().sorted().toList())
        .isEqualTo(sorted(read("people").where("country IN ('Germany', 'US')")));
  }

  @Test
  void aTaskAtAnotherSiteWritesNothing() throws IOException {
    CountedSource source = count("people", "fra", 100, List.of(), Splitting.all("train"));
    ShardPlan plan = plan(50, source);
    world.enter("iad");
    requireCause(
        () -> written(plan, source), ErrorCode.POLICY_DENIED, "shard-000", "'fra'", "'iad'");
    assertThat(world.folder().resolve("storage")).doesNotExist();
  }

  @Test
  void anotherSitesKeyStoreOpensNothingAndSaysWhichKeyAndSite() throws IOException {
    CountedSource source = count("people", "fra", 100, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(50, source), source);
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    Queue<Touch> touched = new ConcurrentLinkedQueue<>();
    ShardTouch.install(
        new ShardTouch() {
          @Override
          public void touched(Touch touch) {
            touched.add(touch);
          }

          @Override
          public void refused(Touch touch, RuntimeException reason) {
            refused.add(touch.path());
            throw new IllegalStateException("the driver is away");
          }
        });
    world.enter("iad");
    SiteKeyStores.open(world.home("iad")).createIfAbsent("iad/people");
    requireCause(
        () -> ShardReader.rows(spark, manifest, s -> true).count(),
        ErrorCode.KEY_NOT_RELEASED,
        "'fra/people'",
        "'iad'");
    assertThat(touched).isEmpty();
    assertThat(refused).anyMatch(p -> p.contains("/shard-000"));
  }

  @Test
  void executorsTellWhichShardEachTaskTouched() throws IOException {
    CountedSource source = count("people", "fra", 200, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(50, source), source);
    Queue<Touch> touched = new ConcurrentLinkedQueue<>();
    ShardTouch.install(touched::add);
    ShardReader.rows(spark, manifest, s -> true).collectAsList();
    assertThat(touched).allMatch(t -> t.taskAttemptId() >= 0 && t.stageId() >= 0);
    assertThat(touched.stream().map(Touch::path).distinct())
        .containsExactlyInAnyOrderElementsOf(
            manifest.shards().stream().map(s -> s.uri().toString()).toList());
  }

  @Test
  void aFlippedByteAnywhereIsFoundBeforeARowIsRead() throws IOException {
    CountedSource source = count("people", "fra", 60, List.of(), Splitting.all("train"));
    Manifest manifest = written(plan(100, source), source);
    ManifestShard shard = manifest.shards().get(0);
    byte[] right = Files.readAllBytes(Path.of(shard.uri()));
    for (int at : new int[] {5, 0, right.length / 2, right.length - 1}) {
      byte[] wrong = right.clone();
      wrong[at] ^= 1;
      Files.write(Path.of(shard.uri()), wrong);
      requireCause(
          () -> ShardReader.rows(spark, manifest, s -> s.id().equals(shard.id())).collectAsList(),
          ErrorCode.NOT_AUTHENTIC,
          shard.id(),
          at == 0 || at == right.length - 1 ? "magic" : "hash");
      assertThat(ShardVerifier.faults(manifest, "fra", new Configuration())).hasSize(1);
      // Whoever can alter the file can take away the checksums that Hadoop keeps beside it.
      Path file = Path.of(shard.uri());
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
  }

  @Test
  void aFileInClearUnderASealedFolderIsRefused() {
    String folderOfShards = folder.resolve("sealed").toUri().toString();
    read(lines("clear", 10)).coalesce(1).write().parquet(folderOfShards);
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.set(SealedPrefixes.SETTING, folderOfShards);
    try {
      assertThatThrownBy(() -> spark.read().schema(SCHEMA).parquet(folderOfShards).collectAsList())
          .hasStackTraceContaining("plaintext file");
      requireCause(
          () -> read("clear").write().mode("append").parquet(folderOfShards),
          ErrorCode.GUARD_MISSING,
          "in clear");
    } finally {
      conf.unset(SealedPrefixes.SETTING);
    }
  }

  @Test
  void incompleteRowsAreDroppedWhereTheyLieAndCounted() throws IOException {
    CountedSource source = count("people", "fra", 600, List.of("country"), Splitting.all("train"));
    assertThat(source.rows()).isEqualTo(600);
    assertThat(source.dropped()).isEqualTo(100);
    ShardPlan plan = plan(100, source);
    assertThat(plan.unknownLawRows()).isEqualTo(100);
    assertThat(plan.rows()).isEqualTo(400);
  }

  @Test
  void aHeldOutPartDoesNotDependOnThePartitions() throws IOException {
    CountedSource source = count("people", "fra", 900, List.of(), Splitting.holdOut(0.25, 7));
    Manifest manifest = written(plan(100, source), source);
    List<String> held = sorted(ShardReader.rows(spark, manifest, s -> s.split().equals("test")));
    assertThat(held.size()).isBetween(110, 190);

    SourceRows one =
        SourceRows.of(
            "people",
            "fra",
            read("people").coalesce(1),
            Optional.of("country"),
            List.of(),
            Splitting.holdOut(0.25, 7));
    CountedSource again = SourceCounter.count(one);
    assertThat(again.counts()).isEqualTo(source.counts());
    Manifest other = written(plan(100, again), again);
    assertThat(sorted(ShardReader.rows(spark, other, s -> s.split().equals("test"))))
        .isEqualTo(held);
  }

  @Test
  void aSourceThatChangedSinceItWasCountedIsRefused() throws IOException {
    CountedSource source = count("people", "fra", 200, List.of(), Splitting.all("train"));
    ShardPlan plan = plan(100, source);
    Path file = folder.resolve("people.csv");
    Files.writeString(file, Files.readString(file).replaceFirst("Germany", "Atlanti"));
    requireCause(() -> written(plan, source), ErrorCode.BAD_DATA, "'people'", "fewer");
  }

  @Test
  void rowsThatAShuffleMadeAreRefused() {
    Dataset<Row> moved = read(lines("people", 10)).repartition(3);
    assertThatThrownBy(
            () ->
                SourceRows.of(
                    "people", "fra", moved, Optional.empty(), List.of(), Splitting.all("train")))
        .hasMessageContaining("shuffle");
  }

  private static void requireCause(ThrowingCallable call, ErrorCode code, String... said) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isNotNull();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof BailiwickException b) {
        assertThat(b.code()).isEqualTo(code);
        assertThat(b).hasMessageContainingAll(said);
        return;
      }
    }
    throw new AssertionError("No BailiwickException among the causes", thrown);
  }

  private List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private Dataset<Row> read(String name) {
    return SourceReader.read(
        spark,
        new SourceSpec(
            name,
            "fra",
            "csv",
            Optional.of(folder.resolve(name + ".csv").toString()),
            Map.of(),
            SCHEMA));
  }

  /** Rows of two laws and of none, over several partitions. */
  private String lines(String name, int rows) {
    List<String> lines = new ArrayList<>();
    String[] countries = {"Germany", "US", "", "Germany", "US", "Atlantis"};
    for (int i = 0; i < rows; i++) {
      lines.add(i + "," + countries[i % 6] + "," + i * 0.5 + "," + PLANTED + i);
    }
    try {
      Files.write(folder.resolve(name + ".csv"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  private CountedSource count(
      String name, String site, int rows, List<String> required, Splitting splitting)
      throws IOException {
    Dataset<Row> read = read(lines(name, rows));
    return SourceCounter.count(
        SourceRows.of(name, site, read, Optional.of("country"), required, splitting));
  }

  private ShardPlan plan(long rows, CountedSource source) {
    List<SourceCount> counts = source.counts();
    return ShardPlanner.plan(
        "people", POLICIES, world.topology(), counts, PlanOptions.of(rows).withoutMoves());
  }

  private Manifest written(ShardPlan plan, CountedSource source) {
    return manifest(source, ShardWriter.of(spark, world.topology()).write(plan, List.of(source)));
  }

  private Manifest manifest(CountedSource source, List<ManifestShard> shards) {
    return ManifestStore.load(commit(source, shards), List.of(SIGNER.authority()));
  }

  private ManifestFile commit(CountedSource source, List<ManifestShard> shards) {
    return ManifestStore.commit(
            ManifestFolder.local(folder.resolve("manifests")),
            new ManifestDraft(
                "people",
                world.topology().id(),
                "size",
                source.source().schema().json(),
                List.of(),
                POLICIES.policies().stream()
                    .map(p -> new ManifestPolicy(p.id(), p.version(), p.sha256()))
                    .toList(),
                shards),
            SIGNER)
        .file();
  }
}
