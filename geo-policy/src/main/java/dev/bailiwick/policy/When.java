package dev.bailiwick.policy;

import java.util.List;
import java.util.Set;

/**
 * What a rule asks of a place besides where it is.
 *
 * @param operatedBy one of these operates it; empty for anybody
 * @param controlledFrom its operator is controlled from these only (an allow), or also from one of
 *     them (a deny); empty for anywhere
 * @param certified it holds all of these certificates
 * @param attested it is attested in all of these ways
 */
record When(
    Set<String> operatedBy,
    List<Area> controlledFrom,
    Set<String> certified,
    Set<String> attested) {
  static final When ALWAYS = new When(Set.of(), List.of(), Set.of(), Set.of());

  When {
    operatedBy = Set.copyOf(operatedBy);
    controlledFrom = List.copyOf(controlledFrom);
    certified = Set.copyOf(certified);
    attested = Set.copyOf(attested);
  }
}
