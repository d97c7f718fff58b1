package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Property(tries = 300)
  void mergedMomentsAreThoseOfAllNumbersTogether(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -1e6, max = 1e6) Double> numbers,
      @ForAll @IntRange(min = 0, max = 60) int first,
      @ForAll @IntRange(min = 0, max = 60) int second) {
    int a = Math.min(first, numbers.size());
    int b = Math.max(a, Math.min(second, numbers.size()));
    Moments merged =
        of(numbers.subList(0, a))
            .merge(of(numbers.subList(a, b)))
            .merge(of(numbers.subList(b, numbers.size())));
    Moments together = of(numbers);
    assertThat(merged.count()).isEqualTo(together.count());
    assertThat(merged.mean()).isCloseTo(together.mean(), offset(1e-8));
    assertThat(merged.m2()).isCloseTo(together.m2(), offset(1e-9 * (1 + together.m2())));
  }

  @Test
  void mergingIsExactFarFromZeroWhereSumsOfSquaresFail() {
    Moments one = new Moments(3, 1e9 + 1, 2);
    Moments other = new Moments(1, 1e9 + 5, 0);
    assertThat(one.merge(other)).isEqualTo(new Moments(4, 1e9 + 2, 14));
  }

  @Test
  void aColumnThatDoesNotVaryIsDividedByOne() {
    assertThat(Moments.NONE.scale()).isEqualTo(1);
    assertThat(new Moments(10, 5, 0).scale()).isEqualTo(1);
    assertThat(new Moments(10, 0.1, 1e-33).scale()).as("rounding error").isEqualTo(1);
    assertThat(new Moments(10, 0, 1e-20).scale())
        .as("small numbers")
        .isCloseTo(3.16e-11, offset(1e-12));
    assertThat(new Moments(4, 3, 16).scale()).isEqualTo(2);
  }

  private static Moments of(List<Double> numbers) {
    if (numbers.isEmpty()) {
      return Moments.NONE;
    }
    double mean = numbers.stream().mapToDouble(x -> x).sum() / numbers.size();
    double m2 = numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Moments(numbers.size(), mean, m2);
  }
}
