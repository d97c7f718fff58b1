package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.QueryExecution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnionExec;
import org.apache.spark.sql.execution.aggregate.HashAggregateExec;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What people try who hold a plan that releases, or bring code of their own into one. */
final class ReleaseProofTest {
  private static final String GROUPS =
      "SELECT town, count(pay) AS n, sum(pay) AS s FROM people GROUP BY town HAVING n >= 10";

  @TempDir static Path dir;
  private static SparkSession spark;
  private static Path people;

  @BeforeAll
  static void start() throws Exception {
    TestSites sites = TestSites.in(dir);
    sites.letStatisticsGo();
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 46; i++) {
      rows.append(i).append(i < 30 ? ",ulm," : ",jena,").append(100 + i).append('\n');
    }
    people = sites.storage("fra").resolve("people.csv");
    Files.writeString(people, rows);
    spark =
        SparkSession.builder()
            .config(sites.conf("local[2]", "fra").set("spark.sql.autoBroadcastJoinThreshold", "-1"))
            .getOrCreate();
    spark
        .read()
        .schema("id INT, town STRING, pay INT")
        .csv(people.toString())
        .createOrReplaceTempView("people");
    AtomicReference<String> first = new AtomicReference<>();
    UDF1<String, String> firstSeen = town -> first.updateAndGet(seen -> seen == null ? town : seen);
    spark.udf().register("first_seen", firstSeen, DataTypes.StringType);
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static QueryExecution execution(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
  }

  private static SparkPlan planOf(String query) {
    return execution(spark.sql(query)).sparkPlan();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toList();
  }

  private static <T extends TreeNode<T>> T changed(T plan, UnaryOperator<T> change) {
    return change.apply(
        plan.mapChildren(
            new AbstractFunction1<>() {
              @Override
              public T apply(T child) {
                return changed(child, change);
              }
            }));
  }

  private static int collected(SparkPlan plan) {
    return QueryExecution$.MODULE$
        .prepareExecutedPlan((org.apache.spark.sql.classic.SparkSession) spark, plan)
        .executeCollect()
        .length;
  }

  private static void isRefused(SparkPlan plan) {
    assertThatThrownBy(() -> collected(plan)).hasStackTraceContaining("as view");
  }

  private static SparkPlan count() {
    return execution(spark.table("people").groupBy().count()).sparkPlan();
  }

  private static SparkPlan rows(String columns) {
    return planOf("SELECT " + columns + " FROM people");
  }

