package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.LabelSpec;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** A shard's batches become its rows, or are refused with the shard's name. */
class ColumnLoaderTest {
  private static final ColumnarTransform TRANSFORM =
      Preprocessor.of(
              List.of(FeatureSpec.bucketise("x", List.of(0.0))),
              new LabelSpec("y", List.of(List.of("no"), List.of("yes"))))
          .columnar(
              StructType.fromDDL("x DOUBLE, y STRING"),
              FittedStatistics.fromBytes(
                  ("{\"features\":[{\"column\":\"x\",\"kind\":\"bucketise\",\"splits\":[0.0]}],"
                          + "\"format\":\"bailiwick/fitted-statistics/1\","
                          + "\"label\":{\"classes\":[[\"no\"],[\"yes\"]],\"column\":\"y\"},"
                          + "\"records\":9}")
                      .getBytes(StandardCharsets.UTF_8)));

  @AfterEach
  void forget() {
    InputFileBlockHolder.unset();
  }

  @Test
  void allBatchesBecomeRows() {
    FeatureRows rows = load("file:/s/a.parquet", 5, 2, batch(-1, 1, 1), batch(), batch(2, -3));
    assertThat(rows.rows()).isEqualTo(5);
    assertThat(rows.width()).isEqualTo(2);
  }

  @Test
  void aRowThatCannotBeUsedIsNamedByShardAndNumber() {
    assertRefused(
        ErrorCode.BAD_DATA,
        "shard s-1, row 4: a row's x is null or not a number: set dataset.dropIncomplete",
        () -> load("", 5, 2, batch(1, 1, 1), batch(1, Double.NaN)));
  }

  @Test
  void anotherNumberOfRowsIsRefused() {
    assertRefused(
        ErrorCode.BAD_DATA,
        "shard s-1 has 3 rows, the manifest says 4: write the shards anew",
        () -> load("", 4, 2, batch(1, 1, 1)));
  }

  @Test
  void anotherWidthIsRefused() {
    assertRefused(
        ErrorCode.BAD_DATA,
        "shard s-1: row 0 has 2 features, expected 3",
        () -> load("", 3, 3, batch(1, 1, 1)));
  }

  @Test
  void batchesOfAnotherFileAreRefused() {
    InputFileBlockHolder.set("file:/s/b.parquet", 0, 1);
    assertRefused(
        ErrorCode.INTERNAL,
        "the rows of shard s-1 came from file:/s/b.parquet, expected file:/s/a.parquet",
        () -> load("file:/s/a.parquet", 1, 2, batch(1)));
  }

  private static void assertRefused(ErrorCode code, String text, Runnable load) {
    assertThatThrownBy(load::run)
        .isInstanceOfSatisfying(BailiwickException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith(text);
  }

  private static FeatureRows load(String file, long rows, int inputs, ColumnarBatch... batches) {
    return new ColumnLoader(TRANSFORM)
        .load(
            new Assignment.Shard("s-1", file, rows),
            new Assignment.Settings(inputs, 2, 1, 1, 0, 1_000),
            CollectionConverters.asScala(List.of(batches).iterator()));
  }

  private static ColumnarBatch batch(double... values) {
    List<OnHeapColumnVector> vectors = new ArrayList<>();
    vectors.add(new OnHeapColumnVector(Math.max(1, values.length), DataTypes.DoubleType));
    vectors.add(new OnHeapColumnVector(Math.max(1, values.length), DataTypes.StringType));
    vectors.get(0).putDoubles(0, values.length, values, 0);
    for (int i = 0; i < values.length; i++) {
      vectors.get(1).putByteArray(i, (i % 2 == 0 ? "yes" : "no").getBytes(StandardCharsets.UTF_8));
    }
    return new ColumnarBatch(vectors.toArray(OnHeapColumnVector[]::new), values.length);
  }
}
