package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the answer of several policies from what each of them says. */
final class Decisions {
  private Decisions() {}

  /** Which of several denials is the answer: one that forbids, or else the first. */
  static Optional<Outcome> denial(List<Outcome> all) {
    return all.stream()
        .filter(outcome -> !outcome.allowed())
        .min(Comparator.comparingInt(o -> o.reason() == Reason.FORBIDDEN ? 0 : 1));
  }

  static Decision allowed(List<Outcome> all, DecisionText text) {
    Duties duties = Duties.none();
    Set<Tally> tallies = new LinkedHashSet<>();
    for (Outcome outcome : all) {
      duties = duties.and(outcome.duties());
      tallies.addAll(outcome.tallies());
    }
    Outcome first = all.get(0);
    Rule rule = first.rule();
    return new Decision(
        true,
        Reason.ALLOWED,
        first.policy().id(),
        rule == null ? ReleaseRule.ID : rule.id(),
        (rule == null ? first.policy().place() : rule.place()).toString(),
        text.allowed(all, duties),
        rule == null ? "" : rule.basis(),
        "",
        duties,
        List.copyOf(tallies));
  }

  static Decision denied(Outcome outcome, DecisionText text) {
    Rule rule = outcome.rule();
    boolean decides = rule != null && outcome.reason() != Reason.NOT_ALLOWED;
    Set<String> remedies = new LinkedHashSet<>();
    outcome.lacks().forEach(lack -> remedies.add(lack.remedy()));
    if (remedies.isEmpty()) {
      remedies.add(
          outcome.reason() == Reason.FORBIDDEN
              ? "only the steward can lift the rule (" + outcome.policy().steward() + ")"
              : "a rule of the steward that allows it (" + outcome.policy().steward() + ")");
    }
    return denied(
        outcome.reason(),
        outcome.policy().id(),
        decides ? rule.id() : "",
        (rule == null ? outcome.policy().place() : rule.place()).toString(),
        text.denied(outcome),
        decides ? rule.basis() : "",
        String.join("; and ", remedies));
  }

  static Decision denied(
      Reason reason,
      String policy,
      String rule,
      String place,
      String text,
      String basis,
      String remedy) {
    return new Decision(
        false, reason, policy, rule, place, text, basis, remedy, Duties.none(), List.of());
  }

  /** See {@link PolicySet#decideRemoval}. */
  static Decision ofRemoval(
      List<Policy> policies, Circumstances circumstances, Location from, Set<Location> elsewhere) {
    for (Policy policy : policies) {
      HomeCopy home = policy.papers().home();
      LocalDate day = policy.day(circumstances.at());
      if (home != null
          && home.isAt(from, day)
          && circumstances.homeCopies().stream()
              .noneMatch(copy -> !copy.equals(from) && home.isAt(copy, day))
          && elsewhere.stream().anyMatch(copy -> !home.isAt(copy, day))) {
        return denied(
            Reason.HOME_COPY,
            policy.id(),
            "",
            home.at().toString(),
            "Home copy: policy "
                + policy
                + " ("
                + home.at()
                + ") does not let the copy in "
                + from
                + " go while there are others in "
                + elsewhere.stream().sorted().toList()
                + ".",
            "",
            "remove those first, or make another complete copy in " + home.keepIn());
      }
    }
    return new Decision(
        true,
        Reason.ALLOWED,
        "",
        "",
        "",
        "Allowed: no policy needs the copy in " + from + ".",
        "",
        "",
        Duties.none(),
        List.of());
  }
}
