package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A paper: a permit, contract, consent, assessment or notification.
 *
 * @param kind as the policy calls it
 * @param parties the operators that it covers; empty for all
 * @param purpose what for; such a grant must be cited by the job. Null for any purpose
 * @param uses which uses it covers; empty for all
 * @param from the first day; null for no bound
 * @param until the last day; null for no bound
 * @param withdrawn from which day on it is withdrawn; null if it is not
 */
record Grant(
    String id,
    String kind,
    Set<String> parties,
    @Nullable String purpose,
    Set<Use> uses,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    @Nullable LocalDate withdrawn,
    Place at) {
  Grant {
    parties = Set.copyOf(parties);
    uses = Set.copyOf(uses);
  }

  /** {@code contract 'SCC-11'}. */
  @Override
  public String toString() {
    return kind + " '" + id + "'";
  }
}
