package dev.bailiwick.policy;

import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a run does of its own accord, against which duties are held.
 *
 * @param secureAggregation only sums over several senders become readable
 * @param privacy the budget that it keeps to; null for none
 * @param attestation its executors prove by evidence what they run
 * @param keeps for how long it keeps what it is given; null if nobody stated it
 */
public record Conduct(
    boolean secureAggregation,
    @Nullable PrivacyBudget privacy,
    boolean attestation,
    @Nullable Period keeps) {
  private static final Conduct PLAIN = new Conduct(false, null, false, null);

  /** A run that promises nothing. */
  public static Conduct plain() {
    return PLAIN;
  }
}
