package dev.bailiwick.error;

import org.jspecify.annotations.Nullable;

/**
 * The only exception that Bailiwick throws on purpose.
 *
 * <p>Its message says what was found, what was expected and what to do, and for a document also
 * {@code file:line:column}. It never holds a key, a password or the value of a row.
 */
public final class BailiwickException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * @param code what went wrong
   * @param message what was found, what was expected, what to do
   */
  public BailiwickException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param code what went wrong
   * @param message what was found, what was expected, what to do
   * @param cause what a developer wants to see besides
   */
  public BailiwickException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }
}