  /** The plans of this test are releases, so what else they become is why they are refused. */
  @Test
  void thePlansAsTheyAreMadeAreReleased() {
    assertThat(collected(planOf(GROUPS))).isEqualTo(2);
    assertThat(collected(count())).isEqualTo(1);
    assertThat(collected(changed(planOf(GROUPS), plan -> plan))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMarkPutOverRowsIsNoMark(boolean ofACount) {
    SparkPlan mark = ofACount ? count() : planOf(GROUPS);
    assertThat(mark.nodeName()).isEqualTo("Released");
    isRefused(mark.withNewChildren(seq(List.of(rows("*")))));
    isRefused(mark.makeCopy(new Object[] {rows("*"), 10L}));
  }

  @Test
  void aMarkWithoutItsConditionIsNoMark() {
    isRefused(
        changed(
            planOf(GROUPS),
            plan ->
                plan instanceof FilterExec f && f.child() instanceof HashAggregateExec
                    ? f.child()
                    : plan));
    isRefused(
        changed(
            planOf(GROUPS),
            plan ->
                plan instanceof FilterExec f && f.child() instanceof HashAggregateExec
                    ? new FilterExec(Literal.create(true, DataTypes.BooleanType), f.child())
                    : plan));
  }

  @Test
  void columnsInThePlaceOfCountsAreNoCounts() {
    isRefused(
        changed(
            count(),
            plan ->
                plan instanceof HashAggregateExec last && last.child() instanceof HashAggregateExec
                    ? last.withNewChildren(seq(List.of(rows("CAST(id AS LONG) AS n"))))
                    : plan));
    isRefused(
        changed(
            planOf(GROUPS),
            plan ->
                plan instanceof HashAggregateExec last && last.child() instanceof HashAggregateExec
                    ? last.withNewChildren(
                        seq(
                            List.of(
                                renamed(
                                    rows("town, 10L AS n, CAST(id AS LONG) AS s"),
                                    last.child().output().head()))))
                    : plan));
  }

  private static SparkPlan renamed(SparkPlan plan, Attribute first) {
    List<NamedExpression> columns =
        new ArrayList<>(CollectionConverters.asJava(((ProjectExec) plan).projectList()));
    columns.set(
        0,
        new org.apache.spark.sql.catalyst.expressions.Alias(
            (org.apache.spark.sql.catalyst.expressions.Expression) columns.get(0),
            first.name(),
            first.exprId(),
            seq(List.<String>of()),
            scala.Option.empty(),
            seq(List.<String>of())));
    return new ProjectExec(seq(columns), ((ProjectExec) plan).child());
  }

  @Test
  void recordsReadSeveralTimesAreNotSeveralRecords() {
    isRefused(
        changed(
            planOf(GROUPS),
            plan ->
                plan instanceof FileSourceScanExec scan
                    ? new UnionExec(seq(List.<SparkPlan>of(scan, scan)))
                    : plan));
  }

  /** Code that was told that there is no null counts each as 0. */
  @Test
  void aScanThatIsToldToKnowNoNullIsNotBelieved() {
    isRefused(
        changed(
            planOf(GROUPS),
            plan -> plan instanceof FileSourceScanExec scan ? withoutNull(scan) : plan));
  }

  private static SparkPlan withoutNull(FileSourceScanExec scan) {
    List<Attribute> output =
        CollectionConverters.asJava(scan.output()).stream()
            .map(a -> a.withNullability(false))
            .toList();
    return new FileSourceScanExec(
        scan.relation(),
        scan.stream(),
        seq(output),
        scan.requiredSchema(),
        scan.partitionFilters(),
        scan.optionalBucketSet(),
        scan.optionalNumCoalescedBuckets(),
        scan.dataFilters(),
        scan.tableIdentifier(),
        scan.disableBucketedScan());
  }

  @Test
  void aRuleThatTakesTheConditionAwayTakesTheReleaseAway() {
    var experimental = ((org.apache.spark.sql.classic.SparkSession) spark).experimental();
    experimental.extraOptimizations_$eq(seq(List.<Rule<LogicalPlan>>of(new WithoutCondition())));
    try {
      assertThatThrownBy(() -> spark.sql(GROUPS).collectAsList())
          .hasStackTraceContaining("as view");
    } finally {
      experimental.extraOptimizations_$eq(seq(List.<Rule<LogicalPlan>>of()));
    }
    assertThatCode(() -> spark.sql(GROUPS).collectAsList()).doesNotThrowAnyException();
  }

  private static final class WithoutCondition extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return changed(
          plan, node -> node instanceof Filter f && f.child() instanceof Aggregate a ? a : node);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT first_seen(town), count(1) FROM people GROUP BY 1 HAVING count(1) >= 10",
        "SELECT t, count(1) FROM (SELECT first_seen(town) AS t FROM people) GROUP BY t"
            + " HAVING count(1) >= 10",
        "SELECT town, count(1) FROM people GROUP BY town HAVING count(1) >= 10"
            + " AND first_seen(town) = town",
        "SELECT first_seen(town), count(1) FROM people GROUP BY town HAVING count(1) >= 10",
        "SELECT town, count(1) FROM people WHERE first_seen(town) = town GROUP BY town"
            + " HAVING count(1) >= 10",
        "SELECT t, count(1) FROM (SELECT IF(rand() < 0.5, town, '') AS t FROM people) GROUP BY t"
            + " HAVING count(1) >= 10",
      })
  void functionsThatAreNotSparksOwnHaveNoPartInARelease(String query) {
    assertThatThrownBy(() -> spark.sql(query).collectAsList())
        .hasStackTraceContaining("leave functions that are not Spark's own");
  }

