package dev.bailiwick.policy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Policies, places and grants with one thing changed. */
final class Edits {
  private Edits() {}

  static Policy rules(Policy policy, List<Rule> rules) {
    return new Policy(
        policy.head(), policy.data(), policy.papers(), rules, policy.release(), policy.tests());
  }

  static Policy release(Policy policy, @Nullable ReleaseRule release) {
    return new Policy(
        policy.head(), policy.data(), policy.papers(), policy.rules(), release, policy.tests());
  }

  static Policy head(Policy policy, Policy.Head head) {
    return new Policy(
        head, policy.data(), policy.papers(), policy.rules(), policy.release(), policy.tests());
  }

  static Policy papers(Policy policy, Policy.Papers papers) {
    return new Policy(
        policy.head(), policy.data(), papers, policy.rules(), policy.release(), policy.tests());
  }

  static Policy grants(Policy policy, UnaryOperator<Grant> edit) {
    Policy.Papers p = policy.papers();
    Policy.Papers papers =
        new Policy.Papers(
            p.uses(), p.trust(), p.tables(), p.home(), p.grants().stream().map(edit).toList());
    return rules(
        papers(policy, papers),
        policy.rules().stream()
            .map(
                rule ->
                    papers(
                        rule,
                        rule.under().stream().map(edit).toList(),
                        rule.unless().stream().map(edit).toList()))
            .toList());
  }

  static Policy tables(Policy policy, List<PinnedTable> tables) {
    Policy.Papers p = policy.papers();
    return papers(policy, new Policy.Papers(p.uses(), p.trust(), tables, p.home(), p.grants()));
  }

  static Policy eachRule(Policy policy, UnaryOperator<Rule> edit) {
    return rules(policy, policy.rules().stream().map(edit).toList());
  }

  static Rule papers(Rule r, List<Grant> under, List<Grant> unless) {
    return new Rule(
        r.kind(),
        r.id(),
        r.transfer(),
        r.to(),
        r.except(),
        r.laws(),
        r.categories(),
        r.when(),
        under,
        unless,
        r.limit(),
        r.duties(),
        r.from(),
        r.until(),
        r.reason(),
        r.basis(),
        r.place());
  }

  static Rule days(
      Rule r, java.time.@Nullable LocalDate from, java.time.@Nullable LocalDate until) {
    return new Rule(
        r.kind(),
        r.id(),
        r.transfer(),
        r.to(),
        r.except(),
        r.laws(),
        r.categories(),
        r.when(),
        r.under(),
        r.unless(),
        r.limit(),
        r.duties(),
        from,
        until,
        r.reason(),
        r.basis(),
        r.place());
  }

  static Rule to(Rule r, List<Area> to) {
    return new Rule(
        r.kind(),
        r.id(),
        r.transfer(),
        to,
        r.except(),
        r.laws(),
        r.categories(),
        r.when(),
        r.under(),
        r.unless(),
        r.limit(),
        r.duties(),
        r.from(),
        r.until(),
        r.reason(),
        r.basis(),
        r.place());
  }

  static Destination statements(Destination place, List<Statement> statements) {
    return new Destination(place.name(), place.kind(), place.location(), statements);
  }
}
