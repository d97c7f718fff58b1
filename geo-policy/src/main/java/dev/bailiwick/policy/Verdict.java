package dev.bailiwick.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A decision together with who decided, in words that do not depend on the question. */
record Verdict(Decision decision, List<Outcome> outcomes) {

  static Verdict of(PolicySet policies, Question question) {
    Decision decision = policies.decide(question);
    try {
      return new Verdict(decision, policies.outcomes(question));
    } catch (RuntimeException e) {
      // As in decide: what cannot be evaluated is denied, and its text says so.
      return new Verdict(decision, List.of());
    }
  }

  /** Who decided and why; the same for all questions that are decided for the same reason. */
  String why() {
    if (decision.allowed()) {
      Set<String> rules = new LinkedHashSet<>();
      outcomes.forEach(outcome -> rules.add(DecisionText.decider(outcome)));
      List<String> duties = decision.duties().described();
      return String.join("; and ", rules)
          + (duties.isEmpty() ? "" : "; asked for: " + String.join(", ", duties));
    }
    Optional<Outcome> denial = PolicySet.denial(outcomes);
    return denial.map(Verdict::why).orElse(decision.text());
  }

  /** Why one policy answers as it does. */
  static String why(Outcome outcome) {
    Policy policy = outcome.policy();
    Rule rule = outcome.rule();
    if (outcome.allowed()) {
      return DecisionText.decider(outcome);
    }
    if (outcome.reason() == Reason.NOT_ALLOWED) {
      return "no rule of policy " + policy + " (" + policy.place() + ") allows it";
    }
    String who =
        rule == null
            ? "policy " + policy + " (" + policy.place() + ")"
            : DecisionText.decider(outcome);
    String lacks = DecisionText.texts(outcome);
    String reason = rule == null || rule.reason().isEmpty() ? "" : ", \"" + rule.reason() + "\"";
    return who
        + (outcome.reason() == Reason.FORBIDDEN ? reason : "")
        + (lacks.isEmpty() ? "" : ": " + lacks);
  }
}
