package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of deciding, against an oracle that knows each small place by a table written by hand. */
class PolicyLawsTest {
  private static final List<String> PLACES =
      List.of("DE", "FR", "GF", "CN", "HK", "US", "US-VA", "US-CA", "NO");
  private static final List<String> AREAS =
      List.of(
          "DE", "FR", "GF", "CN", "HK", "US", "US-VA", "US-CA", "EU", "EEA", "ANYWHERE", "site:de");
  private static final List<TransferClass> CLASSES =
      List.of(TransferClass.RAW, TransferClass.STATISTICS, TransferClass.SEALED);

  /** Which places an area holds for an allow. */
  private static final Map<String, Set<String>> NARROW =
      Map.ofEntries(
          Map.entry("DE", Set.of("DE")),
          Map.entry("FR", Set.of("FR")),
          Map.entry("GF", Set.of("GF")),
          Map.entry("CN", Set.of("CN")),
          Map.entry("HK", Set.of("HK")),
          Map.entry("US", Set.of("US", "US-VA", "US-CA")),
          Map.entry("US-VA", Set.of("US-VA")),
          Map.entry("US-CA", Set.of("US-CA")),
          Map.entry("EU", Set.of("DE", "FR")),
          Map.entry("EEA", Set.of("DE", "FR", "NO")),
          Map.entry("ANYWHERE", Set.copyOf(PLACES)),
          Map.entry("site:de", Set.of("DE")));

  /** Which places an area may hold besides, for a deny. */
  private static final Map<String, Set<String>> ALSO =
      Map.of(
          "FR", Set.of("GF"),
          "CN", Set.of("HK"),
          "US-VA", Set.of("US"),
          "US-CA", Set.of("US"),
          "EU", Set.of("GF"),
          "EEA", Set.of("GF"));

  record Spec(
      boolean allows, Set<TransferClass> transfer, Set<String> to, Set<String> laws, int min) {
    String yaml(int i) {
      String counted =
          allows && min > 0 && transfer.equals(Set.of(TransferClass.STATISTICS))
              ? ", require: {minRecords: " + min + "}"
              : "";
      return "  - {id: r"
          + i
          + ", effect: "
          + (allows ? "allow" : "deny")
          + ", transfer: "
          + transfer.stream().map(TransferClass::id).sorted().toList()
          + ", to: "
          + to.stream().sorted().map(t -> '"' + t + '"').toList()
          + (laws.isEmpty() ? "" : ", for: {jurisdiction: " + laws.stream().sorted().toList() + "}")
          + counted
          + "}\n";
    }

    boolean matches(String law, TransferClass c, String place) {
      return transfer.contains(c)
          && to.stream().anyMatch(area -> holds(area, place))
          && (laws.isEmpty() || laws.stream().anyMatch(area -> holds(area, law)));
    }

    private boolean holds(String area, String place) {
      return NARROW.get(area).contains(place)
          || (!allows && ALSO.getOrDefault(area, Set.of()).contains(place));
    }
  }

  record Question(String law, TransferClass c, String place) {}

  private static boolean oracle(List<List<Spec>> policies, Question q) {
    return !policies.isEmpty()
        && policies.stream()
            .allMatch(
                rules ->
                    rules.stream().noneMatch(r -> !r.allows() && r.matches(q.law, q.c, q.place))
                        && rules.stream()
                            .anyMatch(r -> r.allows() && r.matches(q.law, q.c, q.place)));
  }

  private static PolicySet set(List<List<Spec>> policies) {
    return PolicySet.of(
        IntStream.range(0, policies.size())
            .mapToObj(i -> policy(i, policies.get(i), false))
            .toList());
  }

  private static Policy policy(int number, List<Spec> rules, boolean reversed) {
    List<String> lines =
        new ArrayList<>(
            IntStream.range(0, rules.size()).mapToObj(i -> rules.get(i).yaml(i)).toList());
    if (reversed) {
      Collections.reverse(lines);
    }
    return PolicyParser.parse(
        "p" + number,
        "apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\nmetadata: {id: p"
            + number
            + ", version: 1.0.0, steward: s}\ndataset: {match: \"**\", jurisdiction: {column: c}}\nrules:\n"
            + String.join("", lines));
  }

