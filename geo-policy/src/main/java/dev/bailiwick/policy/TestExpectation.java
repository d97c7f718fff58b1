package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.util.Optional;

/** What a test expects: an answer, and perhaps who gives it and why. */
record TestExpectation(boolean allowed, String rule, Optional<Reason> reason, String text) {

  static TestExpectation of(YamlMap map, TestScope scope) {
    String expect = map.string("expect");
    if (!expect.equals("allow") && !expect.equals("deny")) {
      throw map.error("expect", "'expect' is '" + expect + "'; expected allow or deny.");
    }
    boolean allowed = expect.equals("allow");
    String because = PolicyFields.optionalLine(map, "because");
    Optional<Reason> reason = reason(because);
    if (allowed && reason.isPresent()) {
      throw map.error(
          "because",
          "'" + reason.get().words() + "' is why something is denied, and the test expects allow.");
    }
    return new TestExpectation(allowed, rule(map, scope), reason, text(because, reason));
  }

  private static String rule(YamlMap map, TestScope scope) {
    if (!map.has("rule")) {
      return "";
    }
    String rule = map.string("rule");
    if (!scope.rules().contains(rule)) {
      Place place = map.placeOf("rule");
      throw PolicyFields.unknown(new YamlScalar(rule, place), "rule", scope.rules());
    }
    return rule;
  }

  /** The kind of reason with which the text begins, alone or before a colon. */
  private static Optional<Reason> reason(String because) {
    for (Reason reason : Reason.values()) {
      boolean begins = because.equals(reason.words()) || because.startsWith(reason.words() + ":");
      if (begins && reason != Reason.ALLOWED) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  private static String text(String because, Optional<Reason> reason) {
    if (reason.isEmpty()) {
      return because;
    }
    String rest = because.substring(reason.get().words().length());
    return rest.startsWith(":") ? rest.substring(1).strip() : "";
  }
}
