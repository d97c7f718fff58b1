package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.OptionalLong;

/** Reads what was counted before. */
@FunctionalInterface
public interface Counts {
  /**
   * How much was counted from one day to another, both included.
   *
   * @param operator for whom; an empty text means over all operators
   * @param persons persons, or else records
   * @return empty if the count cannot be read, which denies
   */
  OptionalLong used(
      String policy,
      String category,
      boolean persons,
      String operator,
      LocalDate from,
      LocalDate to);

  /** Counts that nobody can read. */
  static Counts unreadable() {
    return (policy, category, persons, operator, from, to) -> OptionalLong.empty();
  }
}
