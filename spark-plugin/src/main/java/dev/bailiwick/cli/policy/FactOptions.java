package dev.bailiwick.cli.policy;

import dev.bailiwick.policy.Supposition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a person supposes about a place, as if somebody whom the policies trust had stated it. */
final class FactOptions {
  @Option(names = "--operator", paramLabel = "NAME", description = "Suppose that this one runs it.")
  private @Nullable String operator;

  @Option(
      names = "--controlled-from",
      split = ",",
      paramLabel = "CODE",
      description = "Suppose that its operator is controlled from there.")
  private List<String> controlledFrom = new ArrayList<>();

  @Option(
      names = "--certified",
      split = ",",
      paramLabel = "NAME",
      description = "Suppose that it holds these certificates.")
  private List<String> certified = new ArrayList<>();

  @Option(
      names = "--attested",
      split = ",",
      paramLabel = "KIND",
      description = "Suppose that it is attested in these ways.")
  private List<String> attested = new ArrayList<>();

  Supposition apply(Supposition place) {
    Supposition supposed = operator == null ? place : place.operatedBy(operator);
    if (!controlledFrom.isEmpty()) {
      supposed = supposed.controlledFrom(CaseOptions.locations(controlledFrom));
    }
    for (String certificate : certified) {
      supposed = supposed.certified(certificate);
    }
    for (String kind : attested) {
      supposed = supposed.attested(kind);
    }
    return supposed;
  }
}
