package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.List;
import java.util.Set;

/**
 * Who may let artefacts go that are made from the data.
 *
 * @param transfer of these classes
 * @param signedBy the addresses in the certificates of those who may sign
 * @param to where a released artefact may be
 * @param duties what the release itself must state
 */
record ReleaseRule(
    Set<TransferClass> transfer, Set<String> signedBy, List<Area> to, Duties duties, Place at) {
  /** What decisions and tests say in place of the id of a rule. */
  static final String ID = "release";

  ReleaseRule {
    transfer = Set.copyOf(transfer);
    signedBy = Set.copyOf(signedBy);
    to = List.copyOf(to);
  }
}
