package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.Dictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;

class ColumnarTransformTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("id STRING, work STRING, age INT, gain DOUBLE, ill BOOLEAN");

  private static final Preprocessor PREPROCESSOR =
      Preprocessor.of(
          List.of(FeatureSpec.standardise("gain"), FeatureSpec.oneHot("work")),
          new LabelSpec("ill", List.of(List.of("false"), List.of("true"))));

  private static final FittedStatistics FITTED =
      new FittedStatistics(
          9,
          new LabelSpec("ill", List.of(List.of("false"), List.of("true"))),
          List.of(
              new FittedFeature("gain", FeatureSpec.Kind.STANDARDISE, 1, 2, List.of(), List.of()),
              new FittedFeature(
                  "work", FeatureSpec.Kind.ONE_HOT, 0, 1, List.of("no", "yes"), List.of())));

  private final List<float[]> got = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  @Test
  void onlyTheColumnsThatAreUsedAreAskedFor() {
    ColumnarTransform transform = PREPROCESSOR.columnar(SCHEMA, FITTED);
    assertThat(transform.columns().fieldNames()).containsExactly("gain", "work", "ill");
    assertThat(transform.width()).isEqualTo(4);
  }

  @Test
  void itTravelsInATask() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(PREPROCESSOR.columnar(SCHEMA, FITTED));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      apply((ColumnarTransform) in.readObject(), batch(new double[] {5}, "yes", true));
    }
    assertThat(got.get(0)).containsExactly(2f, 0f, 0f, 1f);
    assertThat(labels).containsExactly(1);
  }

  @Test
  void theFirstRowThatCannotBeUsedIsToldAndAllRowsBeforeItAreThere() {
    double[] gains = new double[3_000];
    gains[2_500] = Double.NaN;
    ColumnarBatch batch = batch(gains, "no", true);
    // In an earlier row, in a later column.
    ((OnHeapColumnVector) batch.column(1)).putNull(2_400);
    assertFails(batch, "a row's work is null: set dataset.dropIncomplete");
    assertThat(got).hasSize(2_400);
    // In the same row, the first feature counts.
    gains[2_400] = Double.POSITIVE_INFINITY;
    ColumnarBatch both = batch(gains, "no", true);
    ((OnHeapColumnVector) both.column(1)).putNull(2_400);
    assertFails(both, "a row's gain is null or no finite number: set dataset.dropIncomplete");
  }

  @Test
  void aDictionaryOfTheBatchBeforeIsForgotten() {
    ColumnarTransform transform = PREPROCESSOR.columnar(SCHEMA, FITTED);
    BatchTransform work = transform.begin();
    for (String[] dictionary : List.of(new String[] {"no", "yes"}, new String[] {"x", "no"})) {
      ColumnarBatch batch = batch(new double[] {1, 1}, "", false);
      OnHeapColumnVector column = (OnHeapColumnVector) batch.column(1);
      column.setDictionary(new Texts(List.of(dictionary)));
      column.reserveDictionaryIds(2).putInts(0, 2, new int[] {0, 1}, 0);
      work.apply(batch, (features, classes, rows) -> keep(features, classes, rows, 4));
    }
    assertThat(got.get(0)).containsExactly(0f, 0f, 1f, 0f);
    assertThat(got.get(1)).containsExactly(0f, 0f, 0f, 1f);
    assertThat(got.get(2)).containsExactly(0f, 1f, 0f, 0f);
    assertThat(got.get(3)).containsExactly(0f, 0f, 1f, 0f);
  }

  @Test
  void statisticsOfOtherFeaturesAreRefused() {
    assertThatThrownBy(
            () ->
                Preprocessor.of(List.of(FeatureSpec.standardise("gain")), FITTED.label())
                    .columnar(SCHEMA, FITTED))
        .hasMessageContaining("were fitted for other features");
    assertThatThrownBy(
            () -> PREPROCESSOR.columnar(StructType.fromDDL("work STRING, ill BOOLEAN"), FITTED))
        .hasMessageContaining("feature gain is no column of the data");
  }

  private void assertFails(ColumnarBatch batch, String text) {
    got.clear();
    assertThatThrownBy(() -> apply(PREPROCESSOR.columnar(SCHEMA, FITTED), batch))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageStartingWith(text);
  }

  private void apply(ColumnarTransform transform, ColumnarBatch batch) {
    transform.begin().apply(batch, (features, classes, rows) -> keep(features, classes, rows, 4));
  }

  private void keep(float[] features, int[] classes, int rows, int width) {
    for (int i = 0; i < rows; i++) {
      got.add(java.util.Arrays.copyOfRange(features, i * width, (i + 1) * width));
      labels.add(classes[i]);
    }
  }

  private static ColumnarBatch batch(double[] gains, String work, boolean ill) {
    OnHeapColumnVector[] vectors = {
      new OnHeapColumnVector(gains.length, DataTypes.DoubleType),
      new OnHeapColumnVector(gains.length, DataTypes.StringType),
      new OnHeapColumnVector(gains.length, DataTypes.BooleanType)
    };
    vectors[0].putDoubles(0, gains.length, gains, 0);
    for (int i = 0; i < gains.length; i++) {
      vectors[1].putByteArray(i, work.getBytes(StandardCharsets.UTF_8));
    }
    vectors[2].putBooleans(0, gains.length, ill);
    return new ColumnarBatch(vectors, gains.length);
  }

  /** A dictionary of strings, as a Parquet page has one. */
  private record Texts(List<String> values) implements Dictionary {
    @Override
    public int decodeToInt(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long decodeToLong(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float decodeToFloat(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double decodeToDouble(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] decodeToBinary(int id) {
      return values.get(id).getBytes(StandardCharsets.UTF_8);
    }
  }
}
