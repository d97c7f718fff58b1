package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.time.Period;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a rule asks of the run that uses it, and what a run does of its own accord. */
final class DutyParser {
  private static final double MAX_EPSILON = 1_000_000;
  // What somebody counts the records of: only here does a bound on them mean something.
  private static final Set<TransferClass> COUNTED =
      EnumSet.of(
          TransferClass.STATISTICS,
          TransferClass.PARAMETERS,
          TransferClass.MODEL,
          TransferClass.METRICS);

  private DutyParser() {}

  static Duties duties(YamlMap map, Set<TransferClass> transfer) {
    if (!map.has("require")) {
      return Duties.none();
    }
    YamlMap require = map.map("require");
    require.allowOnly(
        "minRecords", "secureAggregation", "differentialPrivacy", "attestation", "keepAtMost");
    if (require.keys().isEmpty()) {
      throw map.error("require", "'require' asks for nothing; name a duty or remove it.");
    }
    for (TransferClass c : TransferClass.values()) {
      if (transfer.contains(c)) {
        checkFits(require, COUNTED.contains(c) ? "keepAtMost" : "minRecords", c);
      }
    }
    return new Duties(
        require.integer("minRecords", 1, PolicyFields.MAX_COUNT, 0),
        require.bool("secureAggregation", false),
        privacy(require),
        require.bool("attestation", false),
        period(require, "keepAtMost"));
  }

  /** What a run does, as a test states it. */
  static Conduct conduct(YamlMap map) {
    return conduct(map, "run");
  }

  /** The same under another name. */
  static Conduct conduct(YamlMap map, String field) {
    if (!map.has(field)) {
      return Conduct.plain();
    }
    YamlMap run = map.map(field);
    run.allowOnly("secureAggregation", "differentialPrivacy", "attestation", "keeps");
    return new Conduct(
        run.bool("secureAggregation", false),
        privacy(run),
        run.bool("attestation", false),
        period(run, "keeps"));
  }

  private static void checkFits(YamlMap require, String duty, TransferClass c) {
    if (require.has(duty)) {
      throw require
          .placeOfName(duty)
          .error(
              "'"
                  + duty
                  + "' does not fit the class '"
                  + c.id()
                  + "'; remove it, or move '"
                  + c.id()
                  + "' to a rule of its own.");
    }
  }

  private static @Nullable PrivacyBudget privacy(YamlMap map) {
    if (!map.has("differentialPrivacy")) {
      return null;
    }
    YamlMap budget = map.map("differentialPrivacy");
    budget.allowOnly("epsilon", "delta");
    budget.string("epsilon");
    budget.string("delta");
    double epsilon = budget.number("epsilon", 0, MAX_EPSILON, 0);
    double delta = budget.number("delta", 0, 1, 0);
    if (epsilon == 0) {
      throw budget.error("epsilon", "'epsilon' is 0; expected a number above 0.");
    }
    if (delta == 1) {
      throw budget.error("delta", "'delta' is 1, which protects nobody; expected less than 1.");
    }
    return new PrivacyBudget(epsilon, delta);
  }

  private static @Nullable Period period(YamlMap map, String key) {
    return map.has(key) ? PolicyFields.period(map, key) : null;
  }
}
