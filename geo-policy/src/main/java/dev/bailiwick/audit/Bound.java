package dev.bailiwick.audit;

import java.time.LocalDate;

/**
 * At most so much in a period.
 *
 * @param max the most that may be counted, at least 0
 * @param from the first day of the period
 * @param to the last day of the period
 * @param allOperators true: over all operators of the counter's policy, category and unit; false:
 *     over the counter alone
 */
public record Bound(long max, LocalDate from, LocalDate to, boolean allOperators) {
  public Bound {
    if (max < 0) {
      throw LedgerErrors.argument("A bound of " + max + " is below 0.");
    }
    if (from.isAfter(to)) {
      throw LedgerErrors.argument(
          "A period from " + from + " to " + to + " ends before it begins.");
    }
  }

  boolean contains(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }
}
