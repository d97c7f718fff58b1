package dev.bailiwick.policy;

import java.util.Locale;

/** Why a decision is what it is. */
public enum Reason {
  /** A rule of every policy allows it, and no rule forbids it. */
  ALLOWED,
  /** No rule of at least one policy speaks of it. */
  NOT_ALLOWED,
  /** A rule forbids it. */
  FORBIDDEN,
  /** The nearest rule asks something of the place or the job that it does not have. */
  CONDITION,
  /** Something that the decision needs is not known, such as the law of the rows. */
  UNKNOWN_FACT,
  /** A policy, paper, table or exception has ended. */
  EXPIRED,
  /** A policy or paper has not begun. */
  NOT_YET,
  /** A paper was withdrawn. */
  WITHDRAWN,
  /** A count would pass its bound. */
  LIMIT,
  /** The run does not do what the rule asks of it. */
  DUTY,
  /** The complete copy at home is missing. */
  HOME_COPY,
  /** The data is for other uses. */
  USE;

  /** In words: {@code not allowed}, {@code unknown fact}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
