package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SpecTest {

  @Test
  void splitsAreFiniteAndStrictlyAscending() {
    refused(() -> FeatureSpec.bucketise("a", List.of()), "0 splits");
    refused(() -> FeatureSpec.bucketise("a", List.of(1.0, 1.0)), "split 1.0 after 1.0");
    refused(() -> FeatureSpec.bucketise("a", List.of(2.0, 1.0)), "split 1.0 after 2.0");
    refused(() -> FeatureSpec.bucketise("a", List.of(Double.NaN)), "split NaN");
    refused(
        () -> FeatureSpec.bucketise("a", List.of(1.0, Double.POSITIVE_INFINITY)), "split Infinity");
    refused(() -> FeatureSpec.bucketise("a", List.of(-0.0, 0.0)), "split 0.0 after -0.0");
  }

  @Test
  void partsBelongToTheirTransform() {
    refused(() -> FeatureSpec.oneHot("a", 0), "minCount is 0");
    refused(() -> new FeatureSpec("a", Kind.STANDARDISE, List.of(), 10), "minCount is 10");
    refused(() -> new FeatureSpec("a", Kind.ONE_HOT, List.of(1.0), 10), "splits belong to");
    refused(() -> FeatureSpec.standardise(""), "name of a column");
    refused(() -> Kind.of("normalise"), "use standardise, one-hot or bucketise");
    assertThat(FeatureSpec.oneHot("a").minCount()).isEqualTo(10);
    for (Kind kind : Kind.values()) {
      assertThat(Kind.of(kind.id())).isEqualTo(kind);
    }
  }

  @Test
  void classesAreToldApart() {
    refused(() -> new LabelSpec("y", List.of(List.of("a"))), "at least two");
    refused(() -> new LabelSpec("y", List.of(List.of("a"), List.of())), "a class without values");
    refused(() -> new LabelSpec("y", List.of(List.of("a"), List.of("b", "a"))), "stands twice");
    refused(() -> new LabelSpec("", List.of(List.of("a"), List.of("b"))), "name of a column");
  }

  @Test
  void theLabelIsNoFeatureAndNoFeatureStandsTwice() {
    LabelSpec label = new LabelSpec("y", List.of(List.of("a"), List.of("b")));
    FeatureSpec age = FeatureSpec.standardise("age");
    refused(() -> Preprocessor.of(List.of(), label), "no features");
    refused(() -> Preprocessor.of(List.of(FeatureSpec.oneHot("y")), label), "is a feature as well");
    refused(() -> Preprocessor.of(List.of(age, age), label), "stands twice as standardise");
    assertThat(Preprocessor.of(List.of(age, FeatureSpec.bucketise("age", List.of(1.0))), label))
        .isNotNull();
  }

  private static void refused(ThrowingCallable what, String message) {
    assertThatThrownBy(what)
        .hasMessageContaining(message)
        .extracting(e -> ((BailiwickException) e).code())
        .isEqualTo(ErrorCode.BAD_ARGUMENT);
  }
}
