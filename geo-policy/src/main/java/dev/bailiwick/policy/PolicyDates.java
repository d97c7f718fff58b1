package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The days on which something in policies, papers, tables or statements begins or ends. */
final class PolicyDates {
  private PolicyDates() {}

  /**
   * One of these days.
   *
   * @param day the first on which the new state holds
   * @param at its beginning, in the zone of the policy
   * @param ends whether something ends, or else begins
   * @param what begins or ends, in words
   */
  record Change(LocalDate day, Instant at, boolean ends, Policy policy, String what, Place place) {}

  /** All changes of some policies and of the statements about some places, the first one first. */
  static List<Change> of(Collection<Policy> policies, Collection<Destination> places) {
    List<Change> changes = new ArrayList<>();
    for (Policy policy : policies) {
      Collector collector = new Collector(policy, changes);
      collector.ofPolicy();
      places.forEach(collector::ofPlace);
    }
    changes.sort(
        Comparator.comparing(Change::at)
            .thenComparing(change -> change.policy().id())
            .thenComparing(Change::what));
    return changes;
  }

  /** When the state that holds at a moment ends, if it ever does. */
  static Optional<Instant> next(
      Collection<Policy> policies, Collection<Destination> places, Instant after) {
    return of(policies, places).stream().map(Change::at).filter(after::isBefore).findFirst();
  }

  private record Collector(Policy policy, List<Change> changes) {
    void ofPolicy() {
      period("policy " + policy, policy.head().from(), policy.head().until(), policy.place());
      for (Grant grant : policy.papers().grants()) {
        period(grant.toString(), grant.from(), grant.until(), grant.at());
        if (grant.withdrawn() != null) {
          add(grant.withdrawn(), true, grant + " (withdrawn)", grant.at());
        }
      }
      for (Rule rule : policy.rules()) {
        period("exception '" + rule.id() + "'", rule.from(), rule.until(), rule.place());
      }
      for (PinnedTable table : policy.papers().tables()) {
        period("the review of table " + table.name(), null, table.reviewBy(), table.at());
        for (LocationTable.Entry entry : table.table().entries()) {
          String what = entry.location() + " in table " + table.name();
          period(what, entry.from(), entry.until(), entry.place());
        }
      }
    }

    void ofPlace(Destination place) {
      for (Statement statement : place.statements()) {
        if (policy.papers().trust().contains(statement.by())) {
          String what =
              FactWords.of(statement.fact()) + " of " + place + ", stated by " + statement.by();
          period(what, statement.from(), statement.until(), statement.at());
        }
      }
    }

    private void period(
        String what, @Nullable LocalDate from, @Nullable LocalDate until, Place place) {
      if (from != null) {
        add(from, false, what, place);
      }
      if (until != null) {
        add(until.plusDays(1), true, what, place);
      }
    }

    private void add(LocalDate day, boolean ends, String what, Place place) {
      Instant at = day.atStartOfDay(policy.head().zone()).toInstant();
      changes.add(new Change(day, at, ends, policy, what, place));
    }
  }
}
