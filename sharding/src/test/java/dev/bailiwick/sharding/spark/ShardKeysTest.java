package dev.bailiwick.sharding.spark;

import static dev.bailiwick.error.ErrorCode.KEY_NOT_RELEASED;
import static dev.bailiwick.error.ErrorCode.NOT_AUTHENTIC;
import static dev.bailiwick.error.ErrorCode.UNAVAILABLE;
import static dev.bailiwick.sharding.spark.SealedDataset.put;
import static dev.bailiwick.sharding.spark.SealedDataset.refused;
import static dev.bailiwick.sharding.spark.SealedDataset.sheet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.sharding.ManifestShard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotation and destruction of the keys of a dataset's shards. */
final class ShardKeysTest {
  private static SparkSession spark;

  @TempDir Path folder;
  private SealedDataset data;

  @BeforeAll
  static void start() {
    spark = SealedDataset.session("ShardKeysTest");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void make() {
    data = new SealedDataset(spark, folder);
  }

  @Test
  void aRotationWrapsAnewAndLeavesTheShardsAsTheyAre() throws IOException {
    List<Path> shards = new ArrayList<>(data.write(90, "note"));
    shards.addAll(data.write(20));
    Map<Path, byte[]> before = contents(shards);
    byte[] oldSheet = Files.readAllBytes(sheet(shards.get(0)));

    KeyRotation done = data.keys().rotate();
    assertThat(done.from()).isEqualTo(1);
    assertThat(done.to()).isEqualTo(2);
    assertThat(done.resumed()).isFalse();
    assertThat(done.sheets()).isEqualTo(2);
    assertThat(done.rewrapped()).isEqualTo(2);
    assertThat(data.store().versions("fra/people")).containsExactly(2);
    assertThat(data.store().versions("fra/people/columns/note")).containsExactly(2);
    for (Path shard : shards) {
      assertThat(Files.readAllBytes(shard)).isEqualTo(before.get(shard));
      assertThat(data.read(shard)).isNotEmpty();
      assertThat(Files.readString(sheet(shard))).contains("\"version\":2").doesNotContain(":1,");
    }

    // Whoever kept the old sheet has nothing: what wrapped its keys is gone.
    put(sheet(shards.get(0)), oldSheet);
    refused(() -> data.read(shards.get(0)), KEY_NOT_RELEASED, "Version 1", "'fra/people'");
    refused(() -> data.keys().rotate(), KEY_NOT_RELEASED, "Version 1");
  }

  @Test
  void whatIsWrittenAfterARotationNamesItsVersion() {
    data.write(20);
    data.keys().rotate();
    ManifestShard shard = data.shards(20, "note-", "income").get(0);
    assertThat(shard.home().keyVersion()).isEqualTo(2);
    assertThat(data.store().versions("fra/people/columns/income")).containsExactly(2);
    assertThat(data.keys().rotate().to()).isEqualTo(3);
    assertThat(data.store().versions("fra/people/columns/income")).containsExactly(3);
  }

  @Test
  void aRotationThatWasBrokenOffIsBroughtToItsEnd() {
    List<Path> one = data.write(20, "note");
    List<Path> two = data.write(20);
    // As if killed after the first of two new versions.
    data.store().addVersion("fra/people", 2);
    assertThat(data.read(one.get(0))).hasSize(20);
    // As if killed after one sheet, with a writer in between.
    rewrap(two.get(0));
    List<Path> three = data.write(20, "note");
    KeyRotation done = data.keys().rotate();
    assertThat(done.resumed()).isTrue();
    assertThat(done.to()).isEqualTo(2);
    assertThat(done.rewrapped()).isEqualTo(2);
    assertThat(data.store().versions("fra/people")).containsExactly(2);
    assertThat(data.store().versions("fra/people/columns/note")).containsExactly(2);

    // As if killed between the destruction of the columns' old versions and the dataset's.
    data.store().addVersion("fra/people", 3);
    data.store().addVersion("fra/people/columns/note", 3);
    List.of(one, two, three).forEach(run -> rewrap(run.get(0)));
    data.store().destroyVersion("fra/people/columns/note", 2);
    KeyRotation last = data.keys().rotate();
    assertThat(last.resumed()).isTrue();
    assertThat(last.to()).isEqualTo(3);
    assertThat(last.rewrapped()).isZero();
    assertThat(data.store().versions("fra/people")).containsExactly(3);
    for (List<Path> run : List.of(one, two, three)) {
      assertThat(data.read(run.get(0))).hasSize(20);
    }
  }

  @Test
  void aSheetThatDoesNotOpenStopsTheRotationBeforeAnythingIsMade() throws IOException {
    Path good = data.write(20).get(0);
    Path bad = data.write(20).get(0);
    byte[] right = Files.readAllBytes(sheet(bad));
    put(
        sheet(bad),
        Files.readString(sheet(bad))
            .replace("\"fra\"", "\"nrt\"")
            .getBytes(StandardCharsets.UTF_8));
    refused(() -> data.keys().rotate(), NOT_AUTHENTIC, "fra/people");
    assertThat(data.store().versions("fra/people")).containsExactly(1);
    assertThat(data.read(good)).hasSize(20);
    put(sheet(bad), right);
    assertThat(data.keys().rotate().resumed()).isFalse();
    assertThat(data.read(bad)).hasSize(20);
  }

  @Test
  void aStorageThatIsNotMountedIsNotTakenForAnEmptyOne() throws IOException {
    Path shard = data.write(20, "note").get(0);
    Path storage = data.world().folder().resolve("storage");
    Path elsewhere = Files.move(storage, storage.resolveSibling("unmounted"));
    refused(() -> data.keys().rotate(), UNAVAILABLE, "no key sheet", "mounted?");
    assertThat(data.store().versions("fra/people")).containsExactly(1);
    Files.move(elsewhere, storage);
    assertThat(data.read(shard)).hasSize(20);

    // Broken off, and then unmounted.
    data.store().addVersion("fra/people", 2);
    Files.move(storage, elsewhere);
    refused(() -> data.keys().rotate(), UNAVAILABLE, "no key sheet");
    Files.move(elsewhere, storage);
    assertThat(data.read(shard)).hasSize(20);
  }

  @Test
  void aRunWhoseSheetIsGoneStopsARotationThatNamesItsFiles() throws IOException {
    data.write(20);
    Path shard = data.write(20).get(0);
    Files.delete(sheet(shard));
    refused(
        () -> data.keys().requireSheetsOf(List.of(shard.toUri())),
        UNAVAILABLE,
        "restore it from a copy");
  }

  @Test
  void runsThatAreWrittenWhileKeysRotateStayOpen() throws Exception {
    Path home = data.world().folder().resolve("storage/fra/shards/people");
    data.write(10);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> all = new ArrayList<>();
      all.add(pool.submit(() -> rotateTimes(4)));
      for (int writer = 0; writer < 2; writer++) {
        int me = writer;
        all.add(pool.submit(() -> sheets(home, me)));
      }
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      pool.shutdownNow();
    }
    KeyRotation last = data.keys().rotate();
    assertThat(last.sheets()).isEqualTo(13);
    assertThat(data.store().versions("fra/people")).containsExactly(last.to());
  }

