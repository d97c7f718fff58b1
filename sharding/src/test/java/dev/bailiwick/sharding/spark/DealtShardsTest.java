package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardRange;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.TestSigner;
import dev.bailiwick.sharding.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every strategy on real files, in one process at one site. */
final class DealtShardsTest {
  private static final String SCHEMA =
      "id BIGINT, at TIMESTAMP, lat DOUBLE, lon DOUBLE, kind STRING, tick INT";
  private static final TestSigner SIGNER = new TestSigner("demo");
  private static final Strategy TIME = new Strategy.TimeRanges("at", 0);
  private static final Strategy TICKS = new Strategy.TimeRanges("tick", 0);
  private static final Strategy SPACE = new Strategy.Spatial("lat", "lon");

  private static SparkSession spark;
  private static RunningTasks tasks;

  @TempDir Path folder;
  private World world;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("DealtShardsTest")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.files.maxPartitionBytes", "8192")
            .config("spark.sql.files.openCostInBytes", "0")
            .getOrCreate();
    tasks = RunningTasks.of(spark.sparkContext());
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
    SovereignCryptoFactory.forgetKeys();
  }

  /** A job that failed leaves tasks behind, and they still write into the folder. */
  @AfterEach
  void awaitTasks() throws Exception {
    tasks.awaitEnd();
  }

  static Stream<Arguments> strategies() {
    List<Strategy> all =
        List.of(
            new Strategy.Stratified("kind", false),
            new Strategy.Stratified("kind", true),
            TIME,
            TICKS,
            new Strategy.TimeRanges("at", 7),
            SPACE,
            new Strategy.Hash(List.of("id", "kind"), false),
            new Strategy.Hash(List.of("kind"), false));
    List<int[]> sizes = List.of(new int[] {1}, new int[] {997}, new int[] {400, 1, 250});
    return all.stream().flatMap(s -> sizes.stream().map(n -> Arguments.of(s, n)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("strategies")
  void everyRowIsInOneShardAndShardsAreEqualAndTrue(Strategy strategy, int[] sizes)
      throws IOException {
    List<CountedSource> sources = sources(strategy, Splitting.all("train"), sizes);
    DealtPlan dealt = deal(strategy, sources, 90);
    Manifest manifest = written(dealt, sources);

    assertThat(rows(manifest, s -> !s.isContext())).isEqualTo(sorted(sources(sizes.length)));
    Map<String, List<Long>> byCategory = new HashMap<>();
    for (ManifestShard s : manifest.shards()) {
      List<Row> rows = inFileOrder(manifest, s);
      assertThat(rows).hasSize((int) s.rows());
      requireRanges(s, rows);
      if (!s.isContext()) {
        byCategory.computeIfAbsent(s.category(), c -> new ArrayList<>()).add(s.rows());
      }
    }
    byCategory
        .values()
        .forEach(n -> assertThat(Collections.max(n) - Collections.min(n)).isLessThanOrEqualTo(1));
  }

  /** The claims hold, and are no wider than the rows. */
  private static void requireRanges(ManifestShard shard, List<Row> rows) {
    for (ShardRange range : shard.ranges()) {
      List<String> values =
          rows.stream().map(r -> text(r.get(r.fieldIndex(range.column())))).toList();
      if (range.column().equals("kind")) {
        assertThat(values).containsOnly(shard.category().isEmpty() ? "null" : shard.category());
      } else if (range.column().equals("at")) {
        List<Instant> times = values.stream().map(Instant::parse).toList();
        assertThat(times).isSorted();
        assertThat(Collections.min(times)).isEqualTo(Instant.parse(range.from()));
        assertThat(Collections.max(times)).isEqualTo(Instant.parse(range.to()));
      } else {
        List<Double> numbers = values.stream().map(Double::parseDouble).toList();
        assertThat(Collections.min(numbers)).isEqualTo(Double.parseDouble(range.from()));
        assertThat(Collections.max(numbers)).isEqualTo(Double.parseDouble(range.to()));
      }
    }
  }

  private static String text(Object value) {
    return value instanceof java.sql.Timestamp t ? t.toInstant().toString() : String.valueOf(value);
  }

  @Test
  void timeRangesFollowEachOtherAndEqualTimesStandAsTheyLie() throws IOException {
    List<CountedSource> sources = sources(TICKS, Splitting.all("train"), 500, 300);
    Manifest manifest = written(deal(TICKS, sources, 60), sources);
    List<Long> ids = new ArrayList<>();
    List<Integer> ticks = new ArrayList<>();
    for (ManifestShard s : manifest.shards()) {
      for (Row r : inFileOrder(manifest, s)) {
        ids.add(r.getLong(0));
        ticks.add(r.getInt(5));
      }
    }
    assertThat(ticks).isSorted();
    // Ids ascend as rows lie, so equal ticks must have ascending ids, across shards too.
    for (int i = 1; i < ids.size(); i++) {
      if (ticks.get(i).equals(ticks.get(i - 1))) {
        assertThat(ids.get(i)).isGreaterThan(ids.get(i - 1));
      }
    }
  }

  @Test
  void oneValueForAllRowsIsCutToo() throws IOException {
    Strategy all = new Strategy.Hash(List.of("note"), false);
    List<CountedSource> sources = sources(all, Splitting.all("train"), 333);
    Manifest manifest = written(deal(all, sources, 50), sources);
    assertThat(manifest.shards()).hasSize(7);
    assertThat(manifest.shards()).allMatch(s -> s.rows() == 47 || s.rows() == 48);
  }

  @Test
  void proportionsAreThoseOfTheWholeToOneRow() throws IOException {
    Strategy proportional = new Strategy.Stratified("kind", false);
    List<CountedSource> sources = sources(proportional, Splitting.all("train"), 700, 311);
    Manifest manifest = written(deal(proportional, sources, 100), sources);
    Map<String, List<Long>> perShard = new HashMap<>();
    for (ManifestShard s : manifest.shards()) {
      Map<String, Long> counts = new HashMap<>();
      inFileOrder(manifest, s).forEach(r -> counts.merge(text(r.get(4)), 1L, Long::sum));
      for (String kind : List.of("a", "b", "c", "null")) {
        perShard.computeIfAbsent(kind, k -> new ArrayList<>()).add(counts.getOrDefault(kind, 0L));
      }
    }
    perShard
        .values()
        .forEach(n -> assertThat(Collections.max(n) - Collections.min(n)).isLessThanOrEqualTo(1));
  }

  @Test
  void contextIsTheRowsJustBefore() throws IOException {
    Strategy overlapping = new Strategy.TimeRanges("at", 7);
    List<CountedSource> sources = sources(overlapping, Splitting.all("train"), 400);
    Manifest manifest = written(deal(overlapping, sources, 90), sources);
    List<Row> line = new ArrayList<>();
    int contexts = 0;
    for (ManifestShard s : manifest.shards().stream().filter(s -> !s.isContext()).toList()) {
      for (ManifestShard c : manifest.shards()) {
        if (c.contextOf().equals(s.id())) {
          contexts++;
          assertThat(inFileOrder(manifest, c))
              .isEqualTo(line.subList(line.size() - 7, line.size()));
        }
      }
      line.addAll(inFileOrder(manifest, s));
    }
    assertThat(contexts).isEqualTo(4);
    assertThat(manifest.rows()).isEqualTo(400);
  }

  @Test
  void rowsWithEqualValuesStayTogether() throws IOException {
    Strategy together = new Strategy.Hash(List.of("tick"), true);
    List<CountedSource> sources = sources(together, Splitting.all("train"), 500, 300);
    Manifest manifest = written(deal(together, sources, 60), sources);
    Set<Integer> seen = new HashSet<>();
    assertThat(manifest.shards()).hasSizeGreaterThan(5);
    for (ManifestShard s : manifest.shards()) {
      Set<Integer> here = new HashSet<>();
      inFileOrder(manifest, s).forEach(r -> here.add(r.getInt(5)));
      assertThat(Collections.disjoint(seen, here)).isTrue();
      seen.addAll(here);
    }
    assertThat(manifest.rows()).isEqualTo(800);
  }

  @Test
  void neighboursInSpaceShareAShard() throws IOException {
    List<CountedSource> sources = sources(SPACE, Splitting.all("train"), 1000);
    Manifest manifest = written(deal(SPACE, sources, 63), sources);
    double area = 0;
    for (ManifestShard s : manifest.shards()) {
      double[] size = new double[2];
      for (int i = 0; i < 2; i++) {
        ShardRange r = s.ranges().get(i);
        size[i] = Double.parseDouble(r.to()) - Double.parseDouble(r.from());
      }
      area += size[0] * size[1];
    }
    // 16 cells of a plane that is filled evenly; as rows lie, each would be the whole of it.
    assertThat(area / (180 * 360)).isLessThan(4);
  }

  @Test
  void theLatestRowsAreForTesting() throws IOException {
    List<CountedSource> first = sources(TIME, Splitting.all("train"), 500, 300);
    ForwardCounts forward = ForwardCounts.of(spark, first, Set.of(""), "at", 0.2);
    DealtPlan dealt = deal(TIME, forward.counted(), 90);
    Manifest manifest = written(dealt, forward.counted());
    Instant latest = Instant.MIN;
    Instant earliest = Instant.MAX;
    long test = 0;
    for (ManifestShard s : manifest.shards()) {
      Instant from = Instant.parse(s.ranges().get(0).from());
      Instant to = Instant.parse(s.ranges().get(0).to());
      if (s.split().equals("test")) {
        earliest = from.isBefore(earliest) ? from : earliest;
        test += s.rows();
      } else {
        latest = to.isAfter(latest) ? to : latest;
      }
    }
    assertThat(latest).isBefore(earliest);
    assertThat(earliest).isAfterOrEqualTo(Instant.parse(forward.from()));
    assertThat(latest).isBefore(Instant.parse(forward.from()));
    assertThat(test).isBetween(160L, 175L);
    assertThat(manifest.rows()).isEqualTo(800);
  }

  @Test
  void oneInstantForAllRowsCannotBeSplit() throws IOException {
    List<String> lines = Collections.nCopies(10, "1,2020-01-01T00:00:00Z,0,0,a,1");
    Files.write(folder.resolve("s0.csv"), lines);
    List<CountedSource> counted = List.of(count("s0", TIME, Splitting.all("train")));
    assertThatThrownBy(() -> ForwardCounts.of(spark, counted, Set.of(""), "at", 0.2))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("no row is before");
  }

  @Test
  void rowsWithoutAPlaceAreCountedAndNotShown() throws IOException {
    Files.write(
        folder.resolve("s0.csv"),
        List.of(
            "1,2020-01-01T00:00:00Z,12.5,7,a,1",
            "2,,NaN,7,a,1",
            "3,,912.5,7,a,1",
            "4,,12.5,,a,1",
            "5,,12.5,-180.5,a,1"));
    List<CountedSource> counted = List.of(count("s0", SPACE, Splitting.all("train")));
    assertThatThrownBy(() -> deal(SPACE, counted, 2))
        .isInstanceOf(BailiwickException.class)
        .hasMessage(
            "The strategy orders rows by the place 'lat', 'lon', where 1 rows are null and 1 rows"
                + " are not a number and 2 rows are out of range: mend these rows, leave them out"
                + " of the source, or let dropIncomplete remove those that are null");
    List<CountedSource> times = List.of(count("s0", TIME, Splitting.all("train")));
    assertThatThrownBy(() -> deal(TIME, times, 2))
        .hasMessageContaining("'at', where 4 rows are null");
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws IOException {
    List<CountedSource> sources = sources(TIME, Splitting.all("train"), 10);
    assertThatThrownBy(() -> deal(new Strategy.TimeRanges("kind", 0), sources, 5))
        .hasMessageContaining("'kind' of source 's0' is STRING");
    assertThatThrownBy(() -> deal(new Strategy.Spatial("lat", "tick"), sources, 5))
        .hasMessageContaining("'tick' of source 's0' is INT");
    assertThatThrownBy(() -> deal(new Strategy.TimeRanges("when", 0), sources, 5))
        .hasMessageContaining("no column 'when'");
  }

  @Test
  void aSourceThatChangedAfterItWasMeasuredIsRefused() throws IOException {
    List<CountedSource> sources = sources(TIME, Splitting.all("train"), 200);
    DealtPlan dealt = deal(TIME, sources, 50);
    Path file = folder.resolve("s0.csv");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("2020", "2031"));
    // The shard that the row left and the one that it came to are written at the same time.
    assertThatThrownBy(() -> written(dealt, sources))
        .satisfiesAnyOf(
            e ->
                assertThat(e)
                    .hasStackTraceContaining("is outside the range of 'at' that the shard claims"),
            e ->
                assertThat(e)
                    .hasStackTraceContaining(
                        "was planned with 50 rows and got 49: a source changed"));
  }

  @Test
  void tooManyCategoriesAreNoCategory() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= CountPartitions.MOST_CATEGORIES; i++) {
      lines.add(i + ",,0,0,k" + i + ",1");
    }
    Files.write(folder.resolve("s0.csv"), lines);
    Strategy byKind = new Strategy.Stratified("kind", true);
    spark.conf().set("spark.sql.files.maxPartitionBytes", "1000000");
    try {
      assertThatThrownBy(() -> count("s0", byKind, Splitting.all("train")))
          .hasStackTraceContaining("The category of source 's0' has more than 1000 values");
    } finally {
      spark.conf().set("spark.sql.files.maxPartitionBytes", "8192");
    }
  }

  @Test
  void ofRowsInNoShardNoCategoryIsTold() throws IOException {
    Files.write(
        folder.resolve("s0.csv"),
        List.of("1,,0,0,a,1", "2,,0,0,a,2", "3,,0,0,b,3", "4,,0,0,,4", "5,,0,0, a ,1"));
    SourceRows rows =
        SourceRows.of(
            "s0", "fra", csv("s0"), Optional.of("kind"), List.of(), Splitting.all("train"));
    CountedSource counted = SourceCounter.count(rows.byCategory("tick", Set.of("a")));
    assertThat(counted.counts())
        .extracting(c -> c.jurisdiction() + " " + c.category() + " " + c.rows())
        .containsExactlyInAnyOrder("a 1 2", "a 2 1", "b  1", "  1");
  }

  @Test
  void shardsThatWerePlannedWithTheirSizesAreDealtTheSame() throws IOException {
    Strategy together = new Strategy.Hash(List.of("tick"), true);
    List<CountedSource> sources = sources(together, Splitting.all("train"), 500, 300);
    ShardPlan found = deal(together, sources, 60).plan();
    assertThat(DealtPlan.of(spark, found, sources).plan()).isEqualTo(found);
  }

  @Test
  void bytesAreCounted() throws IOException {
    CountedSource source = sources(TIME, Splitting.all("train"), 100).get(0);
    assertThat(source.counts())
        .allMatch(c -> c.bytes() >= 56 * c.rows() && c.bytes() < 200 * c.rows());
  }

  static Stream<Strategy> moved() {
    return Stream.of(new Strategy.Size(), TIME);
  }

  @ParameterizedTest
  @MethodSource("moved")
  void rowsThatMoveArriveInTheSameOrderUnderTheOtherSitesKey(Strategy strategy) throws IOException {
    List<CountedSource> sources = sources(strategy, Splitting.all("train"), 150);
    DealtPlan dealt = deal(strategy, sources, 60);
    List<ManifestShard> home =
        ShardWriter.of(spark, world.topology()).write(dealt, sources, new ShardRun("run"));
    // One process is at one site at a time, so what lies elsewhere is written as another plan.
    world.enter("nrt");
    DealtPlan there = DealtPlan.of(spark, Plans.plan("nrt", sources, strategy, 60), sources);
    List<ManifestShard> away =
        ShardWriter.of(spark, world.topology()).write(there, sources, new ShardRun("run"));
    for (int i = 0; i < home.size(); i++) {
      assertThat(away.get(i).home().keyId()).isEqualTo("nrt/d");
      List<Row> moved = read(away.get(i).uri().toString());
      world.enter("fra");
      SovereignCryptoFactory.forgetKeys();
      assertThat(moved).isEqualTo(read(home.get(i).uri().toString()));
      world.enter("nrt");
      SovereignCryptoFactory.forgetKeys();
    }
  }

  private List<Row> read(String uri) {
    return spark.read().schema(SCHEMA).parquet(uri).coalesce(1).collectAsList();
  }

  private DealtPlan deal(Strategy strategy, List<CountedSource> sources, int target) {
    ShardPlan plan = Plans.plan("fra", sources, strategy, target);
    return DealtPlan.of(spark, plan, sources);
  }

  private Manifest written(DealtPlan dealt, List<CountedSource> sources) {
    List<ManifestShard> shards =
        ShardWriter.of(spark, world.topology()).write(dealt, sources, new ShardRun("run"));
    assertThat(shards).hasSize(dealt.plan().shards().size());
    return ManifestStore.load(
        ManifestStore.commit(
                ManifestFolder.local(folder.resolve("manifests")),
                new ManifestDraft(
                    "d",
                    world.topology().id(),
                    "any",
                    sources.get(0).source().schema().json(),
                    List.of(),
                    List.of(),
                    shards),
                SIGNER)
            .file(),
        List.of(SIGNER.authority()));
  }

  private List<Row> inFileOrder(Manifest manifest, ManifestShard shard) {
    return ShardReader.rows(spark, manifest, s -> s.id().equals(shard.id())).collectAsList();
  }

  private List<String> rows(Manifest manifest, java.util.function.Predicate<ManifestShard> which) {
    return sorted(ShardReader.rows(spark, manifest, which));
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private Dataset<Row> sources(int many) {
    Dataset<Row> all = csv("s0");
    for (int s = 1; s < many; s++) {
      all = all.unionAll(csv("s" + s));
    }
    return all;
  }

  private Dataset<Row> csv(String name) {
    return SourceReader.read(
        spark,
        new SourceSpec(
            name,
            "fra",
            "csv",
            Optional.of(folder.resolve(name + ".csv").toString()),
            Map.of(),
            SCHEMA + (Files.exists(folder.resolve(name + ".note")) ? ", note STRING" : "")));
  }

  private CountedSource count(String name, Strategy strategy, Splitting splitting) {
    SourceRows rows = SourceRows.of(name, "fra", csv(name), Optional.empty(), List.of(), splitting);
    return SourceCounter.count(
        strategy instanceof Strategy.Stratified s ? rows.byCategory(s.column(), Set.of("")) : rows);
  }

  /** Sources of so many rows each, over several partitions. */
  private List<CountedSource> sources(Strategy strategy, Splitting splitting, int... sizes)
      throws IOException {
    Random random = new Random(41);
    List<CountedSource> counted = new ArrayList<>();
    long id = 0;
    for (int s = 0; s < sizes.length; s++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < sizes[s]; i++) {
        String at = Instant.ofEpochSecond(1_577_836_800L + random.nextInt(100_000)).toString();
        String kind = new String[] {"a", "b", "a", "c", "", "a"}[random.nextInt(6)];
        lines.add(
            String.join(
                ",",
                Long.toString(id++),
                at,
                Double.toString(random.nextDouble() * 180 - 90),
                Double.toString(random.nextDouble() * 360 - 180),
                kind,
                Integer.toString(random.nextInt(30) - 15),
                strategy instanceof Strategy.Hash h && h.columns().contains("note") ? "same" : ""));
      }
      if (strategy instanceof Strategy.Hash h && h.columns().contains("note")) {
        Files.writeString(folder.resolve("s" + s + ".note"), "");
      }
      Files.write(folder.resolve("s" + s + ".csv"), lines);
      counted.add(count("s" + s, strategy, splitting));
    }
    return counted;
  }
}
