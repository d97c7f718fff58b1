package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  @Provide
  Arbitrary<List<EpochOrder.Part>> shards() {
    return Arbitraries.integers()
        .between(0, 30)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .filter(rows -> rows.stream().anyMatch(n -> n > 0))
        .map(EpochOrderTest::parts);
  }

  private static List<EpochOrder.Part> parts(List<Integer> rows) {
    List<EpochOrder.Part> parts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      parts.add(new EpochOrder.Part("shard-" + i, rows.get(i)));
    }
    return parts;
  }

  /** Names of the rows at places. */
  private static List<String> rows(EpochOrder order, long from, long to) {
    List<String> out = new ArrayList<>();
    for (long place = from; place < to; place++) {
      EpochOrder.Row row = order.rowAt(place);
      out.add(order.windowAt(place).shards().get(row.shard()) + ":" + row.row());
    }
    return out;
  }

  @Property(tries = 200)
  void everyEpochIsAPermutationOfAllRows(
      @ForAll("shards") List<EpochOrder.Part> shards,
      @ForAll @IntRange(min = 1, max = 100) int window,
      @ForAll @IntRange(min = 0, max = 5) int epoch,
      @ForAll long seed) {
    EpochOrder order = new EpochOrder(shards, window, seed, "fra/0");
    Set<String> all = new HashSet<>();
    shards.forEach(
        p -> {
          for (int i = 0; i < p.rows(); i++) {
            all.add(p.id() + ":" + i);
          }
        });
    assertThat(order.rows()).isEqualTo(all.size());
    List<String> rows = rows(order, epoch * order.rows(), (epoch + 1) * order.rows());
    assertThat(rows).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
  }

  @Property(tries = 200)
  void aWindowIsFullWithAsFewShardsAsItTakes(
      @ForAll("shards") List<EpochOrder.Part> shards,
      @ForAll @IntRange(min = 1, max = 100) int window,
      @ForAll @IntRange(min = 0, max = 5) int epoch,
      @ForAll long seed) {
    EpochOrder order = new EpochOrder(shards, window, seed, "fra/0");
    List<EpochOrder.Window> windows = order.windows(epoch);
    long place = epoch * order.rows();
    for (int i = 0; i < windows.size(); i++) {
      EpochOrder.Window w = windows.get(i);
      assertThat(w.first()).isEqualTo(place);
      place = w.end();
      if (i < windows.size() - 1) {
        assertThat(w.rows()).isGreaterThanOrEqualTo(window);
      }
      assertThat(w.rows())
          .isLessThan(window + 31)
          .isEqualTo(
              shards.stream()
                  .filter(p -> w.shards().contains(p.id()))
                  .mapToLong(EpochOrder.Part::rows)
                  .sum());
      assertThat(rows(order, w.first(), w.end()))
          .allMatch(row -> w.shards().contains(row.substring(0, row.indexOf(':'))));
      for (String shard : w.shards()) {
        assertThat(order.firstUse(shard, epoch)).isEqualTo(w.first());
      }
    }
    assertThat(place).isEqualTo((epoch + 1) * order.rows());
  }

  @Property(tries = 200)
  void itDependsNeitherOnTheListingNorOnWhatWasAskedBefore(
      @ForAll("shards") List<EpochOrder.Part> shards,
      @ForAll @IntRange(min = 1, max = 100) int window,
      @ForAll long seed) {
    EpochOrder straight = new EpochOrder(shards, window, seed, "fra/0");
    long places = 3 * straight.rows();
    List<String> expected = rows(straight, 0, places);
    Random random = new Random(seed);
    List<EpochOrder.Part> listed = new ArrayList<>(shards);
    Collections.shuffle(listed, random);
    EpochOrder other = new EpochOrder(listed, window, seed, "fra/0");
    for (int i = 0; i < 50; i++) {
      long place = (long) (random.nextDouble() * places);
      assertThat(rows(other, place, place + 1).get(0)).isEqualTo(expected.get((int) place));
    }
  }

  /** Bar: at 100 random cursors, with 1, 2 and 5 workers, what comes is what would have come. */
  @Test
  void fromEveryCursorTheWorkersOfASiteTogetherTakeTheSameRows() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    int batch = 7;
    List<EpochOrder.Part> shards = parts(List.of(40, 3, 55, 0, 17, 29, 61));
    EpochOrder straight = new EpochOrder(shards, 60, 7, "fra/0");
    List<String> expected = rows(straight, 0, 4000);
    for (int n = 0; n < 100; n++) {
      long cursor = random.nextInt(3000);
      for (int workers : new int[] {1, 2, 5}) {
        int steps = 20 / workers;
        Assignment.Turn turn = new Assignment.Turn(workers, cursor);
        String[] taken = new String[steps * workers * batch];
        for (int w = 0; w < workers; w++) {
          // Each in a process of its own.
          EpochOrder order = new EpochOrder(shards, 60, 7, "fra/0");
          for (int s = 0; s < steps; s++) {
            long first = turn.first(new WorkerId("fra", w), batch) + s * turn.stride(batch);
            List<String> rows = rows(order, first, first + batch);
            for (int i = 0; i < batch; i++) {
              taken[(int) (first - cursor) + i] = rows.get(i);
            }
          }
        }
        assertThat(taken)
            .as("seed %d, cursor %d, %d workers", seed, cursor, workers)
            .containsExactlyElementsOf(
                expected.subList((int) cursor, (int) turn.after(steps, batch)));
      }
    }
  }

  @Test
  void theOrderIsTheSameOnEveryMachine() {
    List<EpochOrder.Part> one = parts(List.of(8));
    assertThat(numbers(new EpochOrder(one, 8, 7, "fra/0"), 16))
        .containsExactly(2, 1, 7, 0, 5, 6, 4, 3, 5, 6, 4, 3, 1, 0, 2, 7);
    List<EpochOrder.Part> three = parts(List.of(2, 3, 2));
    assertThat(rows(new EpochOrder(three, 3, 7, "fra/0"), 0, 14))
        .containsExactly(
            "shard-1:0",
            "shard-1:2",
            "shard-1:1",
            "shard-2:1",
            "shard-0:0",
            "shard-0:1",
            "shard-2:0",
            "shard-1:1",
            "shard-1:0",
            "shard-0:0",
            "shard-0:1",
            "shard-1:2",
            "shard-2:0",
            "shard-2:1");
  }

  private static List<Integer> numbers(EpochOrder order, long places) {
    List<Integer> out = new ArrayList<>();
    for (long place = 0; place < places; place++) {
      out.add(order.rowAt(place).row());
    }
    return out;
  }

  @Test
  void sitesEpochsWindowsAndSeedsHaveOrdersOfTheirOwn() {
    List<EpochOrder.Part> shards = parts(List.of(50, 50));
    List<List<Integer>> orders = new ArrayList<>();
    orders.add(numbers(new EpochOrder(shards, 100, 7, "fra/0"), 50));
    orders.add(numbers(new EpochOrder(shards, 100, 7, "nrt/0"), 50));
    orders.add(numbers(new EpochOrder(shards, 100, 8, "fra/0"), 50));
    List<Integer> windows = numbers(new EpochOrder(shards, 50, 7, "fra/0"), 200);
    for (int i = 0; i < 4; i++) {
      orders.add(windows.subList(i * 50, (i + 1) * 50));
    }
    assertThat(orders).doesNotHaveDuplicates();
  }

  @Test
  void aSiteWithoutRowsIsRefusedByName() {
    assertThatThrownBy(() -> new EpochOrder(parts(List.of(0, 0)), 4, 1, "nrt/0"))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("nrt/0 has 0 rows");
  }

  @Test
  void twoShardsOfOneNameAreRefused() {
    EpochOrder.Part part = new EpochOrder.Part("a", 3);
    assertThatThrownBy(() -> new EpochOrder(List.of(part, part), 4, 1, "nrt/0"))
        .hasMessageContaining("two shards are named a");
  }

  @Test
  void moreRowsThanAWindowCanHoldAreRefusedWithTheRemedy() {
    List<EpochOrder.Part> shards = parts(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
    EpochOrder order = new EpochOrder(shards, Long.MAX_VALUE, 1, "nrt/0");
    assertThatThrownBy(() -> order.windows(0)).hasMessageContaining("lower training.windowRows");
    assertThat(new EpochOrder(shards, 5, 1, "nrt/0").windows(0)).hasSize(2);
  }

  @Test
  void aCursorThatDoesNotFitIsAnErrorAndNotAnotherPlace() {
    assertThatThrownBy(
            () -> new Assignment.Turn(1000, Long.MAX_VALUE - 5).after(Integer.MAX_VALUE, 65_536))
        .isInstanceOf(ArithmeticException.class);
  }
}
