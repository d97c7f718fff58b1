package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One random policy: the text that the product reads, and the plain answer that the oracle gives.
 * The two share nothing but the list of rules.
 */
final class Law {
  static final List<String> CLASSES = List.of("raw", "intermediate", "view", "statistics");

  /** Words of the policy language that mean a site here; the first is its country. */
  static final Map<String, List<String>> AREAS =
      Map.of(
          "fra", List.of("DE", "site:fra", "EEA"),
          "iad", List.of("US", "site:iad", "US-VA"),
          "nrt", List.of("JP", "site:nrt"));

  static final int LEAST_RECORDS = 10;

  private record Rule(
      String id, boolean allow, List<String> classes, List<String> to, boolean minRecords) {
    boolean speaksOf(String transferClass, String site) {
      return (classes.contains(transferClass) || classes.contains("*"))
          && to.stream().anyMatch(a -> a.equals("ANYWHERE") || AREAS.get(site).contains(a));
    }

    String yaml() {
      StringBuilder text = new StringBuilder();
      text.append("  - {id: ").append(id).append(", effect: ").append(allow ? "allow" : "deny");
      text.append(", transfer: [").append(quoted(classes)).append("], to: [");
      text.append(String.join(", ", to)).append(']');
      if (minRecords) {
        text.append(", require: {minRecords: ").append(LEAST_RECORDS).append('}');
      }
      return text.append("}\n").toString();
    }

    private static String quoted(List<String> words) {
      return String.join(", ", words.stream().map(w -> w.equals("*") ? "\"*\"" : w).toList());
    }
  }

  private final String id;
  private final List<Rule> rules;

  private Law(String id, List<Rule> rules) {
    this.id = id;
    this.rules = rules;
  }

  /**
   * @param home where the rows lie; hardly any law forbids to read them there
   * @param freedom how likely another site is permitted
   */
  static Law random(String id, String home, double freedom, Random random) {
    List<Rule> rules = new ArrayList<>();
    for (String c : CLASSES) {
      Set<String> to = new LinkedHashSet<>();
      for (String site : World.SITES) {
        boolean kept = site.equals(home) && !c.equals("view") && !c.equals("statistics");
        if (random.nextDouble() < (kept ? 0.97 : freedom)) {
          to.add(area(site, random));
        }
      }
      if (to.size() == World.SITES.size() && random.nextBoolean()) {
        to = new LinkedHashSet<>(List.of("ANYWHERE"));
      }
      if (!to.isEmpty()) {
        boolean least = c.equals("statistics") && random.nextBoolean();
        rules.add(new Rule("may-" + c, true, List.of(c), List.copyOf(to), least));
      }
    }
    if (random.nextDouble() < 0.4 * (1 - freedom)) {
      List<String> classes =
          random.nextInt(6) == 0
              ? List.of("*")
              : List.of(CLASSES.get(random.nextInt(CLASSES.size())));
      String site = World.SITES.get(random.nextInt(World.SITES.size()));
      rules.add(new Rule("never", false, classes, List.of(area(site, random)), false));
    }
    if (rules.isEmpty()) {
      rules.add(new Rule("never", false, List.of("*"), List.of("ANYWHERE"), false));
    }
    return new Law(id, rules);
  }

  private static String area(String site, Random random) {
    List<String> areas = AREAS.get(site);
    return areas.get(random.nextInt(areas.size()));
  }

  boolean permits(String transferClass, String site) {
    boolean allowed = false;
    for (Rule rule : rules) {
      if (rule.speaksOf(transferClass, site)) {
        if (!rule.allow) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  /** How many records statistics must be made of. */
  int leastRecords() {
    return rules.stream().anyMatch(Rule::minRecords) ? LEAST_RECORDS : 0;
  }

  String id() {
    return id;
  }

  String yaml(String match, String jurisdiction) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: SovereigntyPolicy
            metadata: {id: %s, version: 1.0.0, steward: dpo@test.example}
            dataset: {match: "%s", jurisdiction: %s}
            rules:
            """
                .formatted(id, match, jurisdiction));
    rules.forEach(rule -> text.append(rule.yaml()));
    return text.toString();
  }
}
