package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketiseUdfTest {

  private final BucketiseUdf udf = new BucketiseUdf(List.of(-1.0, 0.0, 5000.0));

  @Test
  void aValueEqualToASplitIsInTheBucketAboveIt() {
    assertThat(udf.call(Math.nextDown(-1.0))).isEqualTo(0);
    assertThat(udf.call(-1.0)).isEqualTo(1);
    assertThat(udf.call(Math.nextDown(0.0))).isEqualTo(1);
    assertThat(udf.call(0.0)).isEqualTo(2);
    assertThat(udf.call(Math.nextDown(5000.0))).isEqualTo(2);
    assertThat(udf.call(5000.0)).isEqualTo(3);
  }

  @Test
  void bothZeroesAreTheSameNumber() {
    assertThat(udf.call(-0.0)).isEqualTo(2);
    assertThat(new BucketiseUdf(List.of(-0.0)).call(0.0)).isEqualTo(1);
    assertThat(new BucketiseUdf(List.of(-0.0)).call(-0.0)).isEqualTo(1);
  }

  @Test
  void infinitiesAreInTheOutermostBuckets() {
    assertThat(udf.call(Double.NEGATIVE_INFINITY)).isEqualTo(0);
    assertThat(udf.call(Double.POSITIVE_INFINITY)).isEqualTo(3);
  }

  @Test
  void nullAndNanAreInNoBucket() {
    assertThat(udf.call(null)).isNull();
    assertThat(udf.call(Double.NaN)).isNull();
  }

  @Property(tries = 300)
  void theBucketIsTheNumberOfSplitsNotAboveTheValue(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -50, max = 50) Double> edges,
      @ForAll @DoubleRange(min = -60, max = 60) double value) {
    List<Double> splits = edges.stream().map(edge -> edge + 0.0).distinct().sorted().toList();
    BucketiseUdf random = new BucketiseUdf(splits);
    DoubleStream.concat(DoubleStream.of(value), splits.stream().mapToDouble(split -> split))
        .forEach(
            x ->
                assertThat(random.call(x))
                    .isEqualTo((int) splits.stream().filter(split -> split <= x).count()));
  }
}
