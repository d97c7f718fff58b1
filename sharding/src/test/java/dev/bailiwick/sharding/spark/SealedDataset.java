package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.sharding.SiteKeyStores;
import dev.bailiwick.sharding.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Shards of one dataset at fra, for tests of their keys. */
final class SealedDataset {
  static final String SCHEMA =
      "id BIGINT, country STRING, income DOUBLE, note STRING, home STRUCT<street: STRING>";

  private final SparkSession spark;
  private final World world;

  SealedDataset(SparkSession spark, Path folder) {
    this.spark = spark;
    this.world = new World(folder, 1, 1, 1);
    world.enter("fra");
  }

  static SparkSession session(String name) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName(name)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    SovereignCryptoFactory.settings()
        .forEach((k, v) -> spark.sparkContext().hadoopConfiguration().set(k, v));
    return spark;
  }

  World world() {
    return world;
  }

  SiteKeyStore store() {
    return SiteKeyStores.open(world.home("fra"), "fra");
  }

  ShardKeys keys() {
    return ShardKeys.of(
        world.home("fra"),
        "fra",
        ShardWriter.shardFolder(world.topology().site("fra").orElseThrow()),
        "people",
        new Configuration());
  }

  /** Writes a run of so many rows, 50 a shard; each call is another run. */
  List<Path> write(int rows, String... sensitive) {
    List<ManifestShard> shards = shards(rows, "note-", sensitive);
    return shards.stream().map(s -> Path.of(s.uri())).toList();
  }

  List<ManifestShard> shards(int rows, String note, String... sensitive) {
    return shards(rows, 50, note, sensitive);
  }

  List<ManifestShard> shards(int rows, int rowsPerShard, String note, String... sensitive) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(
          "{\"id\":%d,\"country\":\"Germany\",\"income\":%d,\"note\":\"%s%d\",\"home\":{\"street\":\"s%d\"}}"
              .formatted(i, i, note, i, i));
    }
    Path file = world.folder().resolve("people.json");
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Dataset<Row> read =
        SourceReader.read(
            spark,
            new SourceSpec(
                "people", "fra", "json", Optional.of(file.toString()), Map.of(), SCHEMA));
    CountedSource source =
        SourceCounter.count(
            SourceRows.of(
                "people", "fra", read, Optional.of("country"), List.of(), Splitting.all("train")));
    return ShardWriter.of(spark, world.topology())
        .withSensitiveColumns(List.of(sensitive))
        .write(
            ShardPlanner.plan(
                "people",
                World.policy(
                    "{id: de, effect: allow, transfer: [raw, intermediate], to: [DE, JP]}"),
                world.topology(),
                source.counts(),
                PlanOptions.of(rowsPerShard).withoutMoves()),
            List.of(source));
  }

  /** Rows of one shard file, by a plain Parquet read with nothing remembered. */
  List<Row> read(Path shard, String... columns) {
    SovereignCryptoFactory.forgetKeys();
    Dataset<Row> rows = spark.read().schema(SCHEMA).parquet(shard.toString());
    return (columns.length == 0 ? rows : rows.selectExpr(columns)).collectAsList();
  }

  static Path sheet(Path shard) {
    return shard.resolveSibling(KeySheet.FILE);
  }

  /**
   * Writes a file, and takes away the checksums that Hadoop keeps beside it, as an attacker can.
   */
  static void put(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  static void refused(ThrowingCallable call, ErrorCode code, String... said) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isNotNull();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof BailiwickException b) {
        assertThat(b).hasMessageContainingAll(said);
        assertThat(b.code()).isEqualTo(code);
        return;
      }
    }
    throw new AssertionError("No BailiwickException among the causes", thrown);
  }
}
