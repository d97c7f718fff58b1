package dev.bailiwick.policy;

import java.util.stream.Collectors;

/** Says in words what a statement states. */
final class FactWords {
  private FactWords() {}

  static String of(Statement.Fact fact) {
    if (fact instanceof Statement.Operator operator) {
      return "operator '" + operator.name() + "'";
    }
    if (fact instanceof Statement.Certified held) {
      return "certificate '" + held.certificate() + "'";
    }
    if (fact instanceof Statement.Attested held) {
      return "attestation '" + held.kind() + "'";
    }
    if (fact instanceof Statement.ControlledFrom control) {
      return "control from "
          + control.countries().stream().map(Location::code).collect(Collectors.joining(", "));
    }
    return "statement";
  }
}
