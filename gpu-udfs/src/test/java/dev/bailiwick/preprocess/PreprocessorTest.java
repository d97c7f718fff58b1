package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PreprocessorTest {

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Rows.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void whatSparkComputesIsWhatAPlainLoopComputes() {
    List<Row> first = Rows.random(1, 700);
    List<Row> second = Rows.random(2, 150);
    FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(fit(second), fit(first)));
    Oracle oracle = Oracle.fit(List.of(first, second));

    assertThat(fitted.names()).isEqualTo(oracle.names());
    assertThat(fitted.width()).isEqualTo(oracle.names().size());
    assertThat(fitted.records()).isEqualTo(850);

    List<Row> unseen = new ArrayList<>(Rows.random(3, 500));
    unseen.add(RowFactory.create(40, "astronaut", 0.0, (short) 99, ">50K"));
    Dataset<Row> out =
        Rows.PREPROCESSOR.transform(Rows.dataset(spark, unseen).repartition(3), fitted);
    assertThat(out.schema().apply("features").dataType())
        .isEqualTo(new ArrayType(DataTypes.FloatType, true));
    assertThat(out.schema().apply("label").dataType()).isEqualTo(DataTypes.FloatType);

    List<Row> got =
        Rows.PREPROCESSOR.transform(Rows.dataset(spark, unseen), fitted).collectAsList();
    assertThat(got).hasSameSizeAs(unseen);
    for (int i = 0; i < got.size(); i++) {
      Oracle.Example expected = oracle.apply(unseen.get(i));
      assertThat(got.get(i).getFloat(1)).isEqualTo(expected.label());
      List<Float> features = got.get(i).getList(0);
      assertThat(features).hasSameSizeAs(expected.features());
      for (int j = 0; j < features.size(); j++) {
        float want = expected.features().get(j);
        assertThat(features.get(j))
            .as("row %s, %s", unseen.get(i), fitted.names().get(j))
            .isCloseTo(want, offset(1e-5f + 1e-6f * Math.abs(want)));
      }
    }
  }

  @Test
  void aRareValueIsNotAmongWhatASiteReleases() {
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> rows.add(row(30, "private", 1.0)));
    IntStream.range(0, 9).forEach(i -> rows.add(row(30, "the-only-bishop", 1.0)));
    Dataset<Row> query = Rows.PREPROCESSOR.statisticsRows(Rows.dataset(spark, rows));

    assertThat(query.collectAsList().toString()).contains("private").doesNotContain("bishop");
    assertThat(
            new String(
                SiteStatistics.fromRows(query.collectAsList()).toBytes(), StandardCharsets.UTF_8))
        .contains("private")
        .doesNotContain("bishop");
    FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(fit(rows)));
    assertThat(fitted.names())
        .contains("work (other)", "work=private")
        .doesNotContain("work=the-only-bishop");
  }

  @Test
  void aConstantColumnIsDividedByOne() {
    List<Row> rows = IntStream.range(0, 50).mapToObj(i -> row(41, "private", 0.1)).toList();
    FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(fit(rows), fit(rows.subList(0, 7))));
    Row got =
        Rows.PREPROCESSOR
            .transform(Rows.dataset(spark, List.of(row(43, "private", 0.1))), fitted)
            .head();
    assertThat(got.<Float>getList(0).get(0)).isEqualTo(2f);
    assertThat(got.<Float>getList(0).get(1)).isCloseTo(0f, offset(1e-12f));
  }

  @Test
  void aLabelInNoClassIsCountedAndRefused() {
    List<Row> rows = new ArrayList<>(Rows.random(1, 20));
    rows.add(RowFactory.create(30, "private", 1.0, (short) 1, "secret-value"));
    rows.add(RowFactory.create(30, "private", 1.0, (short) 1, "secret-value"));
    rows.add(RowFactory.create(30, "private", 1.0, (short) 1, null));
    SiteStatistics site = fit(rows);
    assertThat(site.records()).isEqualTo(23);
    assertThat(site.unknownLabels()).isEqualTo(2);
    assertThat(site.incompleteLabels()).isEqualTo(1);
    assertThatThrownBy(() -> Rows.PREPROCESSOR.merge(List.of(site)))
        .hasMessageContaining("2 rows have a income that is in none of the label's classes")
        .hasMessageContaining("1 rows have no income")
        .hasMessageNotContaining("secret-value")
        .extracting(e -> ((BailiwickException) e).code())
        .isEqualTo(ErrorCode.BAD_DATA);
  }

  @Test
  void rowsThatCannotBeUsedAreCountedByColumn() {
    List<Row> rows = new ArrayList<>(Rows.random(1, 20));
    rows.add(row(null, "private", 1.0));
    rows.add(row(30, null, Double.NaN));
    rows.add(row(30, "private", Double.POSITIVE_INFINITY));
    assertThatThrownBy(() -> Rows.PREPROCESSOR.merge(List.of(fit(rows))))
        .hasMessageContaining("1 rows have no usable value of age for standardise")
        .hasMessageContaining("2 rows have no usable value of gain for standardise")
        .hasMessageContaining("1 rows have no usable value of gain for bucketise")
        .hasMessageContaining("1 rows have no usable value of work for one-hot");
    assertThat(Rows.dataset(spark, rows).where(Rows.PREPROCESSOR.complete()).count()).isEqualTo(20);
  }

  @Test
  void transformFailsOnARowThatCannotBeUsed() {
    FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(fit(Rows.random(1, 100))));
    assertFails(fitted, row(null, "private", 1.0), "age is null or no finite number");
    assertFails(fitted, row(30, "private", Double.NaN), "gain is null or no finite number");
    assertFails(fitted, row(30, "private", 1e300), "gain is null or no finite number");
    assertFails(fitted, row(30, null, 1.0), "work is null");
    assertFails(
        fitted,
        RowFactory.create(30, "private", 1.0, (short) 1, "secret-value"),
        "income is null or in none of the label's classes");
    assertFails(
        fitted,
        RowFactory.create(30, "private", 1.0, (short) 1, null),
        "income is null or in none of the label's classes");
  }

  @Test
  void statisticsThatWouldShuffleAreRefused() {
    Dataset<Row> rows = Rows.dataset(spark, Rows.random(1, 20));
    assertThatThrownBy(() -> Rows.PREPROCESSOR.statisticsRows(rows.repartition(3)))
        .hasMessageContaining("must be one task without a shuffle, but the plan has the exchange")
        .extracting(e -> ((BailiwickException) e).code())
        .isEqualTo(ErrorCode.GUARD_MISSING);
    assertThatThrownBy(() -> Rows.PREPROCESSOR.statisticsRows(rows.repartition(3).cache()))
        .hasMessageContaining("must be one task without a shuffle");
    Dataset<Row> reloaded = spark.createDataFrame(rows.repartition(3).toJavaRDD(), Rows.TYPE);
    assertThatThrownBy(() -> Rows.PREPROCESSOR.statisticsRows(reloaded))
        .hasMessageContaining("its lineage has a shuffle");
  }

  @Test
  void columnsOfTheWrongTypeAreNamed() {
    Dataset<Row> rows =
        Rows.dataset(spark, Rows.random(1, 5)).withColumn("age", functions.lit("old"));
    assertThatThrownBy(() -> Rows.PREPROCESSOR.statisticsRows(rows))
        .hasMessageContaining("column age is of type STRING, which standardise cannot read");
    assertThatThrownBy(() -> Rows.PREPROCESSOR.statisticsRows(rows.drop("work")))
        .hasMessageContaining("age");
  }

  @Test
  void aSiteWithoutRowsHasNothingToSay() {
    SiteStatistics empty = fit(List.of());
    assertThat(empty.records()).isZero();
    assertThatThrownBy(() -> Rows.PREPROCESSOR.merge(List.of(empty)))
        .hasMessageContaining("there is no row to fit on");
    FittedStatistics fitted = Rows.PREPROCESSOR.merge(List.of(empty, fit(Rows.random(1, 50))));
    assertThat(fitted.records()).isEqualTo(50);
  }

  private static void assertFails(FittedStatistics fitted, Row row, String message) {
    assertThatThrownBy(
            () ->
                Rows.PREPROCESSOR
                    .transform(Rows.dataset(spark, List.of(row)), fitted)
                    .collectAsList())
        .hasStackTraceContaining("BAD_DATA: a row's " + message)
        .satisfies(
            e ->
                assertThat(Preprocessor.rowError(e))
                    .get()
                    .extracting(BailiwickException::code, Throwable::getMessage)
                    .containsExactly(
                        ErrorCode.BAD_DATA,
                        "a row's "
                            + message
                            + ": set dataset.dropIncomplete, or mend the data; see"
                            + " docs/formats/job.md"))
        .hasMessageNotContaining("secret-value");
  }

  private static SiteStatistics fit(List<Row> rows) {
    return SiteStatistics.fromRows(
        Rows.PREPROCESSOR.statisticsRows(Rows.dataset(spark, rows)).collectAsList());
  }

  private static Row row(Integer age, String work, Double gain) {
    return RowFactory.create(age, work, gain, (short) 1, "<=50K");
  }
}
