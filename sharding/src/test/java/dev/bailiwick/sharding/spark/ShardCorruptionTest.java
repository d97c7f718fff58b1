package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.TestSigner;
import dev.bailiwick.sharding.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One byte altered, anywhere, in a shard's file or a manifest: no row reaches the caller. */
final class ShardCorruptionTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final int IN_SHARDS = LONG ? 700 : 40;
  private static final int IN_MANIFEST = LONG ? 300 : 60;
  private static final String SCHEMA = "id BIGINT, country STRING, income DOUBLE";
  private static final TestSigner SIGNER = new TestSigner("demo");
  private static final PolicySet POLICIES =
      World.policy("{id: all, effect: allow, transfer: [raw, intermediate], to: [DE, US]}");
  private static final AtomicLong SEEN = new AtomicLong();

  private static SparkSession spark;

  @TempDir Path folder;
  private World world;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("ShardCorruptionTest")
            .config("spark.ui.enabled", "false")
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
    SovereignCryptoFactory.forgetKeys();
  }

  @Test
  void everyAlteredByteOfAShardIsFoundBeforeARowIsRead() throws IOException {
    Manifest manifest = load(write());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < IN_SHARDS; i++) {
      ManifestShard shard = manifest.shards().get(random.nextInt(manifest.shards().size()));
      Path file = Path.of(shard.uri());
      byte[] whole = Files.readAllBytes(file);
      int position = random.nextInt(whole.length);
      alter(file, whole.clone(), position, random, i);
      BailiwickException refusal = refusal(read(manifest, shard));
      assertThat(refusal.code())
          .as("byte %d of %s, seed %d", position, shard.id(), seed)
          .isEqualTo(ErrorCode.NOT_AUTHENTIC);
      assertThat(refusal).hasMessageContainingAll("Shard '" + shard.id() + "'", "failed the check");
      assertThat(SEEN).hasValue(0);
      restore(file, whole, i);
    }
    assertThat(read(manifest, manifest.shards().get(0))).isNull();
    assertThat(SEEN).hasValue(manifest.shards().get(0).rows());
    System.out.printf("%d altered bytes in shards, each refused%n", IN_SHARDS);
  }

  @Test
  void everyAlteredByteOfAManifestIsFoundBeforeItIsUsed() throws IOException {
    Path file = write();
    byte[] whole = Files.readAllBytes(file);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < IN_MANIFEST; i++) {
      int position = random.nextInt(whole.length);
      alter(file, whole.clone(), position, random, i);
      Throwable thrown =
          catchThrowable(
              () -> spark.read().format("bailiwick").load(file.toString()).collectAsList());
      assertThat(refusal(thrown).code())
          .as("byte %d, seed %d", position, seed)
          .isIn(ErrorCode.NOT_AUTHENTIC, ErrorCode.BAD_DOCUMENT);
    }
    Files.write(file, whole);
    assertThat(load(file).rows()).isEqualTo(300);
    System.out.printf("%d altered bytes in a manifest, each refused%n", IN_MANIFEST);
  }

  @Test
  void anotherSitesStoreDoesNotHaveTheKey() throws IOException {
    Manifest manifest = load(write());
    world.enter("iad");
    SovereignCryptoFactory.forgetKeys();
    BailiwickException refusal = refusal(read(manifest, manifest.shards().get(0)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.KEY_NOT_RELEASED);
    assertThat(refusal).hasMessageContainingAll("fra/people", "iad");
    assertThat(SEEN).hasValue(0);
  }

  private static @Nullable Throwable read(Manifest manifest, ManifestShard shard) {
    SEEN.set(0);
    return catchThrowable(
        () ->
            ShardReader.rows(spark, manifest, s -> s.id().equals(shard.id()))
                .javaRDD()
                .foreach(row -> SEEN.incrementAndGet()));
  }

  private static BailiwickException refusal(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof BailiwickException found) {
        return found;
      }
    }
    throw new AssertionError("Not refused by us", thrown);
  }

  private static void alter(Path file, byte[] bytes, int position, Random random, int i)
      throws IOException {
    bytes[position] ^= (byte) (1 + random.nextInt(255));
    Files.write(file, bytes);
    // Two writes may fall into one tick of the file system's clock.
    Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000_000L + 2000L * i));
  }

  private static void restore(Path file, byte[] bytes, int i) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_001_000L + 2000L * i));
  }

  private Manifest load(Path file) {
    return ManifestStore.load(
        new ManifestFile(
            ManifestFolder.local(folder.resolve("manifests")), file.getFileName().toString()),
        List.of(SIGNER.authority()));
  }

  private Path write() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add(i + "," + (i % 2 == 0 ? "DE" : "US") + "," + i * 0.5);
    }
    Path csv = Files.write(folder.resolve("people.csv"), lines);
    SourceSpec spec =
        new SourceSpec("people", "fra", "csv", Optional.of(csv.toString()), Map.of(), SCHEMA);
    CountedSource source =
        SourceCounter.count(
            SourceRows.of(
                "people",
                "fra",
                SourceReader.read(spark, spec),
                Optional.of("country"),
                List.of(),
                Splitting.all("train")));
    ShardPlan plan =
        ShardPlanner.plan(
            "people",
            POLICIES,
            world.topology(),
            source.counts(),
            PlanOptions.of(100).withoutMoves());
    SIGNER.trustedBy(world.home("fra"));
    ManifestStore.commit(
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
            ShardWriter.of(spark, world.topology()).write(plan, List.of(source))),
        SIGNER);
    return folder.resolve("manifests/manifest-000001.json");
  }
}
