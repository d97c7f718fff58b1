package dev.bailiwick.sharding.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.TestSigner;
import dev.bailiwick.sharding.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of a site's storage and of a folder of manifests, on whatever file system. */
abstract class SiteStorageSuite {
  private static final String SCHEMA = "id BIGINT, country STRING, note STRING";
  private static final TestSigner SIGNER = new TestSigner("demo");
  private static final List<X509Certificate> TRUSTED = List.of(SIGNER.authority());
  private static final int RACES = 8;
  private static final PolicySet POLICIES =
      World.policy(
          "{id: de, effect: allow, transfer: [raw, intermediate], to: [DE], for: {jurisdiction:"
              + " [DE]}}",
          "{id: us, effect: allow, transfer: [raw, intermediate], to: [US, DE], for: {jurisdiction:"
              + " [US]}}");

  private static SparkSession spark;
  private static RunningTasks tasks;

  @TempDir java.nio.file.Path folder;
  private World world;
  private String manifests;

  /** The URI of a site's storage, without a slash at the end; new for each test. */
  abstract String storage(String site);

  /** Starts Spark with what it must be told of the file system. */
  static void startSpark(Map<String, String> hadoop) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("SiteStorage")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2");
    hadoop.forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    SovereignCryptoFactory.settings()
        .forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    spark = builder.getOrCreate();
    tasks = RunningTasks.of(spark.sparkContext());
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void makeWorld() throws Exception {
    world = new World(folder, this::storage, 1, 1, 1);
    world.enter("fra");
    manifests = storage("fra") + "/manifests";
    java.nio.file.Path trust = world.home("fra").resolve("trust.pem");
    Files.writeString(
        trust,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(SIGNER.authority().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    Files.setPosixFilePermissions(trust, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void forget() {
    SovereignCryptoFactory.forgetKeys();
  }

  @Test
  void rowsComeBackFromTheStoreByManifestAndByFolder() throws IOException {
    CountedSource source = people(120);
    List<ManifestShard> shards = write(source);
    ManifestStore.Committed first = commit(source, shards);
    List<String> all = sorted(ShardReader.rows(spark, first.manifest(), s -> true));
    assertThat(all).hasSize(120);
    assertThat(sorted(spark.read().format("bailiwick").load(first.file().toString())))
        .isEqualTo(all);

    ManifestStore.Committed second = commit(source, shards.subList(0, 1));
    assertThat(sorted(spark.read().format("bailiwick").load(manifests)))
        .isEqualTo(sorted(ShardReader.rows(spark, second.manifest(), s -> true)))
        .hasSizeLessThan(all.size());
    assertThat(ManifestStore.verifyChain(manifestFolder(), TRUSTED)).isEqualTo(2);
    assertThat(ManifestStore.load(Manifests.file(manifests, SiteStorageSuite::conf), TRUSTED))
        .isEqualTo(second.manifest());
  }

  @Test
  void theStoreHoldsTheShardsOfTheManifestAndNothingElse() throws IOException {
    List<ManifestShard> shards = write(people(120));
    String root = world.topology().site("fra").orElseThrow().storage() + "shards/people/";
    assertThat(paths(uris(shards))).allMatch(path -> path.startsWith(URI.create(root).getPath()));
    List<String> known = new ArrayList<>(uris(shards));
    known.add(known.get(0).replaceFirst("[^/]*$", KeySheet.FILE));
    assertThat(paths(files(root)))
        .filteredOn(path -> !path.endsWith("/" + ConditionalCreation.PROBE))
        .containsExactlyInAnyOrderElementsOf(paths(known));
    for (ManifestShard shard : shards) {
      byte[] bytes = bytes(shard.uri().toString());
      assertThat(bytes).startsWith('P', 'A', 'R', 'E').endsWith('P', 'A', 'R', 'E');
      assertThat(shard.home().bytes()).isEqualTo(bytes.length);
    }
  }

  @Test
  void aShardThatIsNotWholeIsNotLeftBehind() throws Exception {
    CountedSource source = people(120);
    ShardPlan plan = plan(source);
    java.nio.file.Path csv = folder.resolve("people.csv");
    Files.writeString(csv, Files.readString(csv).replaceFirst("Germany", "Atlanti"));
    requireCause(() -> write(plan, source), ErrorCode.BAD_DATA, "'people'");
    tasks.awaitEnd();
    String root = world.topology().site("fra").orElseThrow().storage() + "shards/people/";
    assertThat(files(root)).isNotEmpty().noneMatch(f -> f.contains("shard-0004"));
  }

  @Test
  void aByteThatIsAlteredInTheStoreIsFound() throws IOException {
    CountedSource source = people(60);
    ManifestStore.Committed committed = commit(source, write(source));
    ManifestShard shard = committed.manifest().shards().get(0);
    Dataset<Row> rows =
        ShardReader.rows(spark, committed.manifest(), s -> s.id().equals(shard.id()));
    assertThat(rows.count()).isEqualTo(shard.rows());

    flip(shard.uri().toString());
    requireCause(rows::collectAsList, ErrorCode.NOT_AUTHENTIC, shard.id(), "hash");

    flip(committed.file().toString());
    assertThatThrownBy(() -> spark.read().format("bailiwick").load(manifests))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("manifest-000001.json");
  }

  @Test
  void ofTwoWritersOfOneNameExactlyOneWins() throws Exception {
    ManifestFolder one = ofItsOwn();
    ManifestFolder two = ofItsOwn();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < RACES; i++) {
        String name = "file-" + i;
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> a = pool.submit(racing(start, one, name, "a"));
        Future<Boolean> b = pool.submit(racing(start, two, name, "b"));
        assertThat(a.get() ^ b.get()).as("exactly one wins %s", name).isTrue();
        assertThat(new String(one.read(name), UTF_8)).isEqualTo((a.get() ? "a" : "b").repeat(1000));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Callable<Boolean> racing(
      CyclicBarrier start, ManifestFolder folder, String name, String letter) {
    byte[] bytes = letter.repeat(1000).getBytes(UTF_8);
    return () -> {
      start.await();
      return folder.createIfAbsent(name, bytes);
    };
  }

  @Test
  void ofManyCommitsEachVersionHasOne() throws Exception {
    CountedSource source = people(60);
    List<ManifestShard> shards = write(source);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int w = 0; w < 2; w++) {
        ManifestFolder own = ofItsOwn();
        writers.add(pool.submit(() -> commitThree(own, draft(source, shards))));
      }
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isEqualTo(3);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(ManifestStore.verifyChain(manifestFolder(), TRUSTED)).isEqualTo(6);
    assertThat(manifestFolder().names()).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static int commitThree(ManifestFolder folder, ManifestDraft draft) {
    int committed = 0;
    while (committed < 3) {
      try {
        ManifestStore.commit(folder, draft, SIGNER);
        committed++;
      } catch (BailiwickException e) {
        assertThat(e).hasMessageContaining("by another writer");
      }
    }
    return committed;
  }

  @Test
  void whatIsThereIsNotOverwrittenAndWhatIsNotIsSaid() throws IOException {
    ManifestFolder there = manifestFolder();
    assertThat(there.names()).isEmpty();
    assertThat(ManifestStore.latest(there)).isEmpty();
    assertThatThrownBy(() -> there.read("manifest-000001.json"))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> spark.read().format("bailiwick").load(manifests + "/manifest-1.json"))
        .hasMessageContaining("There is no manifest");
    assertThat(there.createIfAbsent("a", new byte[] {1})).isTrue();
    assertThat(there.createIfAbsent("a", new byte[] {2})).isFalse();
    assertThat(there.read("a")).containsExactly(1);
    assertThat(there.names()).contains("a");
    assertThatThrownBy(() -> spark.read().format("bailiwick").load(manifests))
        .hasMessageContaining("holds no manifest-*.json");
  }

  static Configuration conf() {
    return spark.sparkContext().hadoopConfiguration();
  }

  ManifestFolder manifestFolder() {
    return Manifests.folder(manifests, SiteStorageSuite::conf);
  }

  /** As another process has it: with a file system that shares nothing with the others. */
  private ManifestFolder ofItsOwn() throws IOException {
    Path path = new Path(manifests);
    return path.toUri().getScheme().equals("file")
        ? manifestFolder()
        : HadoopManifestFolder.of(
            FileSystem.newInstance(path.toUri(), conf()), path, new Configuration(conf()));
  }

  private CountedSource people(int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(i + "," + (i % 2 == 0 ? "Germany" : "US") + ",note " + i);
    }
    java.nio.file.Path csv = Files.write(folder.resolve("people.csv"), lines);
    Dataset<Row> read =
        SourceReader.read(
            spark,
            new SourceSpec("people", "fra", "csv", Optional.of(csv.toString()), Map.of(), SCHEMA));
    return SourceCounter.count(
        SourceRows.of(
            "people", "fra", read, Optional.of("country"), List.of(), Splitting.all("train")));
  }

  private ShardPlan plan(CountedSource source) {
    return ShardPlanner.plan(
        "people", POLICIES, world.topology(), source.counts(), PlanOptions.of(30).withoutMoves());
  }

  private List<ManifestShard> write(CountedSource source) {
    return write(plan(source), source);
  }

  private List<ManifestShard> write(ShardPlan plan, CountedSource source) {
    return ShardWriter.of(spark, world.topology()).write(plan, List.of(source));
  }

  private ManifestStore.Committed commit(CountedSource source, List<ManifestShard> shards) {
    return ManifestStore.commit(manifestFolder(), draft(source, shards), SIGNER);
  }

  private ManifestDraft draft(CountedSource source, List<ManifestShard> shards) {
    return new ManifestDraft(
        "people",
        world.topology().id(),
        "size",
        source.source().schema().json(),
        List.of(),
        List.of(),
        shards);
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static List<String> uris(List<ManifestShard> shards) {
    return shards.stream().map(s -> s.uri().toString()).toList();
  }

  private static List<String> paths(List<String> uris) {
    return uris.stream().map(uri -> URI.create(uri).getPath()).toList();
  }

  /** All files below a folder, but the checksums that Hadoop keeps beside local ones. */
  private static List<String> files(String uri) throws IOException {
    Path root = new Path(uri);
    FileSystem fs = root.getFileSystem(conf());
    List<String> found = new ArrayList<>();
    if (fs.exists(root)) {
      var files = fs.listFiles(root, true);
      while (files.hasNext()) {
        FileStatus file = files.next();
        found.add(fs.makeQualified(file.getPath()).toUri().toString());
      }
    }
    return found;
  }

  private static byte[] bytes(String uri) throws IOException {
    Path path = new Path(uri);
    try (FSDataInputStream in = path.getFileSystem(conf()).open(path)) {
      return in.readAllBytes();
    }
  }

  /** As somebody who may write to the store. */
  private static void flip(String uri) throws IOException {
    byte[] bytes = bytes(uri);
    bytes[bytes.length / 2] ^= 1;
    Path path = new Path(uri);
    try (FSDataOutputStream out = path.getFileSystem(conf()).create(path, true)) {
      out.write(bytes);
    }
  }

  private static void requireCause(ThrowingCallable call, ErrorCode code, String... said) {
    Throwable thrown = catchThrowable(call);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof BailiwickException b) {
        assertThat(b.code()).isEqualTo(code);
        assertThat(b).hasMessageContainingAll(said);
        return;
      }
    }
    throw new AssertionError("No BailiwickException among the causes", thrown);
  }
}
