package dev.bailiwick.sharding;

import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A random planner's task: policies and topology as texts that the parsers read, counts, options.
 *
 * <p>It knows itself what its policies permit, by the words of the format's description and without
 * the engine: an allow of every policy, and a deny of none.
 */
final class PlannerCase {
  private static final List<String> COUNTRIES = List.of("DE", "PL", "JP", "BR", "IN", "KE");
  private static final List<String> ROWS = List.of("raw", "intermediate");

  /** A rule in words that can be asked without a parser. */
  private record Rule(boolean allow, List<String> transfer, List<String> to, List<String> laws) {
    String text(int number) {
      return "  - {id: r%d, effect: %s, transfer: [%s], to: [%s], for: {jurisdiction: [%s]}}\n"
          .formatted(
              number,
              allow ? "allow" : "deny",
              String.join(", ", transfer),
              String.join(", ", to),
              String.join(", ", laws));
    }

    boolean matches(String law, String transferClass, String country) {
      return transfer.contains(transferClass) && to.contains(country) && laws.contains(law);
    }
  }

  private final Random random;
  private final List<List<Rule>> rules = new ArrayList<>();
  private final List<String> siteCountries = new ArrayList<>();
  final PolicySet policies;
  final Topology topology;
  final List<SourceCount> counts = new ArrayList<>();
  final PlanOptions options;

  PlannerCase(long seed, Path folder) {
    random = new Random(seed);
    int sites = 1 + random.nextInt(6);
    boolean capped = random.nextInt(3) == 0;
    topology = topology(sites, capped, folder);
    policies = policies();
    Strategy strategy = strategy();
    counts(sites, capped, strategy);
    options =
        new PlanOptions(
            1 + random.nextInt(200),
            random.nextInt(4) == 0 ? 2 : random.nextDouble() / 5,
            strategy,
            random.nextInt(3));
  }

  /** Whether raw and intermediate rows of a law may be at a site. */
  boolean mayLive(String law, String site) {
    return ROWS.stream().allMatch(c -> may(law, c, site));
  }

  private boolean may(String law, String transferClass, String site) {
    String country = siteCountries.get(Integer.parseInt(site.substring(1)));
    return rules.stream()
        .allMatch(
            policy ->
                policy.stream().anyMatch(r -> r.allow() && r.matches(law, transferClass, country))
                    && policy.stream()
                        .noneMatch(r -> !r.allow() && r.matches(law, transferClass, country)));
  }

  /** The law of a value of the column; empty if unknown. */
  static String lawOf(String value) {
    return value.equals("Germany") ? "DE" : COUNTRIES.contains(value) ? value : "";
  }

  private Topology topology(int sites, boolean capped, Path folder) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: random, trustDomain: bailiwick.example}
            signatures: not-required
            coordinator: s0
            sites:
            """);
    for (int s = 0; s < sites; s++) {
      siteCountries.add(one(COUNTRIES));
      text.append(
          "  - {name: s%d, location: %s, storage: \"storage/s%d\", computeWeight: %d%s%s}\n"
              .formatted(
                  s,
                  siteCountries.get(s),
                  s,
                  1 + random.nextInt(4),
                  capped && random.nextBoolean()
                      ? ", capacityGigabytes: "
                          + String.format(Locale.ROOT, "%.7f", random.nextInt(60_000) / 1e9)
                      : "",
                  random.nextInt(8) == 0 ? ", draining: true" : ""));
    }
    if (sites > 1 && random.nextBoolean()) {
      text.append("links:\n  - {from: s0, to: s1, megabytesPerSecond: 10, costPerGigabyte: 3}\n");
    }
    try {
      return TopologyParser.parse(Files.writeString(folder.resolve("topology.yaml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PolicySet policies() {
    List<dev.bailiwick.policy.Policy> parsed = new ArrayList<>();
    for (int p = 0; p <= (random.nextInt(4) == 0 ? 1 : 0); p++) {
      List<Rule> of = new ArrayList<>();
      for (int r = 0; r <= random.nextInt(4); r++) {
        of.add(
            new Rule(
                r == 0 || random.nextInt(4) > 0,
                random.nextInt(4) > 0 ? ROWS : List.of(one(ROWS)),
                some(COUNTRIES),
                some(COUNTRIES)));
      }
      rules.add(of);
      StringBuilder text =
          new StringBuilder(
              """
              apiVersion: bailiwick/v1
              kind: SovereigntyPolicy
              metadata: {id: p%d, version: 1.0.0, steward: dpo@clinic.example}
              dataset: {match: "**", jurisdiction: {column: country, map: {Germany: DE}}}
              rules:
              """
                  .formatted(p));
      for (int r = 0; r < of.size(); r++) {
        text.append(of.get(r).text(r));
      }
      parsed.add(PolicyParser.parse("p" + p + ".yaml", text.toString()));
    }
    return PolicySet.of(parsed);
  }

  private Strategy strategy() {
    return switch (random.nextInt(7)) {
      case 0 -> new Strategy.Stratified("label", false);
      case 1 -> new Strategy.Stratified("label", true);
      case 2 -> new Strategy.TimeRanges("at", random.nextInt(3) * random.nextInt(60));
      case 3 -> new Strategy.Spatial("lat", "lon");
      case 4 -> new Strategy.Hash(List.of("user"), false);
      default -> new Strategy.Size();
    };
  }

  private void counts(int sites, boolean capped, Strategy strategy) {
    List<String> values = new ArrayList<>(COUNTRIES);
    values.addAll(List.of("Germany", "", "Atlantis"));
    boolean sized = capped || random.nextBoolean();
    boolean home = random.nextInt(4) > 0;
    for (int source = 0; source <= random.nextInt(5); source++) {
      String site = "s" + random.nextInt(sites);
      for (String value : values) {
        for (String category :
            strategy instanceof Strategy.Stratified ? List.of("a", "b") : List.of("")) {
          String law = lawOf(value);
          // Mostly rows lie where they may, or most cases would be nothing but violations.
          boolean skip = home && !law.isEmpty() && !mayLive(law, site);
          if (random.nextInt(3) == 0 && !skip) {
            long rows = random.nextInt(6) == 0 ? 1 : random.nextInt(400);
            String split = random.nextInt(4) == 0 ? "test" : "train";
            counts.add(
                new SourceCount(
                    "f" + source, site, value, category, split, rows, sized ? rows * 37 + 1 : 0));
          }
        }
      }
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private List<String> some(List<String> of) {
    List<String> some = of.stream().filter(x -> random.nextInt(5) > 1).toList();
    return some.isEmpty() ? List.of(of.get(0)) : some;
  }
}
