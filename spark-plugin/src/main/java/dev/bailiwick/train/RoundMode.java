package dev.bailiwick.train;

import java.util.Locale;

/** What a worker is asked to do in a round. */
public enum RoundMode {
  /** Train on its shards; answer the new state. */
  TRAIN(1),
  /** Count what the given state predicts right on its shards; answer counts only. */
  EVALUATE(2);

  private final int code;

  RoundMode(int code) {
    this.code = code;
  }

  /** The word that contexts and logs use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  int code() {
    return code;
  }

  static RoundMode of(int code, Plain.Reader in) {
    for (RoundMode mode : values()) {
      if (mode.code == code) {
        return mode;
      }
    }
    throw in.damaged("asks for the unknown mode " + code);
  }
}
