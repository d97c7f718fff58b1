package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.spark.result.ExitStatus;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Finds our own error in what Spark wraps around it. */
final class Failures {
  private Failures() {}

  /**
   * Runs a call of Spark's; a {@link BailiwickException} in the chain of causes comes out as
   * itself, with Spark's exception as its cause.
   */
  static <T> T unwrapped(Callable<T> call) {
    try {
      return call.call();
    } catch (BailiwickException e) {
      throw e;
    } catch (Exception e) {
      throw ours(e)
          .orElseGet(
              () -> new BailiwickException(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), e));
    }
  }

  /** Our own error in this chain of causes, or a row's, with the whole chain as its cause. */
  static Optional<BailiwickException> ours(Exception e) {
    return ExitStatus.known(e)
        .map(ours -> new BailiwickException(ours.code(), String.valueOf(ours.getMessage()), e))
        .or(() -> Preprocessor.rowError(e));
  }
}
