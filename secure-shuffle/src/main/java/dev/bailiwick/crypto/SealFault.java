package dev.bailiwick.crypto;

/**
 * What is wrong with a sealed stream. {@code docs/formats/sealed-stream.md} says how each is told
 * from the others.
 */
public enum SealFault {
  /** It was sealed under another key. */
  WRONG_KEY("was sealed under another key"),
  /** It is authentic, but was sealed for another place: moved, renamed or replayed. */
  WRONG_PLACE("is authentic, but was sealed for another place"),
  /** At least one bit is not what was written. */
  ALTERED("was altered"),
  /** Bytes are missing at its end. */
  CUT("was cut short"),
  /** A record of this stream is not where it was written: swapped, repeated, or one is missing. */
  REORDERED("has a record that is not at its own position"),
  /** Something was appended to it. */
  TRAILING("is followed by bytes that are not part of it"),
  /** It is well formed, but of a version that this program does not know. */
  UNKNOWN_VERSION("is of a version that is not known here");

  private final String words;

  SealFault(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
