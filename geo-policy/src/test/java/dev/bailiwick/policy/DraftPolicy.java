package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A policy that chance writes, rule by rule, and the places and days about which it is asked.
 *
 * @param law of all rows, or an empty text: then a column has it
 */
record DraftPolicy(String id, String law, boolean trusts, List<String> rules) {
  static final List<Location> LAWS = List.of(Location.of("DE"), Location.of("CN"));
  static final List<LocalDate> DAYS =
      List.of(LocalDate.parse("2026-06-01"), LocalDate.parse("2027-06-01"));
  private static final List<String> CLASSES =
      List.of("raw", "intermediate", "statistics", "sealed");
  private static final List<String> AREAS =
      List.of("DE", "FR", "GF", "CN", "HK", "US", "US-VA", "EU", "EEA", "ANYWHERE", "site:de");
  private static final List<String> EXCEPTIONS =
      List.of("expires: 2026-12-31", "from: 2027-01-01, expires: 2027-12-31");

  /** The same without one of its rules. */
  DraftPolicy without(String rule) {
    List<String> others = new ArrayList<>(rules);
    others.remove(number(rule));
    return new DraftPolicy(id, law, trusts, others);
  }

  /** Rules keep their names when one of them is taken away. */
  private int number(String rule) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).contains("id: " + rule + ",")) {
        return i;
      }
    }
    throw new AssertionError("no rule " + rule);
  }

  Policy policy() {
    return PolicyParser.parse(id, yaml());
  }

  String yaml() {
    StringBuilder text = new StringBuilder("apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\n");
    text.append("metadata: {id: ").append(id).append(", version: 1.0.0, steward: s}\n");
    text.append("dataset: {match: \"**\", jurisdiction: ")
        .append(law.isEmpty() ? "{column: c}" : law)
        .append("}\n");
    text.append(trusts ? "trust: [r@x.example]\n" : "");
    text.append("grants:\n  - {id: G, kind: contract, parties: [one], until: 2026-12-31}\n");
    text.append("  - {id: H, kind: consent, until: 2027-12-31}\n");
    text.append("rules:\n");
    rules.stream().filter(r -> !r.contains("expires")).forEach(text::append);
    if (rules.stream().anyMatch(rule -> rule.contains("expires"))) {
      text.append("exceptions:\n");
      rules.stream().filter(r -> r.contains("expires")).forEach(text::append);
    }
    return text.toString();
  }

  static Topology topology() {
    List<Site> sites = new ArrayList<>();
    for (String code : List.of("DE", "FR", "GF", "HK", "US", "US-VA")) {
      String name = code.toLowerCase(Locale.ROOT);
      sites.add(
          new Site(
              name,
              Location.of(code),
              URI.create("file:///" + name + "/"),
              1,
              java.util.OptionalLong.empty(),
              false,
              statements(name, sites.size())));
    }
    return new Topology(
        "t",
        "t.example",
        sites,
        List.of(),
        List.of(),
        sites.get(0),
        DocumentTrust.unsigned(),
        Optional.empty(),
        Path.of("topology.yaml"));
  }

  private static List<Statement> statements(String place, int number) {
    List<Statement.Fact> facts =
        List.of(
            new Statement.Operator(number % 2 == 0 ? "one" : "two"),
            new Statement.ControlledFrom(List.of(Location.of(number % 3 == 0 ? "DE" : "HK"))),
            new Statement.Certified("c5"));
    Place at = new Place("statements.yaml", 1, 1);
    return facts.subList(0, 1 + number % 3).stream()
        .map(fact -> new Statement(place, "r@x.example", fact, null, null, at))
        .toList();
  }

  static Arbitrary<DraftPolicy> any(String id) {
    return Combinators.combine(
            Arbitraries.of("", "", "DE"),
            Arbitraries.of(true, true, false),
            parts().list().ofMinSize(1).ofMaxSize(6))
        .as(
            (law, trusts, parts) -> {
              List<String> rules = new ArrayList<>();
              parts.forEach(part -> rules.add(part.rule(rules.isEmpty(), "r" + rules.size())));
              return new DraftPolicy(id, law, trusts, rules);
            });
  }

  private record Part(
      int kind, Set<String> transfer, Set<String> to, String except, String laws, String more) {
    /** The first is always a rule: a policy of exceptions alone is an error. */
    String rule(boolean first, String id) {
      String scope =
          "transfer: "
              + transfer.stream().sorted().toList()
              + ", to: "
              + to.stream().sorted().map(area -> '"' + area + '"').toList()
              + laws;
      if (kind == 0 && !first) {
        String end = EXCEPTIONS.get(more.length() % 2);
        return "  - {id: %s, allows: {%s}, basis: b, approvedBy: a@x.example, justification: j, %s}\n"
            .formatted(id, scope, end);
      }
      boolean deny = kind == 1 || kind == 2;
      String rest = deny ? more.replaceAll(", under.*", ", unless: [H]") : more;
      return "  - {id: %s, effect: %s, %s%s%s}\n"
          .formatted(id, deny ? "deny" : "allow", scope, except, rest)
          .replace(deny ? ", certified: [c5]" : "\0", "")
          .replace(deny ? ", when: {certified: [c5]}" : "\0", "");
    }
  }

  private static Arbitrary<Part> parts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(CLASSES).set().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(AREAS).set().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of("", "", "", ", except: [FR]", ", except: [EU]"),
            Arbitraries.of(
                "", "", ", for: {jurisdiction: [DE]}", ", for: {jurisdiction: [EU, CN]}"),
            Arbitraries.of(
                "",
                "",
                "",
                ", when: {operatedBy: [one]}",
                ", when: {operatedBy: [one, two]}",
                ", when: {controlledFrom: [CN]}",
                ", when: {certified: [c5]}",
                ", when: {operatedBy: [two], certified: [c5]}",
                ", under: [G]",
                ", under: [H]",
                ", under: [G, H]"))
        .as(Part::new);
  }
}
