package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class FeatureRowsTest {
  @Test
  void everyRowIsGivenBackAsItWasAddedAlsoAcrossBlocks() {
    int width = 1000;
    FeatureRows rows = new FeatureRows(width, 2);
    float[] row = new float[width];
    for (int r = 0; r < 200; r++) {
      for (int i = 0; i < width; i++) {
        row[i] = r * 1000f + i;
      }
      rows.add(row, r % 2);
    }
    assertThat(rows.rows()).isEqualTo(200);
    assertThat(rows.bytes()).isGreaterThanOrEqualTo(200L * width * 4);
    FloatBuffer out = FloatBuffer.allocate(width + 3);
    for (int r = 0; r < 200; r++) {
      rows.copy(r, out, 3);
      assertThat(out.get(3)).isEqualTo(r * 1000f);
      assertThat(out.get(width + 2)).isEqualTo(r * 1000f + width - 1);
      assertThat(rows.label(r)).isEqualTo(r % 2);
    }
  }

  @Test
  void aRowThatIsWiderThanABlockFits() {
    FeatureRows rows = new FeatureRows(70_000, 2);
    float[] row = new float[70_000];
    row[69_999] = 5;
    rows.add(row, 1);
    rows.add(row, 0);
    FloatBuffer out = FloatBuffer.allocate(70_000);
    rows.copy(1, out, 0);
    assertThat(out.get(69_999)).isEqualTo(5);
  }

  @Test
  void whatDoesNotFitIsRefusedByPlaceAndNeverByValue() {
    FeatureRows rows = new FeatureRows(2, 3);
    rows.add(new float[] {1, 2}, 0);
    assertThatThrownBy(() -> rows.add(new float[] {987654f}, 0))
        .hasMessage("row 1 has 1 features, expected 2");
    assertThatThrownBy(() -> rows.add(new float[] {987654f, Float.NaN}, 0))
        .hasMessage("row 1 has a feature that is not a finite number, at position 1");
    assertThatThrownBy(() -> rows.add(new float[] {1, 2}, 3))
        .hasMessage("row 1 has a label outside 0 to 2");
    assertThatThrownBy(() -> rows.add(new float[] {1, 2}, -1)).hasMessageContaining("label");
    assertThat(rows.rows()).isEqualTo(1);
  }

  @Test
  void manyRowsAtOnceAreTheSameAsOneByOne() {
    int width = 300;
    FeatureRows one = new FeatureRows(width, 5);
    FeatureRows many = new FeatureRows(width, 5);
    // 218 rows fill a block: some of these lie across the end of one.
    for (int count : new int[] {1, 216, 3, 500, 7}) {
      float[] block = new float[count * width + 9];
      int[] labels = new int[count + 2];
      for (int i = 0; i < block.length; i++) {
        block[i] = i + one.rows() * 1e5f;
      }
      for (int r = 0; r < count; r++) {
        labels[r] = (r + count) % 5;
        one.add(java.util.Arrays.copyOfRange(block, r * width, (r + 1) * width), labels[r]);
      }
      many.add(block, labels, count);
    }
    assertThat(many.rows()).isEqualTo(727).isEqualTo(one.rows());
    assertThat(many.bytes()).isEqualTo(one.bytes());
    FloatBuffer expected = FloatBuffer.allocate(width);
    FloatBuffer got = FloatBuffer.allocate(width);
    for (int r = 0; r < 727; r++) {
      one.copy(r, expected, 0);
      many.copy(r, got, 0);
      assertThat(got.array()).isEqualTo(expected.array());
      assertThat(many.label(r)).isEqualTo(one.label(r));
    }
  }

  @Test
  void oneBadRowAmongManyIsToldByItsPlaceAndNoneIsTaken() {
    FeatureRows rows = new FeatureRows(3, 2);
    rows.add(new float[] {1, 2, 3}, 1);
    float[] block = new float[15];
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
      for (int i = 0; i < block.length; i++) {
        block[i] = bad;
        String text = "row %d has a feature that is not a finite number, at position %d";
        assertThatThrownBy(() -> rows.add(block, new int[5], 5)).hasMessage(text, 1 + i / 3, i % 3);
        block[i] = Float.MAX_VALUE;
      }
    }
    assertThatThrownBy(() -> rows.add(block, new int[] {0, 1, 2, 0, 0}, 5))
        .hasMessage("row 3 has a label outside 0 to 1");
    rows.add(block, new int[5], 5);
    assertThat(rows.rows()).isEqualTo(6);
  }

  @Test
  void wipedRowsAreGone() {
    FeatureRows rows = ToyRows.of(10, 1);
    rows.wipe();
    assertThat(rows.rows()).isZero();
    assertThat(rows.bytes()).isZero();
    assertThat(rows.label(3)).isZero();
  }
}
