package dev.bailiwick.policy;

import java.util.Optional;

/** Whether a paper covers a transfer. */
final class GrantCheck {
  private GrantCheck() {}

  /** What is lacking if it does not; of several things the gravest, see {@link Nearest}. */
  static Optional<Lack> lack(Grant grant, Circumstances circumstances, Facts facts) {
    var day = facts.day();
    if (grant.withdrawn() != null && !day.isBefore(grant.withdrawn())) {
      return lack(
          Reason.WITHDRAWN,
          grant + " was withdrawn on " + grant.withdrawn(),
          "a new " + grant.kind());
    }
    if (grant.until() != null && day.isAfter(grant.until())) {
      return lack(
          Reason.EXPIRED,
          grant + " ended on " + grant.until(),
          "a " + grant.kind() + " that is valid on " + day);
    }
    Optional<String> operator = facts.operator();
    if (!grant.parties().isEmpty() && operator.isEmpty()) {
      return lack(
          Reason.UNKNOWN_FACT,
          grant + " covers places of " + parties(grant) + " only, and the operator is not known",
          "a statement of who operates the place, " + facts.stated());
    }
    if (grant.from() != null && day.isBefore(grant.from())) {
      return lack(
          Reason.NOT_YET, grant + " begins on " + grant.from(), "wait until " + grant.from());
    }
    if (!grant.uses().isEmpty() && !grant.uses().contains(circumstances.use())) {
      return lack(
          Reason.USE,
          grant + " does not cover the use '" + circumstances.use().id() + "'",
          "a " + grant.kind() + " for that use");
    }
    if (grant.purpose() != null && !circumstances.cited().contains(grant.id())) {
      return lack(
          Reason.CONDITION,
          "the job does not cite " + grant + ", which is for '" + grant.purpose() + "'",
          "if that is the purpose of the job, cite " + grant.id() + " in it");
    }
    return operator
        .filter(name -> !grant.parties().isEmpty() && !grant.parties().contains(name))
        .flatMap(
            name ->
                lack(
                    Reason.CONDITION,
                    name + " is no party to " + grant + " (parties: " + parties(grant) + ")",
                    "make " + name + " a party to it"));
  }

  private static String parties(Grant grant) {
    return String.join(", ", grant.parties().stream().sorted().toList());
  }

  private static Optional<Lack> lack(Reason reason, String text, String remedy) {
    return Optional.of(new Lack(reason, text, remedy));
  }
}
