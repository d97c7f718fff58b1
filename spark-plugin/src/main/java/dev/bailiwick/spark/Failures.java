package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.concurrent.Callable;

/** Finds our own error in what Spark wraps around it. */
final class Failures {
  private static final int DEPTH = 30;

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
      Throwable cause = e;
      for (int i = 0; cause != null && i < DEPTH; i++, cause = cause.getCause()) {
        if (cause instanceof BailiwickException ours) {
          throw new BailiwickException(ours.code(), String.valueOf(ours.getMessage()), e);
        }
      }
      throw new BailiwickException(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }
}
