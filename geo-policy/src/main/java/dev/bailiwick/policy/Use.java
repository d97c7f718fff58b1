package dev.bailiwick.policy;

import java.util.Locale;
import java.util.Optional;

/** What data is used for. */
public enum Use {
  /** Models are fitted to it. */
  TRAIN,
  /** Models are measured on it. */
  EVALUATE,
  /** A model made from it answers others. */
  SERVE,
  /** People ask it questions. */
  QUERY;

  /** The word that policies and jobs use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The use with this word, if there is one. */
  public static Optional<Use> of(String id) {
    for (Use use : values()) {
      if (use.id().equals(id)) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }
}
