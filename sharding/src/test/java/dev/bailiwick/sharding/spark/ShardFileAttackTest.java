package dev.bailiwick.sharding.spark;

import static dev.bailiwick.error.ErrorCode.GUARD_MISSING;
import static dev.bailiwick.error.ErrorCode.KEY_NOT_RELEASED;
import static dev.bailiwick.error.ErrorCode.NOT_AUTHENTIC;
import static dev.bailiwick.error.ErrorCode.UNAVAILABLE;
import static dev.bailiwick.sharding.spark.SealedDataset.put;
import static dev.bailiwick.sharding.spark.SealedDataset.refused;
import static dev.bailiwick.sharding.spark.SealedDataset.sheet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.sharding.SiteKeyStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to those who alter, cut, exchange or steal, under a plain Parquet read. */
final class ShardFileAttackTest {
  private static SparkSession spark;

  @TempDir Path folder;
  private SealedDataset data;

  @BeforeAll
  static void start() {
    spark = SealedDataset.session("ShardFileAttackTest");
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
  void aPlainReadOpensAShardAndTheSheetIsNoData() throws IOException {
    Path shard = data.write(40).get(0);
    assertThat(data.read(shard)).hasSize(40);
    assertThat(data.read(shard.getParent())).hasSize(40);
    assertThat(Files.readString(sheet(shard)))
        .startsWith("{\"apiVersion\":\"bailiwick/v1\",\"columns\":[],\"dataset\":\"people\"")
        .contains("\"id\":\"fra/people\"", "\"version\":1", "\"kind\":\"ShardKeys\"");
    try (var files = Files.list(shard.getParent())) {
      assertThat(files.filter(f -> f.getFileName().toString().endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void anotherSiteIsDeniedTheKeyByNameOfKeyAndSite() {
    Path shard = data.write(40).get(0);
    data.world().enter("iad");
    SiteKeyStores.open(data.world().home("iad"), "iad").createIfAbsent("iad/people");
    refused(() -> data.read(shard), KEY_NOT_RELEASED, "'fra/people'", "'iad'");
  }

  @Test
  void anotherStoreOfTheSameSiteAndKeyNameOpensNothing() throws IOException {
    Path shard = data.write(40).get(0);
    Files.delete(data.world().home("fra").resolve("keys.p12"));
    refused(() -> data.read(shard), KEY_NOT_RELEASED, "'fra/people'");
    data.store().createIfAbsent("fra/people");
    refused(() -> data.read(shard), NOT_AUTHENTIC, "'fra/people'", "since replaced");
  }

  @Test
  void twoShardFilesThatAreExchangedDoNotOpen() throws IOException {
    List<Path> shards = data.write(90);
    exchange(shards.get(0), shards.get(1));
    refused(
        () -> data.read(shards.get(0)),
        NOT_AUTHENTIC,
        shards.get(0).getFileName().toString(),
        "not written under the name");
    Path other = data.write(90).get(0);
    put(other, Files.readAllBytes(shards.get(0)));
    refused(() -> data.read(other), NOT_AUTHENTIC, "not written under the name");
  }

  @Test
  void twoSheetsThatAreExchangedDoNotOpen() throws IOException {
    Path one = data.write(40).get(0);
    Path two = data.write(40).get(0);
    exchange(sheet(one), sheet(two));
    refused(() -> data.read(one), NOT_AUTHENTIC, "key sheet of people/", "exchanged");

    // He who also renames what the sheet says of itself gets no further.
    String run = one.getParent().getFileName().toString();
    String text = Files.readString(sheet(one));
    put(
        sheet(one),
        text.replace(two.getParent().getFileName().toString(), run)
            .getBytes(StandardCharsets.UTF_8));
    refused(() -> data.read(one), NOT_AUTHENTIC, run, "did not open under key 'fra/people'");
  }

  @Test
  void everyByteOfASheetCounts() throws IOException {
    Path shard = data.write(20, "note").get(0);
    byte[] right = Files.readAllBytes(sheet(shard));
    Random random = new Random(11);
    for (int i = 0; i < 25; i++) {
      byte[] wrong = right.clone();
      int at = random.nextInt(wrong.length);
      wrong[at] ^= (byte) (1 << random.nextInt(7));
      put(sheet(shard), wrong);
      assertThatThrownBy(() -> data.read(shard))
          .as("byte %d of %s", at, new String(wrong, StandardCharsets.UTF_8))
          .hasStackTraceContaining("BailiwickException");
    }
    put(sheet(shard), java.util.Arrays.copyOf(right, right.length - 1));
    refused(() -> data.read(shard), NOT_AUTHENTIC, "no key sheet as it was written");
    Files.delete(sheet(shard));
    refused(() -> data.read(shard), UNAVAILABLE, "no key sheet", "_keys.json");
    put(sheet(shard), right);
    assertThat(data.read(shard)).hasSize(20);
  }

  /**
   * A plain read does not look at each byte: the mark at the front, indexes of pages. What it looks
   * at is right or refused; a read by the manifest looks at the hash first.
   */
  @Test
  void noAlteredByteOfAShardFileGivesAnotherRow() throws IOException {
    Path shard = data.write(20, "note").get(0);
    byte[] right = Files.readAllBytes(shard);
    List<?> rows = data.read(shard);
    int footer = right.length - 8 - littleEndian(right, right.length - 8);
    Random random = new Random(12);
    int refused = 0;
    for (int i = 0; i < 50; i++) {
      byte[] wrong = right.clone();
      // What the file says of its encryption in clear gets half of the blows.
      int at = i % 2 == 0 ? random.nextInt(wrong.length) : footer + random.nextInt(120);
      wrong[at] ^= (byte) (1 << random.nextInt(8));
      put(shard, wrong);
      try {
        assertThat(data.read(shard)).as("byte %d of %d", at, wrong.length).isEqualTo(rows);
      } catch (Exception e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
    for (int cut : new int[] {1, 8, right.length / 2, right.length - 4}) {
      put(shard, java.util.Arrays.copyOf(right, right.length - cut));
      assertThatThrownBy(() -> data.read(shard), "cut by %d", cut).isInstanceOf(Exception.class);
    }
    put(shard, right);
    assertThat(data.read(shard)).isEqualTo(rows);
  }

  /** The file says in clear by which algorithm it is sealed, and Parquet would believe it. */
  @Test
  void aFileThatCallsItselfUnauthenticatedIsRefused() throws IOException {
    Path shard = data.write(20).get(0);
    byte[] bytes = Files.readAllBytes(shard);
    int footer = bytes.length - 8 - littleEndian(bytes, bytes.length - 8);
    // Thrift: field 1, a struct (the union of algorithms); in it field 1, a struct: AES_GCM_V1.
    assertThat(new byte[] {bytes[footer], bytes[footer + 1]}).containsExactly(0x1c, 0x1c);
    bytes[footer + 1] = 0x2c;
    put(shard, bytes);
    refused(() -> data.read(shard), NOT_AUTHENTIC, "AES_GCM_V1");
  }

  @Test
  void aColumnsKeyInAnothersPlaceDoesNotOpen() throws IOException {
    Path shard = data.write(20, "note", "income").get(0);
    String text = Files.readString(sheet(shard));
    String income = wrappedOf(text, "income");
    String note = wrappedOf(text, "note");
    put(sheet(shard), text.replace(income, note).getBytes(StandardCharsets.UTF_8));
    assertThat(data.read(shard, "id", "note")).hasSize(20);
    refused(
        () -> data.read(shard, "income"),
        NOT_AUTHENTIC,
        "key of column 'income'",
        "did not open under key 'fra/people/columns/income'");
  }

  @Test
  void noColumnCanBeTakenFromASheet() throws IOException {
    Path shard = data.write(20, "note").get(0);
    String text = Files.readString(sheet(shard));
    put(
        sheet(shard),
        text.replaceFirst("\"columns\":\\[.*?]", "\"columns\":[]")
            .getBytes(StandardCharsets.UTF_8));
    refused(() -> data.read(shard, "id"), NOT_AUTHENTIC, "key of the dataset");
  }

  @Test
  void aDestroyedColumnKeyClosesThatColumnAndNoOther() {
    Path shard = data.write(20, "NOTE", "home", "absent").get(0);
    assertThat(data.store().keyIds())
        .containsExactly("fra/people", "fra/people/columns/home", "fra/people/columns/note");
    assertThat(data.read(shard, "home.street", "note")).hasSize(20);
    KeyDestruction done = data.keys().destroyColumn("note");
    assertThat(done.keys()).containsExactly("fra/people/columns/note");
    assertThat(done.unreadable()).isEmpty();
    assertThat(done.closedColumns()).containsOnlyKeys(shard.toUri().toString());
    assertThat(done.closedColumns().values()).containsExactly(List.of("note"));
    assertThat(data.read(shard, "id", "income", "home.street")).hasSize(20);
    refused(
        () -> data.read(shard, "id", "note"),
        KEY_NOT_RELEASED,
        "'fra/people/columns/note'",
        "destroyed");

    // The next run gets another key for it, and the old one stays closed.
    assertThat(data.read(data.write(20, "note").get(0), "note")).hasSize(20);
    refused(() -> data.read(shard, "note"), KEY_NOT_RELEASED, "columns/note");
    assertThat(data.keys().rotate().closedColumns()).singleElement().asString().endsWith(": note");
    assertThat(data.read(shard, "id")).hasSize(20);
  }

  @Test
  void aSensitiveColumnShowsNothingToWhoHasOnlyTheDatasetsKey() throws IOException {
    Path plain = data.write(20).get(0);
    Path keyed = data.write(20, "home").get(0);
    for (Path shard : List.of(plain, keyed)) {
      String bytes = Files.readString(shard, StandardCharsets.ISO_8859_1);
      assertThat(bytes).doesNotContain("note-", "street", "income", "Germany");
    }
    // The name of a column with a key of its own stands in the clear sheet, as documented.
    assertThat(Files.readString(sheet(keyed))).contains("\"name\":\"home\"");
  }

  @Test
  void aFileInClearInASealedFolderIsRefused() throws IOException {
    Path shard = data.write(20).get(0);
    Path clear = folder.resolve("clear");
    spark.range(3).toDF("id").coalesce(1).write().parquet(clear.toString());
    Path part;
    try (var files = Files.list(clear)) {
      part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    put(shard, Files.readAllBytes(part));
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.set(SealedPrefixes.SETTING, shard.getParent().getParent().toUri().toString());
    try {
      assertThatThrownBy(() -> data.read(shard, "id")).hasStackTraceContaining("plaintext file");
      refused(
          () ->
              spark
                  .range(3)
                  .toDF("id")
                  .write()
                  .mode("append")
                  .parquet(shard.getParent().toString()),
          GUARD_MISSING,
          "in clear");
    } finally {
      conf.unset(SealedPrefixes.SETTING);
    }
  }

  @Test
  void anUnfinishedRunThatSomeoneElseBeganIsNotTakenOver() throws IOException {
    Path shard = data.write(20, "note").get(0);
    RunSheet other =
        new RunSheet(
            new org.apache.hadoop.fs.Path(shard.getParent().toString()),
            "fra",
            List.of(),
            new Configuration());
    refused(other::prepare, NOT_AUTHENTIC, "[note]", "expected 'fra' and []");
  }

  private static void exchange(Path one, Path two) throws IOException {
    Path aside = one.resolveSibling("aside");
    for (Path[] move : new Path[][] {{one, aside}, {two, one}, {aside, two}}) {
      put(move[1], Files.readAllBytes(move[0]));
    }
    Files.deleteIfExists(aside);
  }

  private static String wrappedOf(String sheet, String column) {
    int from = sheet.indexOf("\"wrapped\":\"", sheet.indexOf("\"name\":\"" + column)) + 11;
    return sheet.substring(from, sheet.indexOf('"', from));
  }

  private static int littleEndian(byte[] bytes, int at) {
    return java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
