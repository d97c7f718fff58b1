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
  void wipedRowsAreGone() {
    FeatureRows rows = ToyRows.of(10, 1);
    rows.wipe();
    assertThat(rows.rows()).isZero();
    assertThat(rows.bytes()).isZero();
    assertThat(rows.label(3)).isZero();
  }
}
