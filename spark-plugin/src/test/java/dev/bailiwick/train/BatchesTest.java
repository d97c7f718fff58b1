package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
  /** Rows that name themselves: shard number and row, with the label 1 for the last. */
  private static FeatureRows named(int shard, int rows) {
    FeatureRows out = new FeatureRows(2, 3);
    for (int i = 0; i < rows; i++) {
      out.add(new float[] {shard, i}, i == rows - 1 ? 2 : 1);
    }
    return out;
  }

  @Property(tries = 60)
  void aBatchHoldsTheRowsOfItsPlaceFromAllShardsAndIsAlwaysFull(
      @ForAll @IntRange(min = 1, max = 12) int window,
      @ForAll @IntRange(min = 1, max = 9) int size) {
    Map<String, FeatureRows> shards =
        Map.of("s0", named(0, 3), "s1", named(1, 4), "s2", named(2, 5), "none", named(3, 0));
    Batches batches = AllRows.batches(shards, size, 1, "w", window);
    EpochOrder order = batches.order();
    for (long first = 0; first < 60; first += size) {
      batches.fill(first);
      for (int i = 0; i < size; i++) {
        EpochOrder.Row row = order.rowAt(first + i);
        String shard = order.windowAt(first + i).shards().get(row.shard());
        int rows = shards.get(shard).rows();
        assertThat("s" + (int) batches.features().getFloat(i, 0)).isEqualTo(shard);
        assertThat(batches.features().getFloat(i, 1)).isEqualTo(row.row());
        int label = row.row() == rows - 1 ? 2 : 1;
        for (int c = 0; c < 3; c++) {
          assertThat(batches.labels().getFloat(i, c)).isEqualTo(c == label ? 1 : 0);
        }
      }
    }
  }

  @Test
  void theNextWindowIsAnnouncedWhenOneIsOpened() {
    List<WindowSource.Stretch> opened = new ArrayList<>();
    List<WindowSource.Stretch> announced = new ArrayList<>();
    Map<String, FeatureRows> shards = Map.of("s0", named(0, 3), "s1", named(1, 4));
    Batches batches = AllRows.batches(shards, 1, 1, "w", 3);
    AllRows rows = new AllRows(shards);
    batches.readFrom(
        new WindowSource() {
          @Override
          public void requireRoom(List<String> ids) {}

          @Override
          public List<FeatureRows> open(Stretch now, List<Stretch> next) {
            opened.add(now);
            announced.addAll(next);
            return rows.open(now, next);
          }

          @Override
          public long loadedRows() {
            return 0;
          }
        });
    for (int place = 0; place < 21; place++) {
      batches.fill(place);
    }
    assertThat(opened).hasSize(6);
    for (int i = 0; i < 5; i++) {
      assertThat(announced.get(i).shards()).isEqualTo(opened.get(i + 1).shards());
      assertThat(announced.get(i).from()).isEqualTo(opened.get(i + 1).from());
    }
    // In each epoch each shard is a window: it is needed again where it is opened next.
    for (int i = 0; i < 4; i++) {
      String shard = opened.get(i).shards().get(0);
      long again = opened.get(i).again().applyAsLong(shard);
      assertThat(opened.subList(i + 1, opened.size()))
          .filteredOn(s -> s.shards().contains(shard))
          .first()
          .extracting(WindowSource.Stretch::from)
          .isEqualTo(again);
    }
  }
}
