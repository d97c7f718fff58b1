package dev.bailiwick.policy;

/** Why a decision is what it is. */
public enum Reason {
  /** A rule of every policy allows it, and no rule forbids it. */
  ALLOWED,
  /** No rule of at least one policy allows it. */
  NOT_ALLOWED,
  /** A rule forbids it. */
  FORBIDDEN,
  /** Something that the decision needs is not known, such as the law of the rows. */
  UNKNOWN_FACT
}
