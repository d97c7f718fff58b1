package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * A bound on a count of persons or records.
 *
 * @param bound an allow holds up to it, a deny fires above it
 * @param persons what is counted; false for records
 * @param trailing the length of the window that ends today; null for the calendar year
 * @param byOperator counted for each operator on its own, or over all
 */
record Limit(long bound, boolean persons, @Nullable Period trailing, boolean byOperator, Place at) {

  /** The first day of the window that ends on a day. */
  LocalDate from(LocalDate day) {
    return trailing == null ? day.withDayOfYear(1) : day.minus(trailing).plusDays(1);
  }

  /** The last day of the window: of a calendar year its end, whatever the day. */
  LocalDate to(LocalDate day) {
    return trailing == null ? day.withDayOfYear(day.lengthOfYear()) : day;
  }

  /** {@code 9999 persons in the calendar year}. */
  @Override
  public String toString() {
    return bound
        + (persons ? " persons" : " records")
        + (trailing == null ? " in the calendar year" : " in " + trailing)
        + (byOperator ? ", for each operator" : "");
  }
}