  @Test
  void methodsThatAreCalledByNameHaveNoPartInAnything() {
    String query =
        "SELECT java_method('java.lang.String', 'valueOf', id), count(1) FROM people GROUP BY 1"
            + " HAVING count(1) >= 10";
    assertThatThrownBy(() -> spark.sql(query).collectAsList())
        .hasStackTraceContaining("calls Java methods by their names");
  }

  @Test
  void aFormatThatSomebodyWroteMayRepeatRecords() {
    spark
        .read()
        .format(RepeatingFormat.class.getName())
        .schema("id INT, town STRING, pay INT")
        .load(people.toString())
        .createOrReplaceTempView("repeated");
    assertThatThrownBy(
            () ->
                spark
                    .sql("SELECT id, count(1) FROM repeated GROUP BY id HAVING count(1) >= 10")
                    .collectAsList())
        .hasStackTraceContaining("files in one of Spark's own formats");
  }

  @Test
  void whereARecordEndsIsNotForTheReaderToSay() {
    spark.read().option("lineSep", "1").text(people.toString()).createOrReplaceTempView("pieces");
    assertThatThrownBy(
            () ->
                spark
                    .sql("SELECT value, count(1) FROM pieces GROUP BY 1 HAVING count(1) >= 10")
                    .collectAsList())
        .hasStackTraceContaining("without lineSep");
  }

  /** Spark believes a schema that a reader gives for files which a stream has written. */
  @Test
  void aColumnThatIsSaidToHaveNoNullIsNotBelieved() throws Exception {
    Path folder = Files.createDirectories(people.resolveSibling("streamed"));
    Path part = folder.resolve("part-0.csv");
    StringBuilder rows = new StringBuilder("0,7000\n");
    for (int i = 1; i < 20; i++) {
      rows.append(i).append(",\n");
    }
    Files.writeString(part, rows);
    Files.writeString(
        Files.createDirectories(folder.resolve("_spark_metadata")).resolve("0"),
        "v1\n{\"path\":\""
            + part.toUri()
            + "\",\"size\":"
            + Files.size(part)
            + ",\"isDir\":false,\"modificationTime\":1,\"blockReplication\":1,\"blockSize\":1000,"
            + "\"action\":\"add\"}");
    spark
        .read()
        .schema("id INT, pay INT NOT NULL")
        .csv(folder.toString())
        .createOrReplaceTempView("streamed");
    assertThat(spark.table("streamed").schema().apply("pay").nullable()).isFalse();
    assertThatThrownBy(
            () -> spark.sql("SELECT sum(pay) FROM streamed HAVING count(1) >= 10").collectAsList())
        .hasStackTraceContaining("NOT NULL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(pay) FROM people WHERE pay IS NOT NULL HAVING count(1) >= 10",
        "SELECT avg(pay) FROM people WHERE pay > 100 HAVING count(pay) >= 10",
        "SELECT upper(town), sum(pay) FROM people GROUP BY 1 HAVING count(pay) >= 10",
        "SELECT substr(town, 1, 2), sum(pay) FROM people WHERE town LIKE 'u%' GROUP BY 1"
            + " HAVING count(pay) >= 10",
        "SELECT /*+ COALESCE(1) */ stddev(p) FROM (SELECT DISTINCT id, pay AS p FROM people)"
            + " HAVING count(p) >= 10",
        "SELECT /*+ SHUFFLE_HASH(b) */ sum(a.p) FROM (SELECT id, first(pay) AS p FROM people"
            + " GROUP BY id) a JOIN (SELECT id, first(pay) AS p FROM people GROUP BY id) b"
            + " ON a.id = b.id HAVING count(a.p) >= 10",
        "SELECT max(s), count(1) FROM (SELECT town, sum(pay) AS s FROM people GROUP BY town"
            + " HAVING count(pay) >= 10)",
      })
  void whatIsARegularQueryIsReleasedWithOrWithoutAdaptiveExecution(String query) {
    for (String adaptive : List.of("true", "false")) {
      spark.conf().set("spark.sql.adaptive.enabled", adaptive);
      assertThat(spark.sql(query).collectAsList()).isNotEmpty();
    }
    spark.conf().unset("spark.sql.adaptive.enabled");
  }
}
