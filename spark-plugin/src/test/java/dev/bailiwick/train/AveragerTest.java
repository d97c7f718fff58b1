package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AveragerTest {
  private record Given(String site, int worker, long rows, List<Float> numbers) {}

  @Property(tries = 100)
  void theAverageIsTheDefinedOneInWhateverOrderTheUpdatesCome(
      @ForAll @IntRange(min = 1, max = 4) int sites,
      @ForAll @IntRange(min = 1, max = 3) int workers,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Given> given = new ArrayList<>();
    for (int s = 0; s < sites; s++) {
      for (int w = 0; w < workers; w++) {
        Float[] numbers = new Float[5];
        for (int i = 0; i < 5; i++) {
          numbers[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
        }
        given.add(new Given("site" + s, w, 1 + random.nextInt(30_000), List.of(numbers)));
      }
    }
    byte[] expected = state(naive(given));
    assertThat(average(given)).isEqualTo(expected);
    Collections.shuffle(given, random);
    assertThat(average(given)).isEqualTo(expected);
  }

  /** The two lines of the Javadoc, written with maps. */
  private static List<Float> naive(List<Given> given) {
    Map<String, List<Given>> bySite = new TreeMap<>();
    given.forEach(g -> bySite.computeIfAbsent(g.site(), s -> new ArrayList<>()).add(g));
    List<Given> sites = new ArrayList<>();
    bySite.forEach((site, all) -> sites.add(mean(site, all)));
    return mean("all", sites).numbers();
  }

  private static Given mean(String name, List<Given> of) {
    if (of.size() == 1) {
      return of.get(0);
    }
    long total = of.stream().mapToLong(Given::rows).sum();
    Float[] out = new Float[5];
    for (int i = 0; i < 5; i++) {
      double sum = 0;
      for (Given g : of) {
        sum += g.rows() * (double) g.numbers().get(i);
      }
      out[i] = (float) (sum / total);
    }
    return new Given(name, 0, total, List.of(out));
  }

  private static byte[] average(List<Given> given) {
    Averager averager = new Averager();
    given.forEach(g -> averager.add(g.site(), g.worker(), g.rows(), state(g.numbers())));
    return averager.average();
  }

  private static byte[] state(List<Float> numbers) {
    byte[] state = state();
    for (int i = 0; i < numbers.size(); i++) {
      ModelState.header(state).putFloat(ModelState.HEADER_BYTES + 4 * i, numbers.get(i));
    }
    return state;
  }

  /** Two parameters and three numbers of the updater. */
  private static byte[] state(float... numbers) {
    byte[] state = ModelState.allocate(2, 3, 40);
    for (int i = 0; i < numbers.length; i++) {
      ModelState.header(state).putFloat(ModelState.HEADER_BYTES + 4 * i, numbers[i]);
    }
    return state;
  }

  @Test
  void weightsAreRows() {
    Averager averager = new Averager();
    averager.add("fra", 0, 1, state(0, 0, 0, 0, 0));
    averager.add("iad", 0, 3, state(4, 8, -4, 1, 0));
    assertThat(averager.average()).isEqualTo(state(3, 6, -3, 0.75f, 0));
  }

  @Test
  void equalStatesAverageToThemselves() {
    float[] numbers = {0.1f, -3e-8f, 1e20f, 7, 0.333f};
    Averager averager = new Averager();
    averager.add("fra", 0, 27_504, state(numbers));
    averager.add("iad", 0, 493, state(numbers));
    averager.add("iad", 1, 2165, state(numbers));
    assertThat(averager.average()).isEqualTo(state(numbers));
  }

  @Test
  void aSecondUpdateOfOneWorkerIsRefused() {
    Averager averager = new Averager();
    averager.add("fra", 0, 5, state(1, 2, 3, 4, 5));
    assertThatThrownBy(() -> averager.add("fra", 0, 5, state(1, 2, 3, 4, 5)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining("two updates of fra/0");
  }

  @Test
  void updatesAfterDifferentNumbersOfStepsAreRefused() {
    Averager averager = new Averager();
    averager.add("fra", 0, 5, state(1, 2, 3, 4, 5));
    byte[] ahead = state(1, 2, 3, 4, 5);
    ModelState.header(ahead).putLong(12, 41);
    averager.add("iad", 0, 5, ahead);
    assertThatThrownBy(averager::average)
        .hasMessageContaining("40 iterations")
        .hasMessageContaining("41");
  }

  @Test
  void anUpdateThatCoversNothingIsRefused() {
    assertThatThrownBy(() -> new Averager().add("fra", 0, 0, state(1, 2, 3, 4, 5)))
        .hasMessageContaining("covers 0 rows");
    assertThatThrownBy(() -> new Averager().average()).hasMessageContaining("no update was given");
  }
}
