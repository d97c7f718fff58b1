package dev.bailiwick.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What tests are about: one policy, or several together.
 *
 * @param policies their ids
 * @param rules the ids of their rules and exceptions, and {@code release} if there is such a rule
 * @param grants the ids of their grants
 * @param zones in which they read a day
 * @param law the law of every row, if there is one
 * @param day of a test that names none; null if there is none
 */
record TestScope(
    Set<String> policies,
    Set<String> rules,
    Set<String> grants,
    Set<ZoneId> zones,
    Optional<Location> law,
    @Nullable LocalDate day) {

  static TestScope of(
      Policy.Head head,
      Jurisdiction jurisdiction,
      Iterable<Rule> rules,
      @Nullable ReleaseRule release,
      Set<String> grants) {
    Set<String> ids = new TreeSet<>();
    rules.forEach(rule -> ids.add(rule.id()));
    if (release != null) {
      ids.add(ReleaseRule.ID);
    }
    return new TestScope(
        Set.of(head.id()),
        ids,
        new TreeSet<>(grants),
        Set.of(head.zone()),
        constant(jurisdiction),
        head.from());
  }

  private static Optional<Location> constant(Jurisdiction jurisdiction) {
    return jurisdiction instanceof Jurisdiction.Constant constant
        ? Optional.of(constant.law())
        : Optional.empty();
  }

  /** Of several policies: a test names its law, unless one law is that of all of them. */
  static TestScope of(PolicySet policies) {
    Set<String> ids = new TreeSet<>();
    Set<String> rules = new TreeSet<>();
    Set<String> grants = new TreeSet<>();
    Set<ZoneId> zones = new HashSet<>();
    Set<Optional<Location>> laws = new HashSet<>();
    for (Policy policy : policies.policies()) {
      ids.add(policy.id());
      rules.addAll(policy.ruleIds());
      if (policy.release() != null) {
        rules.add(ReleaseRule.ID);
      }
      grants.addAll(policy.grantIds());
      zones.add(policy.head().zone());
      laws.add(constant(policy.jurisdiction()));
    }
    Optional<Location> law = laws.size() == 1 ? laws.iterator().next() : Optional.empty();
    return new TestScope(ids, rules, grants, zones, law, null);
  }

  TestScope onDay(@Nullable LocalDate other) {
    return other == null ? this : new TestScope(policies, rules, grants, zones, law, other);
  }

  /** A moment that is this day for every policy, noon if they share a zone; empty if none is. */
  Optional<Instant> moment(LocalDate on) {
    if (zones.size() == 1) {
      return Optional.of(on.atTime(LocalTime.NOON).atZone(zones.iterator().next()).toInstant());
    }
    Instant start = Instant.MIN;
    Instant end = Instant.MAX;
    for (ZoneId zone : zones) {
      Instant first = on.atStartOfDay(zone).toInstant();
      Instant last = on.plusDays(1).atStartOfDay(zone).toInstant();
      start = first.isAfter(start) ? first : start;
      end = last.isBefore(end) ? last : end;
    }
    return start.isBefore(end) ? Optional.of(start) : Optional.empty();
  }
}
