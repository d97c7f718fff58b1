package dev.bailiwick.policy;

import dev.bailiwick.policy.Statement.Attested;
import dev.bailiwick.policy.Statement.Certified;
import dev.bailiwick.policy.Statement.ControlledFrom;
import dev.bailiwick.policy.Statement.Operator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is known about a place on a day: what was stated by those whom a policy trusts. Any other
 * statement is as if it were not there.
 */
final class Facts {
  private final Destination place;
  private final LocalDate day;
  private final Set<String> trusted;
  private final List<Statement> statements;

  private Facts(Destination place, LocalDate day, Set<String> trusted, List<Statement> statements) {
    this.place = place;
    this.day = day;
    this.trusted = trusted;
    this.statements = statements;
  }

  static Facts of(Destination place, Policy policy, Circumstances circumstances) {
    Set<String> trusted = new TreeSet<>(policy.papers().trust());
    trusted.addAll(circumstances.alsoTrusted());
    List<Statement> counted = new ArrayList<>();
    for (Statement statement : place.statements()) {
      if (statement.place().equals(place.name()) && trusted.contains(statement.by())) {
        counted.add(statement);
      }
    }
    return new Facts(place, policy.day(circumstances.at()), trusted, counted);
  }

  LocalDate day() {
    return day;
  }

  /** Who operates the place; empty if nobody stated it, or two statements differ. */
  Optional<String> operator() {
    Set<String> names = new TreeSet<>();
    for (Statement statement : statements) {
      if (statement.fact() instanceof Operator operator && isInForce(statement)) {
        names.add(operator.name());
      }
    }
    return names.size() == 1 ? Optional.of(names.iterator().next()) : Optional.empty();
  }

  /** From where its operator is controlled, by all statements together; empty if there is none. */
  Set<Location> control() {
    Set<Location> countries = new TreeSet<>();
    for (Statement statement : statements) {
      if (statement.fact() instanceof ControlledFrom control && isInForce(statement)) {
        countries.addAll(control.countries());
      }
    }
    return countries;
  }

  /** What is lacking if the place does not hold a certificate on the day. */
  Optional<Lack> lackOf(String certificate, String asker) {
    return lack(
        fact -> fact instanceof Certified held && held.certificate().equals(certificate),
        "certificate '" + certificate + "'",
        asker + " only with certificate '" + certificate + "'");
  }

  /** What is lacking if the place is not attested in a way on the day. */
  Optional<Lack> lackOfAttestation(String kind) {
    return lack(
        fact -> fact instanceof Attested held && held.kind().equals(kind),
        "attestation '" + kind + "'",
        "it is for places with attestation '" + kind + "' only");
  }

  private Optional<Lack> lack(Predicate<Statement.Fact> asked, String paper, String asker) {
    String state = "the place has none";
    for (Statement statement : statements) {
      if (asked.test(statement.fact())) {
        if (isInForce(statement)) {
          return Optional.empty();
        }
        LocalDate until = statement.until();
        state =
            until != null && day.isAfter(until)
                ? "that of the place ended on " + until
                : "that of the place begins on " + statement.from();
      }
    }
    return Optional.of(
        new Lack(
            Reason.CONDITION,
            asker + ", and " + state,
            "a " + paper + " of " + place + " that is valid on " + day + ", " + stated()));
  }

  /** The rest of a remedy: by whom it must be stated. */
  String stated() {
    return trusted.isEmpty()
        ? "stated by somebody whom the policy trusts (it trusts nobody yet; add 'trust')"
        : "stated by " + String.join(" or ", trusted);
  }

  private boolean isInForce(Statement statement) {
    LocalDate from = statement.from();
    LocalDate until = statement.until();
    return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
  }
}
