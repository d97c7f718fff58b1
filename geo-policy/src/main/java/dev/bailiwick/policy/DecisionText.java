package dev.bailiwick.policy;

import java.util.List;
import java.util.stream.Collectors;

/** Puts a decision into one sentence. */
final class DecisionText {
  private DecisionText() {}

  static String allowed(List<Deciding> deciding, Location law, TransferClass c, Site to, long min) {
    String rules = deciding.stream().map(Deciding::named).collect(Collectors.joining(" and "));
    String verb = deciding.size() == 1 ? " lets " : " let ";
    return "Allowed: "
        + rules
        + verb
        + subject(law, c)
        + " be at site "
        + to
        + (min > 0 ? ", made from at least " + min + " records." : ".");
  }

  static String forbidden(Deciding deciding, Location law, TransferClass c, Site to) {
    return "Forbidden: "
        + deciding.named()
        + " forbids that "
        + subject(law, c)
        + " be at site "
        + to
        + (deciding.rule().reason().isEmpty()
            ? "."
            : ", for the reason \"" + deciding.rule().reason() + "\".");
  }

  static String notAllowed(Policy policy, Location law, TransferClass c, Site to) {
    return "Not allowed: no rule of policy "
        + policy
        + " ("
        + policy.place()
        + ") lets "
        + subject(law, c)
        + " be at site "
        + to
        + ".";
  }

  static String notAllowed(Policy policy, Rule nearest, Location law, TransferClass c, Site to) {
    String sentence = notAllowed(policy, law, c, to);
    String limit =
        !nearest.transfer().contains(c)
            ? " lets only " + classes(nearest) + " be there."
            : !nearest.governs(law)
                ? " is only for the law of " + areas(nearest.laws()) + "."
                : " lets them be only in " + areas(nearest.to()) + ".";
    return sentence.substring(0, sentence.length() - 1)
        + "; the nearest, rule '"
        + nearest.id()
        + "' ("
        + nearest.place()
        + "),"
        + limit;
  }

  static String noPolicy(Location law, TransferClass c, Site to) {
    return "Not allowed: no policy is attached that lets "
        + subject(law, c)
        + " be at site "
        + to
        + ".";
  }

  static String unknownLaw(TransferClass c, Site to) {
    return "Unknown law: nobody stated which law governs these "
        + noun(c)
        + ", and what is unknown is denied, so they may not be at site "
        + to
        + ".";
  }

  static String failed(RuntimeException e) {
    return "Not decided: the policies could not be evaluated ("
        + e.getClass().getSimpleName()
        + "), and what is not decided is denied.";
  }

  private static String subject(Location law, TransferClass c) {
    return noun(c) + " under the law of " + law;
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

  /** A rule with its policy. */
  record Deciding(Policy policy, Rule rule) {
    String named() {
      return "rule '" + rule.id() + "' of policy " + policy + " (" + rule.place() + ")";
    }
  }
}
