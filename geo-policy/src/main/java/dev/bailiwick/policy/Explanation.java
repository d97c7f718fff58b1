package dev.bailiwick.policy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A decision in prose, for somebody who knows neither Spark nor this code: what was asked, the
 * answer, the rule with its place, its reason and legal basis, what each policy says, and what
 * would have to change. It decides nothing itself: {@link PolicySet#decide(Question)} does.
 */
public final class Explanation {
  private static final int LABELS = 12;

  private final PolicySet policies;
  private final Question question;
  private final Ruling verdict;

  private Explanation(PolicySet policies, Question question, Ruling verdict) {
    this.policies = policies;
    this.question = question;
    this.verdict = verdict;
  }

  /** Asks the policies, in their circumstances. */
  public static Explanation of(PolicySet policies, Question question) {
    return new Explanation(policies, question, Ruling.of(policies, question));
  }

  /** The decision itself. */
  public Decision decision() {
    return verdict.decision();
  }

  /** What was asked, as a sentence. */
  public String asked() {
    Circumstances in = policies.circumstances();
    Set<String> cited = new TreeSet<>(in.cited());
    return "May "
        + new DecisionText(question, in.at()).subject()
        + " be at "
        + question.to()
        + ", on "
        + days()
        + ", to "
        + in.use().id()
        + (cited.isEmpty() ? "" : ", citing " + String.join(" and ", cited))
        + "?";
  }

  /** What every policy says on its own, by its name and version. */
  public Map<String, String> byPolicy() {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    for (Policy policy : policies.policies()) {
      List<Outcome> own =
          verdict.outcomes().stream().filter(o -> o.policy().id().equals(policy.id())).toList();
      Optional<Outcome> denial = Decisions.denial(own);
      Set<String> texts = all.computeIfAbsent(policy.toString(), p -> new LinkedHashSet<>());
      if (denial.isPresent()) {
        texts.add("denies (" + denial.get().reason().words() + "): " + Ruling.why(denial.get()));
      } else {
        own.forEach(outcome -> texts.add("allows: " + Ruling.why(outcome)));
      }
    }
    Map<String, String> said = new LinkedHashMap<>();
    all.forEach((policy, texts) -> said.put(policy, String.join("; ", texts)));
    return said;
  }

  /** The legal basis of the deciding rule in words, or an empty text. */
  public String basis() {
    return LegalBasis.words(decision().basis());
  }

  /** The reason that the steward wrote into the deciding rule, or an empty text. */
  public String stewardsReason() {
    Optional<Outcome> deciding =
        decision().allowed()
            ? verdict.outcomes().stream().findFirst()
            : Decisions.denial(verdict.outcomes());
    Rule rule = deciding.map(Outcome::rule).orElse(null);
    return rule == null || decision().rule().isEmpty() ? "" : rule.reason();
  }

  /** Lines for a terminal; the first is {@code ALLOWED}, or {@code DENIED} and the kind. */
  public String text() {
    Decision decision = decision();
    Paragraphs text = new Paragraphs(LABELS);
    text.line(decision.allowed() ? "ALLOWED" : "DENIED (" + decision.reason().words() + ")");
    text.add("Question", asked());
    text.add("Answer", decision.text());
    if (!decision.allowed()) {
      text.add("This means", ReasonWords.of(decision.reason()));
    }
    if (decision.rule().isEmpty()) {
      text.add("Rule", decision.policy().isEmpty() ? "" : "none; see " + decision.place());
    } else {
      text.add("Rule", decision.rule() + " in " + decision.policy() + ", " + decision.place());
    }
    text.add("Reason", stewardsReason());
    text.add("Basis", basis());
    text.add("Asked for", String.join(", ", decision.duties().described()));
    text.add("To change", decision.remedy());
    if (policies.policies().size() > 1) {
      text.line("Each policy must allow it:");
      byPolicy().forEach((policy, says) -> text.add("", policy + " " + says));
    }
    return text.toString();
  }

  /** The day, and where two stewards are in different days, both. */
  private String days() {
    Set<LocalDate> days = new TreeSet<>();
    policies.policies().forEach(policy -> days.add(policy.day(policies.circumstances().at())));
    if (days.isEmpty()) {
      days.add(LocalDate.ofInstant(policies.circumstances().at(), ZoneId.of("UTC")));
    }
    return String.join(" or ", days.stream().map(LocalDate::toString).toList());
  }
}
