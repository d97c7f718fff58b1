package dev.bailiwick.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stewards expect of their policies, compared with what is decided.
 *
 * @param results in the order of the document
 * @param reached the rules that decided at least one test: those that allowed, forbade, or were
 *     named as the nearest; each as {@code POLICY/RULE}
 * @param unreached the other rules: no test would notice if one were removed
 */
record PolicyTestRun(
    List<Result> results, NavigableSet<String> reached, NavigableSet<String> unreached) {
  /**
   * One test.
   *
   * @param found what was decided
   * @param deciders the rules that decided it, one for each policy, law and category
   */
  record Result(PolicyTest test, Decision found, Set<String> deciders) {
    /** Whether answer, rule, kind of reason and text are as expected. */
    boolean passed() {
      return found.allowed() == test.allowed()
          && (test.rule().isEmpty() || rulesFound().contains(test.rule()))
          && test.reason().map(reason -> reason == found.reason()).orElse(true)
          && found.text().contains(test.text());
    }

    /** {@code deny by rule 'clauses', condition: "no party"}. */
    String expected() {
      String answer = test.allowed() ? "allow" : "deny";
      return answer
          + (test.rule().isEmpty() ? "" : " by rule '" + test.rule() + "'")
          + test.reason().map(reason -> ", " + reason.words()).orElse("")
          + (test.text().isEmpty() ? "" : ": \"" + test.text() + "\"");
    }

    /** The same for what was decided, with its whole text. */
    String decided() {
      Set<String> rules = rulesFound();
      return (found.allowed() ? "allow" : "deny")
          + (rules.isEmpty() ? "" : " by rule '" + String.join("', '", rules) + "'")
          + (found.allowed() ? "" : ", " + found.reason().words())
          + ": \""
          + found.text()
          + "\"";
    }

    /** All that must agree allow; of those that do not, one is named. */
    private Set<String> rulesFound() {
      if (found.allowed()) {
        Set<String> rules = new TreeSet<>();
        deciders.forEach(rule -> rules.add(rule.substring(rule.indexOf('/') + 1)));
        return rules;
      }
      return found.rule().isEmpty() ? Set.of() : Set.of(found.rule());
    }
  }

  /**
   * Runs a document of tests over the policies that it names, or a policy's own tests.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place
   */
  static PolicyTestRun of(Path document) {
    PolicyTestsParser.Suite suite = PolicyTestsParser.any(document);
    return of(suite.policies(), suite.tests());
  }

  /** Runs tests over policies that are read already. */
  static PolicyTestRun of(PolicySet policies, List<PolicyTest> tests) {
    List<Result> results = new ArrayList<>();
    NavigableSet<String> reached = new TreeSet<>();
    for (PolicyTest test : tests) {
      Decision found = test.decide(policies);
      Set<String> deciders = test.removal() == null ? deciders(policies, test) : Set.of();
      reached.addAll(deciders);
      results.add(new Result(test, found, deciders));
    }
    NavigableSet<String> unreached = new TreeSet<>();
    for (Policy policy : policies.policies()) {
      policy.ruleIds().forEach(rule -> unreached.add(policy.id() + "/" + rule));
      if (policy.release() != null) {
        unreached.add(policy.id() + "/" + ReleaseRule.ID);
      }
    }
    unreached.removeAll(reached);
    return new PolicyTestRun(List.copyOf(results), reached, unreached);
  }

  List<Result> failures() {
    return results.stream().filter(result -> !result.passed()).toList();
  }

  /** A decision names one rule; each policy, law and category has its own. */
  private static Set<String> deciders(PolicySet policies, PolicyTest test) {
    Set<String> rules = new TreeSet<>();
    Question question = test.question();
    for (Policy policy : policies.policies()) {
      PolicySet alone = PolicySet.of(List.of(policy)).in(test.circumstances());
      for (Location law : question.laws()) {
        for (String category : categories(policy, question)) {
          Set<String> one = category.isEmpty() ? Set.of() : Set.of(category);
          Decision found = alone.decide(question.withLaws(Set.of(law)).withCategories(one));
          if (!found.rule().isEmpty()) {
            rules.add(policy.id() + "/" + found.rule());
          }
        }
      }
    }
    return rules;
  }

  private static Collection<String> categories(Policy policy, Question question) {
    Set<String> asked = question.categories();
    if (asked == null) {
      return policy.data().categories().whole();
    }
    return asked.isEmpty() ? List.of("") : asked;
  }
}
