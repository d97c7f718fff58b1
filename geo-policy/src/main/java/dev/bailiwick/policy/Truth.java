package dev.bailiwick.policy;

/** What is known of a condition. An allow needs {@link #YES}; a deny fires unless {@link #NO}. */
enum Truth {
  YES,
  NO,
  UNKNOWN;

  static Truth of(boolean known) {
    return known ? YES : NO;
  }

  /** False if either is; otherwise unknown if either is (strong Kleene logic). */
  Truth and(Truth other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : UNKNOWN;
  }
}
