package dev.bailiwick.policy;

import java.util.List;

/**
 * Whether something may be at a place, and why.
 *
 * @param allowed true only if every policy allows it and none forbids it
 * @param policy the id of the deciding policy; empty if there is none
 * @param rule the id of the deciding rule; empty if none decided
 * @param place {@code file:line:column} of the deciding or nearest rule, or of the policy
 * @param text plain sentences that name rule, place, site and location
 * @param basis the legal basis that the deciding rule cites, or an empty text
 * @param remedy what would have to change for an allow, or an empty text
 * @param duties of an allow what it asks of the run
 * @param tallies of an allow what must be reserved in the ledger first
 */
public record Decision(
    boolean allowed,
    Reason reason,
    String policy,
    String rule,
    String place,
    String text,
    String basis,
    String remedy,
    Duties duties,
    List<Tally> tallies) {
  public Decision {
    tallies = List.copyOf(tallies);
  }

  /** From how many records it must be made at least; 0 for no bound. */
  public long minRecords() {
    return duties.minRecords();
  }
}
