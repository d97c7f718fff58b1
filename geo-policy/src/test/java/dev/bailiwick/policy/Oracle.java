package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A second evaluator of the policy language, written from the section "Meaning" of {@code
 * docs/formats/policy.md} and from nothing else. It is naive on purpose: no code is shared with the
 * evaluator, only the records that a policy is made of.
 */
final class Oracle {
  private final List<Policy> policies;
  private final Circumstances in;

  Oracle(Collection<Policy> governing, Circumstances in) {
    this.policies = governing.stream().sorted(Comparator.comparing(Policy::id)).toList();
    this.in = in;
  }

  OracleVerdict decide(Question question) {
    List<OracleVerdict> all = new ArrayList<>();
    for (Policy policy : policies) {
      for (String law : new TreeSet<>(question.laws().stream().map(Location::code).toList())) {
        for (String category : categories(policy, question)) {
          all.add(new OracleCase(policy, in, question, law, category).answer());
        }
      }
    }
    if (all.isEmpty()) {
      return OracleVerdict.denied(Reason.NOT_ALLOWED, "", Set.of(""));
    }
    for (OracleVerdict verdict : all) {
      if (verdict.reason() == Reason.FORBIDDEN) {
        return verdict;
      }
    }
    for (OracleVerdict verdict : all) {
      if (!verdict.allowed()) {
        return verdict;
      }
    }
    Set<String> named = new TreeSet<>();
    Set<String> rules = new TreeSet<>();
    Set<Tally> tallies = new HashSet<>();
    Duties duties = Duties.none();
    for (OracleVerdict verdict : all) {
      named.addAll(verdict.policies());
      rules.addAll(verdict.rules());
      tallies.addAll(verdict.tallies());
      duties = OracleDuties.both(duties, verdict.duties());
    }
    return new OracleVerdict(Reason.ALLOWED, named, rules, duties, tallies);
  }

  private static Set<String> categories(Policy policy, Question question) {
    Set<String> all = new TreeSet<>();
    if (question.categories() != null) {
      all.addAll(question.categories());
    } else {
      all.addAll(policy.data().categories().all());
      policy.data().categories().byColumn().values().forEach(all::addAll);
    }
    return all.isEmpty() ? Set.of("") : all;
  }
}
