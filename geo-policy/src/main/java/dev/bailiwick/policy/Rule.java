package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.List;
import java.util.Set;

/**
 * One rule of a policy.
 *
 * @param laws the laws whose rows it governs; empty for the rows of every law
 * @param minRecords how many records a transfer that it allows must be made from; 0 for no bound
 * @param reason what the steward wrote, or an empty text
 */
record Rule(
    String id,
    boolean allows,
    Set<TransferClass> transfer,
    List<Area> to,
    List<Area> laws,
    long minRecords,
    String reason,
    Place place) {

  Rule {
    transfer = Set.copyOf(transfer);
    to = List.copyOf(to);
    laws = List.copyOf(laws);
  }

  /** Whether it decides: an allow only if it surely matches, a deny also if it may match. */
  boolean matches(Location law, TransferClass c, Site site) {
    return transfer.contains(c) && governs(law) && reaches(site);
  }

  boolean governs(Location law) {
    return laws.isEmpty()
        || laws.stream().anyMatch(area -> allows ? area.surelyHolds(law) : area.mayHold(law));
  }

  boolean reaches(Site site) {
    return to.stream().anyMatch(area -> allows ? area.surelyHolds(site) : area.mayHold(site));
  }
}
