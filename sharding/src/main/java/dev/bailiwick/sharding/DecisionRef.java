package dev.bailiwick.sharding;

import dev.bailiwick.policy.TransferClass;
import java.util.List;

/**
 * A rule that decided for a shard.
 *
 * @param transferClass for which class of transfer
 * @param allowed what it decided
 * @param sites for which sites, sorted
 * @param policy the id of the policy
 * @param rule the id of the rule; "" if no rule matched
 * @param place where it stands: file:line:column
 */
public record DecisionRef(
    String transferClass,
    boolean allowed,
    List<String> sites,
    String policy,
    String rule,
    String place) {
  public DecisionRef {
    sites = List.copyOf(sites);
  }

  /** {@code rule 'keep' of policy 'de-cardio', policy.yaml:7:5}. */
  String cited() {
    return rule.isEmpty()
        ? policy.isEmpty() ? "no policy" : "no rule of policy '" + policy + "', " + place
        : "rule '" + rule + "' of policy '" + policy + "', " + place;
  }

  /** Whether it decided for rows, and so where shards live. */
  boolean ofRows() {
    return transferClass.equals(TransferClass.RAW.id())
        || transferClass.equals(TransferClass.INTERMEDIATE.id());
  }
}
