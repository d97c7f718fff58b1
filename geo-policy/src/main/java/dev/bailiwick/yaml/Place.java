package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.stream.Collectors;

/**
 * Where something stands in a document.
 *
 * @param source the file as it was named, or another name of the document
 * @param line from 1
 * @param column from 1, in characters
 */
public record Place(String source, int line, int column) {

  /** A {@code BAD_DOCUMENT} error that begins with this place. */
  public BailiwickException error(String message) {
    // What a document quotes may have several lines; a message has one.
    String line = message.lines().map(String::strip).collect(Collectors.joining(" "));
    return new BailiwickException(ErrorCode.BAD_DOCUMENT, this + ": " + line);
  }

  /**
   * The error for a part of the language that is not enforced, and therefore refused: a rule that
   * only looks enforced is worse than none.
   *
   * @param what the field or value, as it is written
   * @param remedy what to do, for example "remove it"
   */
  public BailiwickException notSupported(String what, String remedy) {
    return new BailiwickException(
        ErrorCode.NOT_SUPPORTED,
        this
            + ": '"
            + what
            + "' is not supported by this version, which would not enforce it: "
            + remedy
            + ".");
  }

  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