  private Void rotateTimes(int times) {
    for (int i = 0; i < times; i++) {
      data.keys().rotate();
    }
    return null;
  }

  /** What tasks do: make a run's sheet, work, settle. */
  private Void sheets(Path home, int writer) throws IOException {
    for (int i = 0; i < 6; i++) {
      Path run = Files.createDirectories(home.resolve("run-" + writer + "-" + i));
      RunSheet sheet =
          new RunSheet(
              new org.apache.hadoop.fs.Path(run.toString()), "fra", List.of(), new Configuration());
      sheet.prepare();
      sheet.settle();
    }
    return null;
  }

  @Test
  void manyTasksOfOneRunShareOneSheet() throws Exception {
    Path run =
        Files.createDirectories(data.world().folder().resolve("storage/fra/shards/people/r1"));
    org.apache.hadoop.fs.Path at = new org.apache.hadoop.fs.Path(run.toString());
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<byte[]> keys = new ArrayList<>();
    try {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            pool.submit(
                () -> {
                  new RunSheet(at, "fra", List.of("note"), new Configuration()).prepare();
                  return SheetFiles.require(at, new Configuration()).open(data.store(), "note");
                }));
      }
      for (Future<byte[]> f : all) {
        keys.add(f.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(keys).hasSize(8).allSatisfy(k -> assertThat(k).isEqualTo(keys.get(0)));
    try (var files = Files.list(run)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("_keys.json");
    }
  }

  @Test
  void destructionClosesEveryShardAndTheReportSaysWhich() {
    List<Path> shards = new ArrayList<>(data.write(90, "note"));
    shards.addAll(data.write(20));
    KeyDestruction done = data.keys().destroy();
    assertThat(done.keys()).containsExactlyInAnyOrder("fra/people", "fra/people/columns/note");
    assertThat(done.unreadable())
        .containsExactlyInAnyOrderElementsOf(
            shards.stream().map(s -> s.toUri().toString()).toList());
    for (Path shard : shards) {
      refused(() -> data.read(shard), KEY_NOT_RELEASED, "'fra/people'", "destroyed at");
    }
    refused(() -> data.keys().rotate(), KEY_NOT_RELEASED, "'fra/people'");
    KeyDestruction again = data.keys().destroy();
    assertThat(again.keys()).isEmpty();
    assertThat(again.unreadable()).isEqualTo(done.unreadable());

    // The dataset may be written again; what was destroyed stays so.
    Path fresh = data.write(20).get(0);
    assertThat(data.read(fresh)).hasSize(20);
    refused(() -> data.read(shards.get(0)), KEY_NOT_RELEASED, "Version 1");
  }

  private void rewrap(Path shard) {
    org.apache.hadoop.fs.Path run =
        new org.apache.hadoop.fs.Path(String.valueOf(shard.getParent()));
    try {
      SheetFiles.replace(
          run,
          SheetFiles.require(run, new Configuration()).rewrapped(data.store()).orElseThrow(),
          new Configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Path, byte[]> contents(List<Path> files) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    for (Path file : files) {
      contents.put(file, Files.readAllBytes(file));
    }
    return contents;
  }
}
