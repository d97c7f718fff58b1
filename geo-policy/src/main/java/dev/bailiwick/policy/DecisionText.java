package dev.bailiwick.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a decision into plain sentences. */
final class DecisionText {
  private final Question question;
  private final Instant at;

  DecisionText(Question question, Instant at) {
    this.question = question;
    this.at = at;
  }

  String allowed(List<Outcome> outcomes, Duties duties) {
    Set<String> rules = new LinkedHashSet<>();
    outcomes.forEach(outcome -> rules.add(decider(outcome)));
    List<String> asked = duties.described();
    return "Allowed: "
        + String.join(" and ", rules)
        + (rules.size() == 1 ? " lets " : " let ")
        + subject()
        + " be at "
        + question.to()
        + (asked.isEmpty() ? "." : "; asked for: " + String.join(", ", asked) + ".");
  }

  String denied(Outcome outcome) {
    return switch (outcome.reason()) {
      case FORBIDDEN -> forbidden(outcome);
      case NOT_ALLOWED -> notAllowed(outcome);
      default -> lacking(outcome);
    };
  }

  String noPolicy() {
    return "Not allowed: no policy is attached that lets "
        + subject()
        + " be at "
        + question.to()
        + ".";
  }

  static String failed(RuntimeException e) {
    return "Unknown fact: the policies could not be evaluated ("
        + e.getClass().getSimpleName()
        + "), and what is not decided is denied.";
  }

  private String forbidden(Outcome outcome) {
    String reason = outcome.rule() == null ? "" : outcome.rule().reason();
    return "Forbidden: "
        + decider(outcome)
        + " forbids that "
        + subject(outcome)
        + " be at "
        + question.to()
        + (reason.isEmpty() ? "" : ", for the reason \"" + reason + "\"")
        + (outcome.lacks().isEmpty() ? "." : "; " + texts(outcome) + ".");
  }

  private String notAllowed(Outcome outcome) {
    String sentence =
        "Not allowed: no rule of policy "
            + outcome.policy()
            + " ("
            + outcome.policy().place()
            + ") lets "
            + subject(outcome)
            + " be at "
            + question.to();
    if (!question.to().location().isKnown()) {
      return sentence + "; the location of the place is not proven.";
    }
    Rule nearest = outcome.rule();
    return nearest == null
        ? sentence + "."
        : sentence + "; the nearest, " + named(nearest) + "," + limit(nearest, outcome);
  }

  private String limit(Rule nearest, Outcome outcome) {
    LocalDate day = outcome.policy().day(at);
    if (!nearest.transfer().contains(question.transfer())) {
      return " lets only "
          + classes(nearest)
          + " be there"
          + (question.ciphertext() ? ", and ciphertext counts as what it holds." : ".");
    }
    if (!nearest.governs(outcome.law(), day)) {
      return " is only for the law of " + areas(nearest.laws()) + ".";
    }
    if (!nearest.governs(outcome.category())) {
      return " is only for data of category "
          + String.join(", ", nearest.categories().stream().sorted().toList())
          + ".";
    }
    return " lets them be only in "
        + areas(nearest.to())
        + (nearest.except().isEmpty() ? "." : ", except in " + areas(nearest.except()) + ".");
  }

  private String lacking(Outcome outcome) {
    String kind = capital(outcome.reason().words());
    Rule rule = outcome.rule();
    if (rule == null) {
      return kind
          + ": policy "
          + outcome.policy()
          + " ("
          + outcome.policy().place()
          + ") does not let "
          + subject(outcome)
          + " be at "
          + question.to()
          + ": "
          + texts(outcome)
          + ".";
    }
    return kind
        + ": "
        + decider(outcome)
        + (rule.allows() ? " would let " : " forbids, unless it is known not to apply, that ")
        + subject(outcome)
        + " be at "
        + question.to()
        + (rule.allows() ? ", but " : "; ")
        + texts(outcome)
        + ".";
  }

  /** What stands in the way. */
  static String texts(Outcome outcome) {
    return outcome.lacks().stream().map(Lack::text).collect(Collectors.joining("; and "));
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The rule that decides, with its policy and its place. */
  static String decider(Outcome outcome) {
    Rule rule = outcome.rule();
    return rule == null
        ? "the release rule of policy " + outcome.policy()
        : (rule.kind() == Rule.Kind.EXCEPTION ? "exception '" : "rule '")
            + rule.id()
            + "' of policy "
            + outcome.policy()
            + " ("
            + rule.place()
            + ")";
  }

  private static String named(Rule rule) {
    return (rule.kind() == Rule.Kind.EXCEPTION ? "exception '" : "rule '")
        + rule.id()
        + "' ("
        + rule.place()
        + ")";
  }

  /** What is asked about, and the laws that it is under. */
  String subject() {
    String laws =
        question.laws().stream().map(Location::toString).collect(Collectors.joining(" and "));
    return what() + under(laws);
  }

  private static String under(String laws) {
    return laws.equals(Location.unknown().code())
        ? " under an unknown law"
        : " under the law of " + laws;
  }

  private String subject(Outcome outcome) {
    return what()
        + (outcome.category().isEmpty() ? "" : " of category " + outcome.category())
        + under(outcome.law().code());
  }

  private String what() {
    return (question.ciphertext() ? "ciphertext of " : "") + noun(question.transfer());
  }

  private static String noun(TransferClass c) {
    return switch (c) {
      case RAW -> "raw rows";
      case INTERMEDIATE -> "intermediate (shuffled or cached) rows";
      case STATISTICS -> "statistics";
      case PARAMETERS -> "parameters (model updates)";
      case MODEL -> "models";
      case METRICS -> "metrics";
      case VIEW -> "views of rows";
      case SEALED -> "sealed (encrypted) rows";
    };
  }

  private static String classes(Rule rule) {
    return rule.transfer().stream()
        .sorted()
        .map(DecisionText::noun)
        .collect(Collectors.joining(", "));
  }

  private static String areas(List<Area> areas) {
    return areas.stream().map(Area::toString).collect(Collectors.joining(", "));
  }
}
