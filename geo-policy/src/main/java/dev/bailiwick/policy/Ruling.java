package dev.bailiwick.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A decision together with who decided, in words that do not depend on the question. */
record Ruling(Decision decision, List<Outcome> outcomes) {

  static Ruling of(PolicySet policies, Question question) {
    Decision decision = policies.decide(question);
    try {
      return new Ruling(decision, policies.outcomes(question));
    } catch (RuntimeException e) {
      // As in decide: what cannot be evaluated is denied, and its text says so.
      return new Ruling(decision, List.of());
    }
  }

  /** Who decided and why; the same for all questions that are decided for the same reason. */
  String why() {
    if (decision.allowed()) {
      Set<String> rules = new LinkedHashSet<>();
      outcomes.forEach(outcome -> rules.add(outcome.policy().id() + ": " + why(outcome)));
      List<String> duties = decision.duties().described();
      return String.join("; ", rules)
          + (duties.isEmpty() ? "" : "; asked for: " + String.join(", ", duties));
    }
    return Decisions.denial(outcomes)
        .map(outcome -> outcome.policy().id() + ": " + why(outcome))
        .orElse(decision.text());
  }

  /** Why one policy answers as it does. */
  static String why(Outcome outcome) {
    Rule rule = outcome.rule();
    if (outcome.reason() == Reason.NOT_ALLOWED) {
      return "no rule allows it";
    }
    String who = rule == null ? "" : named(rule);
    String lacks = DecisionText.texts(outcome);
    boolean tellsReason = outcome.reason() == Reason.FORBIDDEN && rule != null;
    return (outcome.allowed() && rule == null ? "a release" : who)
        + (tellsReason && !rule.reason().isEmpty() ? ", \"" + rule.reason() + "\"" : "")
        + (lacks.isEmpty() ? "" : (who.isEmpty() ? "" : ": ") + lacks);
  }

  private static String named(Rule rule) {
    return (rule.kind() == Rule.Kind.EXCEPTION ? "exception '" : "rule '")
        + rule.id()
        + "' (line "
        + rule.place().line()
        + ")";
  }
}
