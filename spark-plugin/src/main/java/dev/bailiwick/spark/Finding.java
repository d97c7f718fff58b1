package dev.bailiwick.spark;

/**
 * What a check of an installation found.
 *
 * @param subject what was looked at, in one word for machines
 * @param state how it is
 * @param text what was found
 * @param remedy what to do; empty if nothing is to be done
 */
public record Finding(String subject, State state, String text, String remedy) {

  /** From good to bad. */
  public enum State {
    /** As it must be. */
    GOOD,
    /** Works, and somebody should look. */
    WARNING,
    /** Applications do not start, or something is not protected. */
    BAD
  }

  static Finding good(String subject, String text) {
    return new Finding(subject, State.GOOD, text, "");
  }

  static Finding warning(String subject, String text, String remedy) {
    return new Finding(subject, State.WARNING, text, remedy);
  }

  static Finding bad(String subject, String text, String remedy) {
    return new Finding(subject, State.BAD, text, remedy);
  }
}
