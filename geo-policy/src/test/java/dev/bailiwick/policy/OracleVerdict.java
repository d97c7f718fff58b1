package dev.bailiwick.policy;

import java.util.Set;

/**
 * What the {@link Oracle} says.
 *
 * @param policies which may be named; of an allow any of them
 * @param rules which may be named; empty where the text leaves it open
 * @param duties of an allow
 * @param tallies of an allow
 */
record OracleVerdict(
    Reason reason, Set<String> policies, Set<String> rules, Duties duties, Set<Tally> tallies) {

  static OracleVerdict denied(Reason reason, String policy, Set<String> rules) {
    return new OracleVerdict(reason, Set.of(policy), rules, Duties.none(), Set.of());
  }

  boolean allowed() {
    return reason == Reason.ALLOWED;
  }
}
