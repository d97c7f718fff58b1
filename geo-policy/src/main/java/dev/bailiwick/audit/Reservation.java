package dev.bailiwick.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a ledger has counted for a run.
 *
 * @param name {@code RUN/ID}: what {@link Ledger#settle} takes
 * @param day the day that it counts for
 * @param at when it was written, as the writer's clock said
 * @param reserved the amounts that were reserved, in the order of the claims
 * @param counted the amounts that count now: what was reserved, or after settlement what was used
 * @param settled whether it was settled; as long as it was not, all that was reserved counts
 */
public record Reservation(
    String name,
    LocalDate day,
    Instant at,
    Map<Counter, Long> reserved,
    Map<Counter, Long> counted,
    boolean settled) {
  public Reservation {
    reserved = Collections.unmodifiableMap(new LinkedHashMap<>(reserved));
    counted = Collections.unmodifiableMap(new LinkedHashMap<>(counted));
  }

  static Reservation open(String name, LocalDate day, Instant at, Map<Counter, Long> amounts) {
    return new Reservation(name, day, at, amounts, amounts, false);
  }

  Reservation settle(Map<Counter, Long> actual) {
    return new Reservation(name, day, at, reserved, actual, true);
  }

  Reservation reopen() {
    return open(name, day, at, reserved);
  }

  /** The run that reserved it. */
  public String run() {
    return name.substring(0, name.indexOf('/'));
  }
}
