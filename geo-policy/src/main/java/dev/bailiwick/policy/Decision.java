package dev.bailiwick.policy;

/**
 * Whether something may be at a site, and why.
 *
 * @param allowed true only if every policy allows it and none forbids it
 * @param policy the id of the deciding policy; empty if there is none
 * @param rule the id of the deciding rule; empty if none decided
 * @param place {@code file:line:column} of the deciding or nearest rule, or of the policy
 * @param text one plain sentence that names rule, place, site and location
 * @param minRecords from how many records it must be made at least; 0 for no bound
 */
public record Decision(
    boolean allowed,
    Reason reason,
    String policy,
    String rule,
    String place,
    String text,
    long minRecords) {}
