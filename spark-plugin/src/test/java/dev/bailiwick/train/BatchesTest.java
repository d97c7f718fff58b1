package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
  @Property(tries = 60)
  void everyEpochIsAPermutationOfAllRows(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 50) int batch,
      @ForAll @IntRange(min = 0, max = 5) int epoch,
      @ForAll long seed) {
    Batches batches = new Batches(List.of(ToyRows.of(rows, 1)), batch, seed, "fra/0");
    TreeSet<Integer> seen = new TreeSet<>();
    for (int i = 0; i < rows; i++) {
      seen.add(batches.rowAt((long) epoch * rows + i));
    }
    assertThat(seen).hasSize(rows).first().isEqualTo(0);
    assertThat(seen.last()).isEqualTo(rows - 1);
  }

  @Property(tries = 60)
  void whereARoundBeginsFollowsFromItsNumberAlone(
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 0, max = 6) int round) {
    List<FeatureRows> shards = List.of(ToyRows.of(rows, 1));
    Batches straight = new Batches(shards, batch, 3, "fra/0");
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < (round + 1) * steps * batch; i++) {
      order.add(straight.rowAt(i));
    }
    Batches resumed = new Batches(shards, batch, 3, "fra/0");
    long cursor = Batches.cursor(round, steps, batch);
    List<Integer> part = new ArrayList<>();
    for (int i = 0; i < steps * batch; i++) {
      part.add(resumed.rowAt(cursor + i));
    }
    assertThat(part).isEqualTo(order.subList((int) cursor, order.size()));
  }

  @Property(tries = 60)
  void noRowComesAgainBeforeEveryOtherCame(
      @ForAll @IntRange(min = 1, max = 30) int rows, @ForAll @IntRange(min = 1, max = 200) int n) {
    Batches batches = new Batches(List.of(ToyRows.of(rows, 1)), 4, 11, "nrt/1");
    int[] times = new int[rows];
    for (int i = 0; i < n; i++) {
      times[batches.rowAt(i)]++;
    }
    for (int count : times) {
      assertThat(count).isBetween(n / rows, (n + rows - 1) / rows);
    }
  }

  @Test
  void theOrderIsTheSameOnEveryMachine() {
    Batches batches = new Batches(List.of(ToyRows.of(8, 1)), 4, 7, "fra/0");
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      order.add(batches.rowAt(i));
    }
    assertThat(order).containsExactly(2, 1, 7, 0, 5, 6, 4, 3, 5, 6, 4, 3, 1, 0, 2, 7);
  }

  @Test
  void workersEpochsAndSeedsHaveOrdersOfTheirOwn() {
    List<FeatureRows> shards = List.of(ToyRows.of(50, 1));
    List<List<Integer>> orders = new ArrayList<>();
    orders.add(order(new Batches(shards, 4, 7, "fra/0"), 0));
    orders.add(order(new Batches(shards, 4, 7, "fra/0"), 1));
    orders.add(order(new Batches(shards, 4, 7, "fra/1"), 0));
    orders.add(order(new Batches(shards, 4, 7, "nrt/0"), 0));
    orders.add(order(new Batches(shards, 4, 8, "fra/0"), 0));
    assertThat(orders).doesNotHaveDuplicates();
  }

  private static List<Integer> order(Batches batches, int epoch) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < batches.rows(); i++) {
      order.add(batches.rowAt((long) epoch * batches.rows() + i));
    }
    return order;
  }

  @Test
  void aBatchHoldsTheRowsOfItsPlaceFromAllShardsAndIsAlwaysFull() {
    FeatureRows a = new FeatureRows(2, 3);
    FeatureRows empty = new FeatureRows(2, 3);
    FeatureRows b = new FeatureRows(2, 3);
    for (int i = 0; i < 3; i++) {
      a.add(new float[] {i, -i}, 0);
    }
    for (int i = 3; i < 7; i++) {
      b.add(new float[] {i, -i}, i == 6 ? 2 : 1);
    }
    Batches batches = new Batches(List.of(a, empty, b, empty), 5, 1, "w");
    for (long place = 0; place < 40; place += 5) {
      batches.fill(place);
      for (int i = 0; i < 5; i++) {
        int row = batches.rowAt(place + i);
        assertThat(batches.features().getFloat(i, 0)).isEqualTo(row);
        assertThat(batches.features().getFloat(i, 1)).isEqualTo(-row);
        int label = row < 3 ? 0 : row == 6 ? 2 : 1;
        for (int c = 0; c < 3; c++) {
          assertThat(batches.labels().getFloat(i, c)).isEqualTo(c == label ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aWorkerWithoutRowsIsRefusedByName() {
    assertThatThrownBy(() -> new Batches(List.of(new FeatureRows(2, 2)), 4, 1, "nrt/0"))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("worker nrt/0 has 0 rows");
  }

  @Test
  void aCursorThatDoesNotFitIsAnErrorAndNotAnotherPlace() {
    assertThatThrownBy(() -> Batches.cursor(Integer.MAX_VALUE, Integer.MAX_VALUE, 65_536))
        .isInstanceOf(ArithmeticException.class);
  }
}
