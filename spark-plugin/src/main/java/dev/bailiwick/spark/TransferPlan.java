package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a training run sends between sites besides rows: statistics, updates, metrics, checkpoints.
 *
 * <p>Each site sends its own to the coordinator; the coordinator sends what it made of all of them
 * to each site. What is made of all of them follows the law of all of them. The plan is judged
 * before anything moves: one transfer that no rule allows, and the run is refused as a whole.
 */
final class TransferPlan {
  private static final List<TransferClass> TO_COORDINATOR =
      List.of(TransferClass.STATISTICS, TransferClass.PARAMETERS, TransferClass.METRICS);
  private static final List<TransferClass> FROM_COORDINATOR =
      List.of(TransferClass.STATISTICS, TransferClass.PARAMETERS);

  private final List<PlannedTransfer> transfers;
  private final List<String> sites;
  private final String coordinator;

  private TransferPlan(List<PlannedTransfer> transfers, List<String> sites, String coordinator) {
    this.transfers = List.copyOf(transfers);
    this.sites = List.copyOf(sites);
    this.coordinator = coordinator;
  }

  /**
   * Judges every transfer of a run.
   *
   * @param rowsBySite rows by law, at each site that holds shards
   */
  static TransferPlan of(
      PolicySet policies, Topology topology, Map<String, Map<String, Long>> rowsBySite) {
    Site coordinator = topology.coordinator();
    List<String> sites = List.copyOf(new TreeSet<>(rowsBySite.keySet()));
    Map<String, Long> all = new TreeMap<>();
    List<PlannedTransfer> transfers = new ArrayList<>();
    for (String from : sites) {
      Map<String, Long> byLaw = new TreeMap<>(rowsBySite.get(from));
      byLaw.forEach((law, rows) -> all.merge(law, rows, Long::sum));
      for (TransferClass transferClass : TO_COORDINATOR) {
        judge(policies, byLaw, from, coordinator, transferClass, transfers);
      }
    }
    judge(policies, all, coordinator.name(), coordinator, TransferClass.MODEL, transfers);
    for (String to : sites) {
      if (!to.equals(coordinator.name())) {
        Site site = topology.site(to).orElseThrow();
        for (TransferClass transferClass : FROM_COORDINATOR) {
          judge(policies, all, coordinator.name(), site, transferClass, transfers);
        }
      }
    }
    return new TransferPlan(transfers, sites, coordinator.name());
  }

  private static void judge(
      PolicySet policies,
      Map<String, Long> byLaw,
      String from,
      Site to,
      TransferClass transferClass,
      List<PlannedTransfer> out) {
    long records = byLaw.values().stream().mapToLong(Long::longValue).sum();
    byLaw.forEach(
        (law, rows) -> {
          // Nobody counted the persons among the rows; as many as rows is never too few.
          Decision decision =
              policies.decide(
                  Question.of(Location.of(law), transferClass, to.destination())
                      .ofPersons(rows)
                      .ofRecords(records));
          out.add(new PlannedTransfer(transferClass, law, from, to.name(), rows, decision));
        });
  }

  List<PlannedTransfer> transfers() {
    return transfers;
  }

  /** The sites that a sealed payload of this class is for: every site of the run. */
  PermittedSet audience() {
    TreeSet<String> names = new TreeSet<>(sites);
    names.add(coordinator);
    return PermittedSet.of(names);
  }

  /** The most records that a rule asks of one site's payload of this class. */
  long minRecords(TransferClass transferClass) {
    return transfers.stream()
        .filter(t -> t.transferClass() == transferClass)
        .mapToLong(t -> t.decision().minRecords())
        .max()
        .orElse(0);
  }

  List<PlannedTransfer> denied() {
    return transfers.stream().filter(t -> !t.decision().allowed()).toList();
  }

  /** Refuses the run when a transfer is denied, naming the first and counting the rest. */
  void requireAllowed() {
    List<PlannedTransfer> denied = denied();
    if (denied.isEmpty()) {
      return;
    }
    PlannedTransfer first = denied.get(0);
    throw new BailiwickException(
        ErrorCode.POLICY_DENIED,
        "%s of %,d rows under the law of %s may not go from %s to %s: %s%s"
            .formatted(
                first.transferClass().id(),
                first.rows(),
                first.jurisdiction(),
                first.from(),
                first.to(),
                first.decision().text(),
                denied.size() == 1
                    ? ""
                    : " (and %d more; `bailiwick plan` lists them)".formatted(denied.size() - 1)));
  }
}