  private static Decision decide(PolicySet set, Question q) {
    Site site =
        new Site(
            q.place.toLowerCase(java.util.Locale.ROOT),
            Location.of(q.place),
            URI.create("file:///x/"),
            1,
            List.of());
    return set.decide(Location.of(q.law), q.c, site);
  }

  @Provide
  Arbitrary<Spec> rules() {
    return Combinators.combine(
            Arbitraries.of(true, true, false),
            Arbitraries.of(CLASSES).set().ofMinSize(1),
            Arbitraries.of(AREAS).set().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(AREAS.subList(0, 10)).set().ofMaxSize(2),
            Arbitraries.integers().between(0, 3))
        .as(Spec::new);
  }

  @Provide
  Arbitrary<List<List<Spec>>> policies() {
    return rules().list().ofMinSize(1).ofMaxSize(5).list().ofMaxSize(3);
  }

  @Provide
  Arbitrary<Question> questions() {
    return Combinators.combine(
            Arbitraries.of(PLACES), Arbitraries.of(CLASSES), Arbitraries.of(PLACES))
        .as(Question::new);
  }

  @Property(tries = 300)
  void decisionsAgreeWithTheOracle(
      @ForAll("policies") List<List<Spec>> policies, @ForAll("questions") Question q) {
    Decision decision = decide(set(policies), q);

    assertThat(decision.allowed()).isEqualTo(oracle(policies, q));
    assertThat(decision.allowed()).isEqualTo(decision.reason() == Reason.ALLOWED);
  }

  @Property(tries = 150)
  void aRuleThatDeniesOverridesAnyAllow(
      @ForAll("policies") List<List<Spec>> policies,
      @ForAll("rules") Spec rule,
      @ForAll("questions") Question q) {
    List<List<Spec>> more = new ArrayList<>(policies);
    more.add(List.of(new Spec(false, rule.transfer(), rule.to(), rule.laws(), 0)));

    boolean denied = more.get(more.size() - 1).get(0).matches(q.law, q.c, q.place);

    assertThat(denied && decide(set(more), q).reason() != Reason.FORBIDDEN).isFalse();
  }

  @Property(tries = 150)
  void oneMoreDenyOrPolicyNeverPermitsMore(
      @ForAll("policies") List<List<Spec>> policies,
      @ForAll("rules") Spec rule,
      @ForAll("questions") Question q) {
    Decision before = decide(set(policies), q);
    List<List<Spec>> onePolicyMore = new ArrayList<>(policies);
    onePolicyMore.add(List.of(rule));
    List<List<Spec>> oneDenyMore =
        policies.stream()
            .map(
                rules -> {
                  List<Spec> more = new ArrayList<>(rules);
                  more.add(new Spec(false, rule.transfer(), rule.to(), rule.laws(), 0));
                  return more;
                })
            .collect(Collectors.toList());

    if (!policies.isEmpty() && !before.allowed()) {
      assertThat(decide(set(onePolicyMore), q).allowed()).isFalse();
      assertThat(decide(set(oneDenyMore), q).allowed()).isFalse();
    }
    if (before.allowed() && decide(set(onePolicyMore), q).allowed()) {
      assertThat(decide(set(onePolicyMore), q).minRecords())
          .isGreaterThanOrEqualTo(before.minRecords());
    }
  }

  @Property(tries = 150)
  void theOrderOfRulesAndPoliciesDoesNotMatter(
      @ForAll("policies") List<List<Spec>> policies,
      @ForAll("questions") Question q,
      @ForAll Random random) {
    List<Policy> shuffled =
        IntStream.range(0, policies.size())
            .mapToObj(i -> policy(i, policies.get(i), true))
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(shuffled, random);

    Decision one = decide(set(policies), q);
    Decision other = decide(PolicySet.of(shuffled), q);

    assertThat(List.of(one.allowed(), one.reason(), one.policy(), one.rule(), one.minRecords()))
        .isEqualTo(
            List.of(
                other.allowed(), other.reason(), other.policy(), other.rule(), other.minRecords()));
  }
}
