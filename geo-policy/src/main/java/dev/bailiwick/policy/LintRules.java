package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds rules that decide nothing. */
final class LintRules {
  private final Policy policy;
  private final LocalDate day;
  private final List<PolicyLint.Finding> findings;
  private final List<Rule> live = new ArrayList<>();

  private LintRules(Policy policy, LocalDate day, List<PolicyLint.Finding> findings) {
    this.policy = policy;
    this.day = day;
    this.findings = findings;
  }

  static void check(Policy policy, LocalDate day, List<PolicyLint.Finding> findings) {
    LintRules lint = new LintRules(policy, day, findings);
    for (Rule rule : policy.rules()) {
      Optional<String> never = lint.never(rule);
      if (never.isPresent()) {
        lint.warn(rule, "can never " + (rule.allows() ? "allow" : "forbid") + " anything: ", never);
      } else {
        lint.live.add(rule);
      }
    }
    lint.live.stream()
        .filter(Rule::allows)
        .forEach(rule -> lint.warn(rule, "can never allow anything: ", lint.forbidden(rule)));
    lint.superfluous();
  }

  private void warn(Rule rule, String what, Optional<String> why) {
    why.ifPresent(
        text -> findings.add(PolicyLint.warning(rule.place(), name(rule) + " " + what + text)));
  }

  private static String name(Rule rule) {
    return (rule.kind() == Rule.Kind.EXCEPTION ? "exception '" : "rule '") + rule.id() + "'";
  }

  /** Why a rule can never match, if it cannot. */
  private Optional<String> never(Rule rule) {
    if (policy.jurisdiction() instanceof Jurisdiction.Constant constant
        && !dependsOnDay(rule.laws())
        && !rule.governs(constant.law(), day)) {
      return Optional.of(
          "'for' names other laws, and all rows are under the law of "
              + constant.law()
              + "; correct 'for' or the dataset's 'jurisdiction'.");
    }
    Set<String> categories = policy.data().categories().whole();
    if (!rule.categories().isEmpty() && categories.stream().noneMatch(rule::governs)) {
      return Optional.of(
          "no data of the dataset is of a category in its 'for'; correct it or the dataset's"
              + " 'categories'.");
    }
    // Of a deny something remains: its 'to' is read widely and its 'except' narrowly.
    if (rule.allows() && AreaCover.narrow(rule.to(), rule.except())) {
      return Optional.of("its 'except' takes away all of its 'to'; correct one of them.");
    }
    // With a limit it has an effect all the same: it counts.
    return rule.allows() && rule.limit() == null ? neverAllows(rule) : Optional.empty();
  }

  private Optional<String> neverAllows(Rule rule) {
    boolean asks = !rule.when().equals(When.ALWAYS);
    if (policy.papers().trust().isEmpty()
        && (asks || rule.under().stream().anyMatch(grant -> !grant.parties().isEmpty()))) {
      return Optional.of(
          "it depends on statements about places, and the policy trusts nobody who states any; add"
              + " 'trust' with the addresses of those who sign them.");
    }
    for (Grant grant : rule.under()) {
      if (!grant.uses().isEmpty() && Collections.disjoint(grant.uses(), policy.papers().uses())) {
        return Optional.of(
            "no use of the policy is among those of " + grant + "; correct one of the two.");
      }
      Set<String> operators = rule.when().operatedBy();
      if (!operators.isEmpty()
          && !grant.parties().isEmpty()
          && Collections.disjoint(operators, grant.parties())) {
        return Optional.of(
            "it is for places of "
                + String.join(", ", new TreeSet<>(operators))
                + ", none of which is a party to "
                + grant
                + ".");
      }
    }
    return Optional.empty();
  }

  /** Which denies leave nothing of an allow. */
  private Optional<String> forbidden(Rule allow) {
    Set<String> by = new TreeSet<>();
    for (TransferClass c : allow.transfer()) {
      for (Area area : allow.to()) {
        Optional<Rule> deny =
            live.stream()
                .filter(rule -> !rule.allows() && RuleCover.forbids(rule, allow, c, area))
                .findFirst();
        if (deny.isEmpty()) {
          return Optional.empty();
        }
        by.add("'" + deny.get().id() + "' (line " + deny.get().place().line() + ")");
      }
    }
    return Optional.of(
        "the deny "
            + String.join(" and ", by)
            + " forbids all of it, and a deny has the last word; remove it or narrow the deny.");
  }

  /** Of two rules that say the same, the later one in the file is superfluous. */
  private void superfluous() {
    List<Rule> kept = new ArrayList<>(live);
    kept.sort(
        (a, b) ->
            a.place().line() != b.place().line()
                ? Integer.compare(a.place().line(), b.place().line())
                : Integer.compare(a.place().column(), b.place().column()));
    for (int i = kept.size() - 1; i >= 0; i--) {
      Rule rule = kept.get(i);
      Optional<Rule> other =
          kept.stream().filter(o -> !o.equals(rule) && RuleCover.covers(o, rule)).findFirst();
      if (other.isPresent()) {
        kept.remove(i);
        warn(
            rule,
            "has no effect: ",
            Optional.of(
                name(other.get())
                    + " (line "
                    + other.get().place().line()
                    + ") "
                    + (rule.allows() ? "allows" : "forbids")
                    + " all that it does; remove one of the two."));
      }
    }
  }

  private static boolean dependsOnDay(List<Area> areas) {
    return areas.stream().anyMatch(Area.Table.class::isInstance);
  }
}
