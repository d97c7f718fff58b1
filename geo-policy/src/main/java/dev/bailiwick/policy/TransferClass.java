package dev.bailiwick.policy;

import java.util.Locale;
import java.util.Optional;

/** What moves. A rule allows or denies it by class. */
public enum TransferClass {
  /** Rows as stored. */
  RAW,
  /** Shuffled or cached rows. */
  INTERMEDIATE,
  /** Fitted aggregates. */
  STATISTICS,
  /** Model updates. */
  PARAMETERS,
  /** Checkpoints and model artefacts. */
  MODEL,
  /** Losses, accuracies, counts of a run. */
  METRICS,
  /** Rows shown to a person or returned to a driver. */
  VIEW,
  /** Ciphertext of any class, without its key. */
  SEALED;

  /** Whether it is made of rows without holding any: what a run sends when it trains. */
  public boolean isMadeOfRows() {
    return this == STATISTICS || this == PARAMETERS || this == MODEL || this == METRICS;
  }

  /** The word that policies, manifests and logs use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class with this word, if there is one. */
  public static Optional<TransferClass> of(String id) {
    for (TransferClass c : values()) {
      if (c.id().equals(id)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }
}
