package dev.bailiwick.spark.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitStatusTest {
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void whoCanMendItDecides(ErrorCode code) {
    int expected =
        switch (code.kind()) {
          case USER -> 2;
          case POLICY -> 3;
          case SECURITY -> 4;
          case RESOURCE, INTERNAL -> 1;
        };
    assertThat(ExitStatus.of(new BailiwickException(code, "why"))).isEqualTo(expected);
  }

  @Test
  void anUnknownFaultIsOurs() {
    Exception fault = new IllegalStateException("lost");
    assertThat(ExitStatus.of(fault)).isEqualTo(1);
    assertThat(ExitStatus.message(fault)).contains("IllegalStateException: lost", "--verbose");
  }

  @Test
  void aKnownFaultIsItsMessage() {
    assertThat(ExitStatus.message(new BailiwickException(ErrorCode.BAD_DOCUMENT, "a.yaml:1:2: x")))
        .isEqualTo("a.yaml:1:2: x");
  }

  @Test
  void aKnownFaultIsFoundInWhatSparkMakesOfIt() {
    Exception denied = new BailiwickException(ErrorCode.POLICY_DENIED, "rule keep says no");
    Exception wrapped = new IllegalStateException("Job aborted", new RuntimeException(denied));
    assertThat(ExitStatus.of(wrapped)).isEqualTo(ExitStatus.DENIED);
    assertThat(ExitStatus.message(wrapped)).isEqualTo("rule keep says no");
  }
}
