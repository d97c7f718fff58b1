package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.spark.Splitting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a training run sends between sites besides rows: statistics, updates, metrics, checkpoints.
 *
 * <p>Each site sends its own to the coordinator, which is the site where the driver has proven to
 * be; the coordinator sends what it made of all of them to each site. What is made of all of them
 * follows the law of all of them. Statistics, updates and the model come from training rows,
 * metrics from test rows. The plan is judged before anything moves: one transfer that no rule
 * allows, or that covers too few records, and the run is refused as a whole.
 */
final class TransferPlan {
  private static final List<TransferClass> FROM_TRAINING =
      List.of(TransferClass.STATISTICS, TransferClass.PARAMETERS);
  private static final List<TransferClass> FROM_TESTING = List.of(TransferClass.METRICS);

  private final List<PlannedTransfer> transfers;

  private TransferPlan(List<PlannedTransfer> transfers) {
    this.transfers = List.copyOf(transfers);
  }

  /**
   * Judges every transfer of a run.
   *
   * @param driver the site where the driver is
   * @param shards all shards of the run
   */
  static TransferPlan of(
      PolicySet policies, Topology topology, String driver, List<PlannedShard> shards) {
    Site coordinator = topology.site(driver).orElseThrow();
    Map<String, List<PlannedShard>> train = bySite(shards, Splitting.TRAIN);
    Map<String, List<PlannedShard>> test = bySite(shards, Splitting.TEST);
    Judge judge = new Judge(policies);
    train.forEach(
        (from, of) -> FROM_TRAINING.forEach(c -> judge.release(of, from, coordinator, c)));
    test.forEach((from, of) -> FROM_TESTING.forEach(c -> judge.release(of, from, coordinator, c)));
    List<PlannedShard> all = train.values().stream().flatMap(List::stream).toList();
    judge.release(all, driver, coordinator, TransferClass.MODEL);
    TreeSet<String> sites = new TreeSet<>(train.keySet());
    sites.addAll(test.keySet());
    for (String to : sites) {
      if (!to.equals(driver)) {
        Site site = topology.site(to).orElseThrow();
        FROM_TRAINING.forEach(c -> judge.release(all, driver, site, c));
      }
    }
    return new TransferPlan(judge.transfers);
  }

  private static Map<String, List<PlannedShard>> bySite(List<PlannedShard> shards, String split) {
    return shards.stream()
        .filter(s -> s.stratum().split().equals(split))
        // Copies beside a shard are no further records.
        .filter(s -> !s.isContext())
        .collect(Collectors.groupingBy(PlannedShard::home, TreeMap::new, Collectors.toList()));
  }

  /** Judges one release after the other. */
  private static final class Judge {
    private final PolicySet policies;
    private final List<PlannedTransfer> transfers = new ArrayList<>();

    Judge(PolicySet policies) {
      this.policies = policies;
    }

    void release(List<PlannedShard> of, String from, Site to, TransferClass transferClass) {
      Map<String, Long> byLaw = new TreeMap<>();
      of.forEach(s -> s.laws().forEach(law -> byLaw.merge(law, s.rows(), Long::sum)));
      long records = of.stream().mapToLong(PlannedShard::rows).sum();
      byLaw.forEach(
          (law, rows) -> {
            // Nobody counted the persons among the rows; as many as rows is never too few.
            Decision decision =
                policies.decide(
                    Question.of(Location.of(law), transferClass, to.destination())
                        .ofPersons(rows)
                        .ofRecords(records));
            transfers.add(new PlannedTransfer(transferClass, law, from, to.name(), rows, decision));
          });
    }
  }

  List<PlannedTransfer> transfers() {
    return transfers;
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

  /** What of it is refused, for the record. */
  List<Denial> denials() {
    List<Denial> denials = new ArrayList<>();
    for (PlannedTransfer t : denied()) {
      Decision d = t.decision();
      denials.add(
          new Denial(
              "what is made of rows at " + t.from(),
              t.to(),
              t.transferClass().id(),
              d.policy(),
              d.rule(),
              d.place(),
              d.text(),
              Denial.Layer.PLAN));
    }
    return denials;
  }
}
