package dev.bailiwick.policy;

import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an allow asks of the run that uses it.
 *
 * @param minRecords from how many records what moves is made at least; 0 for no bound
 * @param secureAggregation only sums over several senders become readable
 * @param privacy the budget of differential privacy; null for none
 * @param attestation the place proves by evidence what it runs
 * @param keepAtMost for how long it may be kept there; null for no bound
 */
public record Duties(
    long minRecords,
    boolean secureAggregation,
    @Nullable PrivacyBudget privacy,
    boolean attestation,
    @Nullable Period keepAtMost) {
  private static final Duties NONE = new Duties(0, false, null, false, null);

  /** Nothing is asked. */
  public static Duties none() {
    return NONE;
  }

  /** How many different things are asked. */
  int size() {
    return (minRecords > 0 ? 1 : 0)
        + (secureAggregation ? 1 : 0)
        + (privacy == null ? 0 : 1)
        + (attestation ? 1 : 0)
        + (keepAtMost == null ? 0 : 1);
  }

  /** What fulfils both. */
  public Duties and(Duties other) {
    return new Duties(
        Math.max(minRecords, other.minRecords),
        secureAggregation || other.secureAggregation,
        strictest(privacy, other.privacy),
        attestation || other.attestation,
        shortest(keepAtMost, other.keepAtMost));
  }

  /** Each duty in words, as the rest of "it asks for". */
  public List<String> described() {
    List<String> words = new ArrayList<>();
    if (minRecords > 0) {
      words.add("at least " + minRecords + " records");
    }
    if (secureAggregation) {
      words.add("secure aggregation");
    }
    if (privacy != null) {
      words.add("differential privacy (" + privacy + ")");
    }
    if (attestation) {
      words.add("attestation");
    }
    if (keepAtMost != null) {
      words.add("keeping it for " + keepAtMost + " at most");
    }
    return words;
  }

  private static @Nullable PrivacyBudget strictest(
      @Nullable PrivacyBudget a, @Nullable PrivacyBudget b) {
    return a == null ? b : b == null ? a : a.strictest(b);
  }

  private static @Nullable Period shortest(@Nullable Period a, @Nullable Period b) {
    return a == null ? b : b == null ? a : days(a) <= days(b) ? a : b;
  }

  /** The most days that a period can have; what is compared must not depend on the month. */
  @SuppressWarnings("JavaPeriodGetDays") // the months are added
  static long days(Period period) {
    return period.toTotalMonths() * 31 + period.getDays();
  }
}
