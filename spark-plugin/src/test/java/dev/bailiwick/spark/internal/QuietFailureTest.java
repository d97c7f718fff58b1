package dev.bailiwick.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

final class QuietFailureTest {
  private static final String ROW = "a row that nobody may see";

  /** As an executor makes it, with the exception itself or, if that cannot be sent, its text. */
  private static String told(Throwable thrown, boolean sent) {
    ExceptionFailure failure =
        new ExceptionFailure(
            thrown, CollectionConverters.asScala(List.<AccumulableInfo>of()).toSeq(), sent);
    assertThat(failure.exception().isDefined()).isEqualTo(sent);
    return Answer.quiet(failure).toErrorString() + Answer.quiet(failure);
  }

  private static void assertQuiet(Throwable thrown) {
    for (boolean sent : new boolean[] {true, false}) {
      assertThat(told(thrown, sent))
          .doesNotContain(ROW)
          .contains(thrown.getClass().getName() + ": message withheld")
          .contains("\tat " + QuietFailureTest.class.getName());
    }
  }

  @Test
  void messagesAreWithheldAndNamesAndPlacesAreTold() {
    assertQuiet(new IllegalStateException(ROW));
    assertQuiet(new IllegalStateException("a\n" + ROW + "\n\n" + ROW));
  }

  @Test
  void aMessageThatLooksLikeATraceIsWithheld() {
    assertQuiet(new IllegalStateException("a\n\tat " + ROW + "\n at 7 " + ROW));
    assertQuiet(
        new IllegalStateException("a\nCaused by: dev.bailiwick.error.BailiwickException: " + ROW));
    assertQuiet(new IllegalStateException("dev.bailiwick.error.BailiwickException: " + ROW));
  }

  @Test
  void causesAndWhatWasSuppressedAreQuietToo() {
    Exception thrown = new IllegalStateException("a", new IllegalArgumentException(ROW));
    thrown.addSuppressed(new UnsupportedOperationException(ROW));
    assertQuiet(thrown);
    assertThat(told(thrown, true))
        .contains("Caused by: java.lang.IllegalArgumentException: message withheld")
        .contains("Suppressed: java.lang.UnsupportedOperationException: message withheld");
    assertThat(told(thrown, false)).contains("java.lang.UnsupportedOperationException: message");
  }

  @Test
  void whatFollowsOnOneOfOursIsWithheld() {
    String own = "A key was not released. Ask the steward.";
    Exception ours =
        new BailiwickException(ErrorCode.KEY_NOT_RELEASED, own, new IllegalArgumentException(ROW));
    ours.addSuppressed(new IllegalStateException(ROW));
    assertThat(told(ours, true)).contains(own).doesNotContain(ROW);
    assertThat(told(ours, false)).doesNotContain(ROW);
    assertThat(told(new IllegalStateException(ROW, ours), true)).contains(own).doesNotContain(ROW);
  }
}
