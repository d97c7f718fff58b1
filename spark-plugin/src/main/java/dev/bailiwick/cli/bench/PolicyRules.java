package dev.bailiwick.cli.bench;

import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random rules, places and questions, from one seed, to be written in more than one language. */
final class PolicyRules {
  private static final List<String> COUNTRIES =
      List.of("DE", "AT", "IT", "ES", "PL", "SE", "IE", "JP", "CH", "BR", "IN", "KR", "CA", "SG");
  private static final List<String> AREAS = new ArrayList<>(COUNTRIES);
  private static final List<TransferClass> CLASSES = List.of(TransferClass.values());
  private static final int PLACES = 48;
  private static final int QUESTIONS = 1 << 12;
  private static final int DENY_ONE_IN = 10;

  static {
    AREAS.add("EU");
    AREAS.add("EEA");
  }

  private final List<List<Rule>> policies = new ArrayList<>();
  private final List<At> places = new ArrayList<>();
  private final Asked[] questions = new Asked[QUESTIONS];
  private long allowed;

  /** One rule: everything that both languages can say. */
  record Rule(boolean allows, TransferClass transfer, String to, String law) {}

  /** A place. */
  record At(String name, String country) {}

  /** A question. */
  record Asked(Location law, TransferClass transfer, String place, String country) {}

  private PolicyRules(SplittableRandom random) {
    for (int i = 0; i < PLACES; i++) {
      places.add(new At("p" + i, COUNTRIES.get(i % COUNTRIES.size())));
    }
    for (int i = 0; i < QUESTIONS; i++) {
      At at = places.get(random.nextInt(PLACES));
      String law = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
      TransferClass transfer = CLASSES.get(random.nextInt(CLASSES.size()));
      questions[i] = new Asked(Location.of(law), transfer, at.name(), at.country());
    }
  }

  static PolicyRules random(int rules, int inAPolicy, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PolicyRules made = new PolicyRules(random);
    for (int left = rules; left > 0; left -= inAPolicy) {
      List<Rule> policy = new ArrayList<>();
      for (int i = 0; i < Math.min(left, inAPolicy); i++) {
        boolean allows = random.nextInt(DENY_ONE_IN) > 0;
        policy.add(
            new Rule(
                allows,
                CLASSES.get(random.nextInt(CLASSES.size())),
                // Denies of single countries: or nothing would be left of a thousand rules.
                allows ? AREAS.get(random.nextInt(AREAS.size())) : pick(random),
                pick(random)));
      }
      made.policies.add(policy);
    }
    return made;
  }

  private static String pick(SplittableRandom random) {
    return COUNTRIES.get(random.nextInt(COUNTRIES.size()));
  }

  List<List<Rule>> policies() {
    return policies;
  }

  List<At> places() {
    return places;
  }

  List<TransferClass> classes() {
    return CLASSES;
  }

  List<Location> laws() {
    return COUNTRIES.stream().map(Location::of).toList();
  }

  Asked question(int i) {
    return questions[i & (QUESTIONS - 1)];
  }

  /** Adds up what was allowed, so that the work for it is not optimised away. */
  void count(int more) {
    allowed += more;
  }

  /** What was allowed so far. */
  long allowed() {
    return allowed;
  }

  /** The policies in our language. */
  List<String> documents() {
    List<String> documents = new ArrayList<>();
    for (int p = 0; p < policies.size(); p++) {
      StringBuilder text =
          new StringBuilder("apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\n")
              .append("metadata: {id: p" + p + ", version: 1.0.0, steward: bench@example.org}\n")
              .append("dataset: {match: \"**\", jurisdiction: {column: law}}\nrules:\n");
      List<Rule> rules = policies.get(p);
      for (int i = 0; i < rules.size(); i++) {
        Rule rule = rules.get(i);
        text.append("  - {id: r" + i + ", effect: " + (rule.allows() ? "allow" : "deny"))
            .append(", transfer: [" + rule.transfer().id() + "], to: [" + rule.to())
            .append("], for: {jurisdiction: [" + rule.law() + "]}}\n");
      }
      documents.add(text.toString());
    }
    return documents;
  }
}
