package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether one rule of a policy makes another one superfluous, on every day, at every place, in all
 * circumstances. It may miss some; it never claims one that is not.
 */
final class RuleCover {
  private RuleCover() {}

  /** Whether a rule has no effect because another one of the same kind does all that it does. */
  static boolean covers(Rule other, Rule rule) {
    return rule.allows() == other.allows()
        // A rule with a limit also makes others count; without it a count would be lower.
        && rule.limit() == null
        && other.limit() == null
        && other.transfer().containsAll(rule.transfer())
        && (rule.allows() ? allows(other, rule) : denies(other, rule));
  }

  private static boolean allows(Rule other, Rule rule) {
    return AreaCover.narrow(rule.to(), other.to())
        && AreaCover.among(other.except(), rule.except())
        && (other.laws().isEmpty()
            || (!rule.laws().isEmpty() && AreaCover.narrow(rule.laws(), other.laws())))
        && holdsCategories(other.categories(), rule.categories())
        && asksNoMore(other.when(), rule.when())
        && ids(rule.under()).containsAll(ids(other.under()))
        && rule.duties().and(other.duties()).equals(rule.duties())
        && lastsAsLong(other, rule);
  }

  private static boolean denies(Rule other, Rule rule) {
    return AreaCover.wide(rule.to(), other.to())
        && AreaCover.among(other.except(), rule.except())
        && (other.laws().isEmpty()
            || (!rule.laws().isEmpty() && AreaCover.wide(rule.laws(), other.laws())))
        // In a net of terms two broader ones of one term need not touch each other.
        && (other.categories().isEmpty()
            || (!rule.categories().isEmpty() && other.categories().containsAll(rule.categories())))
        && firesAsOften(other.when(), rule.when())
        && ids(rule.unless()).containsAll(ids(other.unless()));
  }

  /** Whether a deny forbids all of one class in one area that an allow would allow. */
  static boolean forbids(Rule deny, Rule allow, TransferClass c, Area area) {
    return deny.transfer().contains(c)
        && deny.unless().isEmpty()
        && deny.limit() == null
        && deny.to().stream().anyMatch(outer -> AreaCover.wide(area, outer))
        && AreaCover.among(deny.except(), allow.except())
        && (deny.laws().isEmpty()
            || (!allow.laws().isEmpty() && AreaCover.wide(allow.laws(), deny.laws())))
        && holdsCategories(deny.categories(), allow.categories())
        && firesAsOften(deny.when(), allow.when());
  }

  private static boolean holdsCategories(Set<String> outer, Set<String> inner) {
    return outer.isEmpty()
        || (!inner.isEmpty()
            && inner.stream()
                .allMatch(i -> outer.stream().anyMatch(o -> CategoryTerms.isInside(i, o))));
  }

  private static boolean asksNoMore(When other, When rule) {
    return within(rule.operatedBy(), other.operatedBy())
        && (other.controlledFrom().isEmpty()
            || (!rule.controlledFrom().isEmpty()
                && AreaCover.narrow(rule.controlledFrom(), other.controlledFrom())))
        && rule.certified().containsAll(other.certified())
        && rule.attested().containsAll(other.attested());
  }

  /** Whether a deny fires wherever what the other rule asks of the place is so. */
  private static boolean firesAsOften(When deny, When rule) {
    return within(rule.operatedBy(), deny.operatedBy())
        && (deny.controlledFrom().isEmpty()
            || (!rule.controlledFrom().isEmpty()
                && AreaCover.wide(rule.controlledFrom(), deny.controlledFrom())));
  }

  /** An empty set is everybody. */
  private static boolean within(Set<String> inner, Set<String> outer) {
    return outer.isEmpty() || (!inner.isEmpty() && outer.containsAll(inner));
  }

  private static boolean lastsAsLong(Rule other, Rule rule) {
    LocalDate otherFrom = other.from();
    LocalDate otherUntil = other.until();
    LocalDate from = rule.from();
    LocalDate until = rule.until();
    return (otherFrom == null || (from != null && !from.isBefore(otherFrom)))
        && (otherUntil == null || (until != null && !until.isAfter(otherUntil)));
  }

  private static Set<String> ids(List<Grant> grants) {
    Set<String> ids = new HashSet<>();
    grants.forEach(grant -> ids.add(grant.id()));
    return ids;
  }
}
