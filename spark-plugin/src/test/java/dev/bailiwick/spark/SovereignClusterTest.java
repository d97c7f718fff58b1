package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.policy.TransferClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** Three sites, each with an executor of its own, on a real cluster; the driver is at fra. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SovereignClusterTest {
  @TempDir static Path dir;
  private static TestSites sites;
  private static TestCluster cluster;
  private static SparkSession spark;
  private static Governance governance;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    cluster =
        TestCluster.start(
            dir,
            Map.of("fra", sites.home("fra"), "iad", sites.home("iad"), "nrt", sites.home("nrt")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "fra"), 3)
                    .set(BailiwickConf.PLACEMENT_TIMEOUT, "6s"))
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

  private static Dataset<Row> rows(String path) {
    return spark.read().schema("origin STRING, id INT").csv(path);
  }

  private static Dataset<Row> of(String site) {
    return rows(sites.path(site));
  }

  /** Runs over the rows where they are, and checks in the executors that they may be there. */
  private static void check(Dataset<Row> rows, Map<String, String> permitted, long expected) {
    check(rows.javaRDD(), permitted, expected);
  }

  private static void check(JavaRDD<Row> rows, Map<String, String> permitted, long expected) {
    LongAccumulator seen = spark.sparkContext().longAccumulator();
    LongAccumulator misplaced = spark.sparkContext().longAccumulator();
    rows.foreachPartition(new RowCheck(permitted, seen, misplaced));
    assertThat(seen.value()).isEqualTo(expected);
    assertThat(misplaced.value()).isZero();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Test
  @Order(1)
  void everyExecutorProvesItsSite() throws InterruptedException {
    await(() -> governance.sites().executorsBySite().size() == 3);
    assertThat(governance.sites().executorsBySite().keySet())
        .containsExactlyElementsOf(TestSites.NAMES);
    assertThat(spark.sparkContext().master()).isEqualTo(cluster.master());
  }

  @Test
  @Order(2)
  void rowsAreReadOnlyWhereTheyMayBe() {
    Dataset<Row> all = of("fra").union(of("iad")).union(of("nrt")).union(rows(privatePath()));
    check(all, RowCheck.RAW, 4 * TestSites.ROWS);
    check(all.coalesce(8), RowCheck.RAW, 4 * TestSites.ROWS);
    check(all.javaRDD().zipWithIndex().keys(), RowCheck.RAW, 4 * TestSites.ROWS);
  }

  private static String privatePath() {
    return sites.storage("nrt").resolve("private/rows.csv").toString();
  }

  @Test
  @Order(3)
  void rowsThatAreShuffledTogetherMeetWhereAllMayBe() {
    Dataset<Row> mixed = of("fra").union(of("iad")).union(of("nrt"));
    check(mixed.repartition(6), RowCheck.INTERMEDIATE, 3 * TestSites.ROWS);
    check(mixed.javaRDD().repartition(5), RowCheck.INTERMEDIATE, 3 * TestSites.ROWS);
    check(mixed.groupBy("origin", "id").count(), RowCheck.INTERMEDIATE, 3 * TestSites.ROWS);
  }

  @Test
  @Order(4)
  void joinsWithAdaptiveReadsAreGoverned() {
    Dataset<Row> us = of("iad");
    Dataset<Row> jp = of("nrt").withColumnRenamed("origin", "other");
    check(us.join(jp, "id").select("origin", "other"), RowCheck.INTERMEDIATE, TestSites.ROWS);
    check(us.join(jp, "id").select("other", "origin"), RowCheck.INTERMEDIATE, TestSites.ROWS);
  }

  @Test
  @Order(5)
  void cachedRowsStayWhereTheyMayBe() {
    Dataset<Row> cached = of("fra").union(of("nrt")).cache();
    check(cached, RowCheck.RAW, 2 * TestSites.ROWS);
    check(cached.filter("id >= 0"), RowCheck.RAW, 2 * TestSites.ROWS);
    JavaRDD<Row> persisted = of("iad").javaRDD().persist(StorageLevel.MEMORY_ONLY());
    check(persisted, RowCheck.RAW, TestSites.ROWS);
    check(persisted.repartition(3), RowCheck.INTERMEDIATE, TestSites.ROWS);
    Dataset<Row> copied = of("fra").filter("id > 1").persist(StorageLevel.MEMORY_ONLY_2());
    assertThatThrownBy(() -> check(copied, RowCheck.RAW, 0))
        .hasMessageContaining("more than one copy");
    copied.unpersist();
    cached.unpersist();
  }

  @Test
  @Order(6)
  void checkpointsDoNotHideWhereRowsComeFrom() {
    JavaRDD<Row> cut = of("nrt").javaRDD();
    cut.rdd().localCheckpoint();
    check(cut, RowCheck.RAW, TestSites.ROWS);
    check(cut.map(r -> r), RowCheck.RAW, TestSites.ROWS);
    check(cut.repartition(3), RowCheck.INTERMEDIATE, TestSites.ROWS);
  }

  @Test
  @Order(7)
  void aShuffleThatHasNoCommonSiteIsRefusedAndTheContextLives() {
    int before = governance.denials().size();
    Dataset<Row> impossible = of("fra").union(rows(privatePath()));
    assertThatThrownBy(() -> check(impossible.repartition(3), RowCheck.INTERMEDIATE, 0))
        .hasMessageContaining("refused")
        .hasMessageContaining("no site may hold all of these")
        .hasMessageContaining("policy");
    assertThat(governance.denials()).hasSize(before + 1);
    assertThat(of("fra").javaRDD().count()).isEqualTo(TestSites.ROWS);
  }

  @Test
  @Order(8)
  void aLaterShuffleWithoutACommonSiteIsRefusedBeforeTheFirstTask() {
    LongAccumulator ran = spark.sparkContext().longAccumulator();
    JavaRDD<Row> us = counted(of("iad").javaRDD(), ran).repartition(2);
    JavaRDD<Row> jp = counted(rows(privatePath()).javaRDD(), ran).repartition(2);
    check(us, RowCheck.INTERMEDIATE, TestSites.ROWS);
    assertThat(ran.value()).isPositive();
    ran.reset();
    JavaRDD<Row> both = counted(of("fra").javaRDD(), ran).repartition(2).union(jp);
    assertThatThrownBy(() -> check(both.repartition(3), RowCheck.INTERMEDIATE, 0))
        .hasMessageContaining("A shuffle brings rows together")
        .hasMessageContaining("No task was run.");
    assertThatThrownBy(() -> check(both.coalesce(1), RowCheck.INTERMEDIATE, 0))
        .hasMessageContaining("No site is left for this task")
        .hasMessageContaining("No task was run.");
    assertThat(ran.value()).isZero();
  }

  private static JavaRDD<Row> counted(JavaRDD<Row> rows, LongAccumulator ran) {
    return rows.map(
        row -> {
          ran.add(1);
          return row;
        });
  }

  @Test
  @Order(9)
  void aShuffleWhoseKeyTheDriverMayNotHoldRunsWithOneThatMembersMake() {
    check(rows(privatePath()).repartition(3), RowCheck.INTERMEDIATE, TestSites.ROWS);
  }

  @Test
  @Order(10)
  void countsAndInPlaceWorkAreNoTransfer() {
    assertThat(of("nrt").count()).isEqualTo(TestSites.ROWS);
    assertThat(of("fra").filter("id < 10").count()).isEqualTo(10);
    assertThat(of("nrt").javaRDD().count()).isEqualTo(TestSites.ROWS);
    String target = sites.storage("nrt").resolve("copy").toString();
    of("nrt").write().csv(target);
    check(rows(target), RowCheck.RAW, TestSites.ROWS);
    assertThatThrownBy(() -> of("nrt").write().csv(sites.storage("fra").resolve("copy").toString()))
        .hasStackTraceContaining("may not be at site fra as raw");
    assertThatThrownBy(() -> of("nrt").write().csv(dir.resolve("nowhere").toString()))
        .hasStackTraceContaining("lies in no site's storage");
  }

  @Test
  @Order(11)
  void rowsDoNotReachADriverThatMayNotSeeThem() {
    assertThatThrownBy(() -> of("fra").collectAsList())
        .hasMessageContaining("as view")
        .hasMessageContaining("de.yaml")
        .hasMessageContaining("policy de");
    assertThatThrownBy(() -> of("nrt").show()).hasMessageContaining("as view");
    assertThatThrownBy(() -> of("nrt").javaRDD().take(1)).hasMessageContaining("as view");
    assertThatThrownBy(() -> of("nrt").toLocalIterator().next()).hasMessageContaining("as view");
    assertThatThrownBy(() -> of("nrt").javaRDD().map(r -> r.getInt(1)).reduce(Integer::sum))
        .hasMessageContaining("as view");
    var thief = spark.sparkContext().<String>collectionAccumulator();
    assertThatThrownBy(() -> of("nrt").javaRDD().foreach(r -> thief.add(r.getString(0))))
        .hasMessageContaining("CollectionAccumulator");
    assertThat(thief.value()).isEmpty();
  }

  @Test
  @Order(12)
  void aTaskThatIsForcedAtAForbiddenExecutorIsDeniedAndRunsElsewhere() {
    String forbidden = governance.sites().executorsBySite().get("iad").get(0);
    JavaRDD<String> forced = preferring(sites.path("fra"), forbidden);
    int before = governance.denials().size();
    LongAccumulator elsewhere = spark.sparkContext().longAccumulator();
    forced.foreachPartition(
        p -> {
          if (!SiteRuntime.get().site().equals("fra")) {
            elsewhere.add(1);
          }
        });
    assertThat(elsewhere.value()).isZero();
    List<Denial> denials = governance.denials().subList(before, governance.denials().size());
    assertThat(denials).hasSize(1);
    assertThat(denials.get(0).site()).isEqualTo("iad");
    assertThat(denials.get(0).policy()).isEqualTo("de");
    assertThat(denials.get(0).layer()).isEqualTo(Denial.Layer.SCHEDULER);
    assertThat(denials.get(0).text()).contains("asked for executor " + forbidden);
  }

  /** One partition that names this path, and wants this executor. */
  private static JavaRDD<String> preferring(String path, String executor) {
    scala.collection.immutable.Seq<String> locations =
        scala.jdk.javaapi.CollectionConverters.asScala(List.of("executor_127.0.0.1_" + executor))
            .toSeq();
    RDD<String> rdd =
        spark
            .sparkContext()
            .makeRDD(
                scala.jdk.javaapi.CollectionConverters.asScala(
                        List.of(new scala.Tuple2<>(path, locations)))
                    .toSeq(),
                ClassTag$.MODULE$.apply(String.class));
    return rdd.toJavaRDD();
  }

  @Test
  @Order(13)
  void ungovernedJobsRunAsOnStockSpark() {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    assertThat(sc.parallelize(List.of(3, 1, 2), 3).sortBy(i -> i, true, 2).collect())
        .containsExactly(1, 2, 3);
    assertThat(spark.range(1000).groupBy("id").count().count()).isEqualTo(1000);
  }

  @Test
  @Order(14)
  void keysAreReleasedOnlyInsideTheirScope() {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String> outcomes =
        sc.parallelize(List.of(1, 2, 3, 4, 5, 6), 6).map(i -> KeyProbe.ask("{fra,iad}")).collect();
    assertThat(outcomes).isSubsetOf("fra: released", "iad: released", "nrt: KEY_NOT_RELEASED");
    assertThat(sc.parallelize(List.of(1), 1).map(i -> KeyProbe.ask("{nrt}")).collect())
        .first()
        .asString()
        .containsAnyOf("fra: KEY_NOT_RELEASED", "iad: KEY_NOT_RELEASED", "nrt: released");
  }

  @Test
  @Order(15)
  void whatTheDriverHasSeenGoesOnlyWhereItMay() {
    List<Row> seen = of("iad").collectAsList();
    assertThat(seen).hasSize(TestSites.ROWS);
    assertThat(governance.placement().returnedToDriver())
        .allMatch(g -> g.permitted(TransferClass.VIEW).contains("fra"));
    // From now on what the driver sends may hold rows that may be at fra and iad only.
    Dataset<Row> again = spark.createDataFrame(seen, seen.get(0).schema());
    check(again, RowCheck.INTERMEDIATE, TestSites.ROWS);
    Dataset<Row> joined = of("nrt").join(functions.broadcast(again.select("id")), "id");
    assertThatThrownBy(() -> check(joined.select("origin"), RowCheck.RAW, 0))
        .hasStackTraceContaining("No site is left for this task");
  }

  @Test
  @Order(16)
  void aLocalReadOfAShuffleIsReadThrough() {
    spark.conf().set("spark.sql.adaptive.autoBroadcastJoinThreshold", "10MB");
    try {
      // What is broadcast passes the driver, so it is nobody's: the rows are on the other side.
      Dataset<Row> numbers = spark.range(-1, TestSites.ROWS + 1).toDF("id");
      JavaRDD<Row> joined = joined(of("nrt"), numbers).select("origin", "id").javaRDD();
      assertThat(partitions(joined.rdd())).anyMatch(p -> p.contains("PartialMapperPartitionSpec"));
      check(joined, RowCheck.INTERMEDIATE, TestSites.ROWS);
    } finally {
      spark.conf().unset("spark.sql.adaptive.autoBroadcastJoinThreshold");
    }
  }

  /** Only the right side of this join can be broadcast. */
  private static Dataset<Row> joined(Dataset<Row> left, Dataset<Row> right) {
    return left.join(right, CollectionConverters.asScala(List.of("id")).toSeq(), "left_outer");
  }

  private static List<String> partitions(RDD<?> rdd) {
    List<String> names = new ArrayList<>();
    for (var partition : rdd.partitions()) {
      names.add(partition.toString());
    }
    var dependencies = rdd.dependencies().iterator();
    while (dependencies.hasNext()) {
      names.addAll(partitions(dependencies.next().rdd()));
    }
    return names;
  }

  @Test
  @Order(17)
  void theRunIsCountedBySiteAndLink() throws Exception {
    await(() -> !governance.runInfo().transfers().isEmpty());
    RunInfo info = governance.runInfo();
    assertThat(info.tasks()).extracting(RunInfo.Tasks::site).contains("fra", "iad", "nrt");
    assertThat(info.transfers())
        .anyMatch(
            t ->
                t.from().equals("nrt")
                    && t.to().equals("fra")
                    && t.transferClass().equals("intermediate")
                    && t.bytes() > 0);
    assertThat(governance.touches().outsidePermittedSet()).isZero();
  }

  @Test
  @Order(18)
  void aStageWithoutAPermittedExecutorEndsWithAText() throws InterruptedException {
    String lost = governance.sites().executorsBySite().get("nrt").get(0);
    cluster.kill("nrt");
    await(() -> governance.sites().site(lost).isEmpty());
    assertThat(governance.sites().site(lost)).isEmpty();
    assertThat(governance.sites().siteProven(lost)).contains("nrt");
    assertThatThrownBy(() -> check(of("nrt"), RowCheck.RAW, 0))
        .hasMessageContaining("for a site in {nrt}")
        .hasMessageContaining("Gave up waiting")
        .hasMessageNotContaining("excludeOnFailure");
    assertThat(of("fra").javaRDD().count()).isEqualTo(TestSites.ROWS);
  }
}
