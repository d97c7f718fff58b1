package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Placement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where a task may run, and why not elsewhere. Tasks with the same conditions share one. */
final class TaskRule {
  private final Set<Condition> conditions;
  private final PermittedSet sites;

  private TaskRule(Set<Condition> conditions, PermittedSet sites) {
    this.conditions = conditions;
    this.sites = sites;
  }

  static TaskRule of(Set<Condition> conditions, Placement placement) {
    return new TaskRule(conditions, Holding.common(conditions, placement.sites()));
  }

  Set<Condition> conditions() {
    return conditions;
  }

  PermittedSet sites() {
    return sites;
  }

  /** What the tasks hold, for a message: one name, or the first and how many more. */
  String names() {
    Set<String> names =
        conditions.stream()
            .map(c -> c.governed().name())
            .collect(Collectors.toCollection(TreeSet::new));
    String first = names.isEmpty() ? "ungoverned data" : names.iterator().next();
    return names.size() < 2 ? first : first + " and " + (names.size() - 1) + " more";
  }

  boolean permits(Optional<String> site) {
    // An executor that has proven no site is at none. What was permitted when the stage was judged
    // may not be any more: a paper may have ended since.
    return conditions.isEmpty() || site.filter(sites::contains).filter(this::holdsNow).isPresent();
  }

  private boolean holdsNow(String site) {
    return conditions.stream().allMatch(condition -> condition.holdsAt(site));
  }

  /** Why not at this site; empty when it may be there. */
  Optional<Denial> denial(String site) {
    return conditions.stream().filter(c -> !c.holdsAt(site)).findFirst().map(c -> c.denial(site));
  }

  /**
   * The denial that says most about why no site is left: at a site that permits one input, what
   * forbids another.
   */
  Denial conflict(PermittedSet all) {
    for (Condition first : conditions) {
      for (String site : first.among(all).sites()) {
        Optional<Denial> denial = denial(site);
        if (denial.isPresent()) {
          return denial.get();
        }
      }
    }
    return all.sites().stream()
        .map(this::denial)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no conflict in " + conditions));
  }
}
