package dev.bailiwick.spark;

import dev.bailiwick.audit.Bound;
import dev.bailiwick.audit.Claim;
import dev.bailiwick.audit.Counter;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.audit.Reservation;
import dev.bailiwick.policy.Tally;
import dev.bailiwick.policy.TransferClass;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The counts of an installation, as one run uses them: reserved before anything moves, settled when
 * the run has ended. A run that dies leaves what it reserved counted, until somebody settles it.
 */
final class RunLedger {
  private static final String NO_CATEGORY = "none";

  private final Ledger ledger;
  private final String run;
  private final List<Map.Entry<String, Map<Counter, Long>>> reserved = new ArrayList<>();

  RunLedger(Ledger ledger, String run) {
    this.ledger = ledger;
    this.run = run;
  }

  /** How the ledger names a category of a policy. */
  static String categoryName(String category) {
    return category.isEmpty() ? NO_CATEGORY : category;
  }

  /**
   * Reserves what the planned transfers add to the counts, all or nothing.
   *
   * @throws dev.bailiwick.error.BailiwickException POLICY_DENIED if a limit would be passed
   */
  void reserve(List<PlannedTransfer> transfers) {
    Map<LocalDate, List<Tallied>> byDay =
        transfers.stream()
            .flatMap(t -> t.decision().tallies().stream().map(tally -> new Tallied(t, tally)))
            .collect(
                Collectors.groupingBy(t -> t.tally().day(), TreeMap::new, Collectors.toList()));
    try {
      byDay.forEach(
          (day, tallied) -> {
            List<Claim> claims = claims(tallied);
            Reservation one = ledger.reserve(run, UUID.randomUUID().toString(), day, claims);
            Map<Counter, Long> amounts = new HashMap<>();
            claims.forEach(claim -> amounts.put(claim.counter(), claim.amount()));
            reserved.add(Map.entry(one.name(), amounts));
          });
    } catch (RuntimeException e) {
      giveBack();
      throw e;
    }
  }

  /** All of it was used. */
  void settle() {
    reserved.forEach(one -> ledger.settle(one.getKey(), one.getValue()));
    reserved.clear();
  }

  /** Nothing of it was used: for a run that ended before anything moved. */
  void giveBack() {
    for (Map.Entry<String, Map<Counter, Long>> one : reserved) {
      Map<Counter, Long> nothing = new HashMap<>();
      one.getValue().keySet().forEach(counter -> nothing.put(counter, 0L));
      ledger.settle(one.getKey(), nothing);
    }
    reserved.clear();
  }

  private record Tallied(PlannedTransfer transfer, Tally tally) {}

  /**
   * One claim for each counter. The same rows go to one operator as statistics and as updates, and
   * to more than one of its places: they are as many as the largest of these. Test rows are others
   * than training rows, and places whose operator nobody stated may be of different ones: these add
   * up.
   */
  private static List<Claim> claims(List<Tallied> tallied) {
    Map<Counter, Map<String, Map<String, Map<String, Long>>>> rows = new HashMap<>();
    Map<Counter, Set<Bound>> bounds = new HashMap<>();
    for (Tallied one : tallied) {
      Tally tally = one.tally();
      PlannedTransfer transfer = one.transfer();
      Counter counter =
          new Counter(
              tally.policy(),
              categoryName(tally.category()),
              tally.persons() ? Counter.SUBJECTS : Counter.RECORDS,
              tally.operator());
      String who =
          (transfer.transferClass() == TransferClass.METRICS ? "test" : "train")
              + (tally.operator().isEmpty() ? " rows to " + transfer.to() : " rows");
      // Several rules count one transfer: once is enough.
      rows.computeIfAbsent(counter, c -> new HashMap<>())
          .computeIfAbsent(who, k -> new HashMap<>())
          .computeIfAbsent(transfer.transferClass() + " to " + transfer.to(), k -> new HashMap<>())
          .put(transfer.from() + " under " + transfer.jurisdiction(), transfer.rows());
      if (tally.bound() != Long.MAX_VALUE) {
        bounds
            .computeIfAbsent(counter, c -> new LinkedHashSet<>())
            .add(new Bound(tally.bound(), tally.from(), tally.to(), tally.allOperators()));
      }
    }
    List<Claim> claims = new ArrayList<>();
    rows.forEach(
        (counter, groups) -> {
          long sum = groups.values().stream().mapToLong(RunLedger::largest).sum();
          claims.add(new Claim(counter, sum, List.copyOf(bounds.getOrDefault(counter, Set.of()))));
        });
    return claims;
  }

  private static long largest(Map<String, Map<String, Long>> ways) {
    return ways.values().stream()
        .mapToLong(parts -> parts.values().stream().mapToLong(Long::longValue).sum())
        .max()
        .orElse(0);
  }
}
