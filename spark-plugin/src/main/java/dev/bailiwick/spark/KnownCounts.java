package dev.bailiwick.spark;

import dev.bailiwick.audit.Counter;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.audit.Reservation;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.policy.Counts;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a ledger as they were when somebody last asked for it: the scheduler asks on
 * Spark's event loop, which must not wait for a file that others lock. A reservation is made on the
 * ledger itself.
 */
final class KnownCounts implements Counts {
  private final Ledger ledger;
  private volatile @Nullable List<Reservation> known;

  KnownCounts(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Reads the ledger; counts that cannot be read are unknown from now on. */
  void read() {
    try {
      known = ledger.reservations();
    } catch (BailiwickException e) {
      known = null;
    }
  }

  @Override
  public OptionalLong used(
      String policy,
      String category,
      boolean persons,
      String operator,
      LocalDate from,
      LocalDate to) {
    List<Reservation> all = known;
    if (all == null) {
      return OptionalLong.empty();
    }
    String unit = persons ? Counter.SUBJECTS : Counter.RECORDS;
    String of = RunLedger.categoryName(category);
    long sum = 0;
    for (Reservation one : all) {
      if (!one.day().isBefore(from) && !one.day().isAfter(to)) {
        for (Map.Entry<Counter, Long> counted : one.counted().entrySet()) {
          Counter counter = counted.getKey();
          if (counter.policy().equals(policy)
              && counter.category().equals(of)
              && counter.unit().equals(unit)
              && (operator.isEmpty() || counter.operator().equals(operator))) {
            sum = Math.addExact(sum, counted.getValue());
          }
        }
      }
    }
    return OptionalLong.of(sum);
  }
}
