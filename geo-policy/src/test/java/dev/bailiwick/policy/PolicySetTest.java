package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicySetTest {
  private static final Location DE = Location.of("DE");

  private static final String CARDIO =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: de-cardio, version: 1.0.0, steward: dpo@klinik.example}
      dataset: {match: "s3a://klinik/cardio/**", jurisdiction: DE}
      rules:
        - {id: keep,    effect: allow, transfer: [raw, intermediate], to: [DE, FR]}
        - {id: average, effect: allow, transfer: [parameters, statistics], to: [EEA], require: {minRecords: 1000}}
        - {id: concern, effect: deny, transfer: ["*"], to: [CN, US-CA], reason: Ethics board}
      """;

  static Site site(String name, String location) {
    return new Site(
        name,
        Location.of(location),
        URI.create("file:///" + name + "/"),
        1.0,
        java.util.OptionalLong.empty(),
        false,
        List.of());
  }

  static PolicySet set(String... documents) {
    return PolicySet.of(
        java.util.stream.IntStream.range(0, documents.length)
            .mapToObj(i -> PolicyParser.parse("p" + i + ".yaml", documents[i]))
            .toList());
  }

  private static Decision decide(TransferClass c, String location) {
    return set(CARDIO).decide(DE, c, site("s", location));
  }

  @Test
  void aMatchingRuleAllowsAndIsNamed() {
    Decision decision = set(CARDIO).decide(DE, TransferClass.RAW, site("fra", "DE"));

    assertThat(decision)
        .extracting(
            Decision::allowed,
            Decision::reason,
            Decision::policy,
            Decision::rule,
            Decision::place,
            Decision::text,
            Decision::minRecords)
        .containsExactly(
            true,
            Reason.ALLOWED,
            "de-cardio",
            "keep",
            "p0.yaml:6:5",
            "Allowed: rule 'keep' of policy de-cardio 1.0.0 (p0.yaml:6:5) lets raw rows under the"
                + " law of DE be at site fra (DE).",
            0L);
  }

  @Test
  void whatNoRuleAllowsIsDeniedWithTheNearestRule() {
    assertThat(set(CARDIO).decide(DE, TransferClass.RAW, site("nrt", "JP")))
        .extracting(
            Decision::allowed,
            Decision::reason,
            Decision::policy,
            Decision::rule,
            Decision::place,
            Decision::text,
            Decision::minRecords)
        .containsExactly(
            false,
            Reason.NOT_ALLOWED,
            "de-cardio",
            "",
            "p0.yaml:6:5",
            "Not allowed: no rule of policy de-cardio 1.0.0 (p0.yaml:1:1) lets raw rows under the"
                + " law of DE be at site nrt (JP); the nearest, rule 'keep' (p0.yaml:6:5), lets"
                + " them be only in DE, FR.",
            0L);
  }

  @Test
  void aClassThatNoRuleNamesIsDeniedAtHomeToo() {
    assertThat(decide(TransferClass.VIEW, "DE").text())
        .isEqualTo(
            "Not allowed: no rule of policy de-cardio 1.0.0 (p0.yaml:1:1) lets views of rows under"
                + " the law of DE be at site s (DE); the nearest, rule 'average' (p0.yaml:7:5), lets"
                + " only statistics, parameters (model updates) be there.");
  }

  @Test
  void aDenyNamesItsReason() {
    assertThat(decide(TransferClass.METRICS, "HK"))
        .extracting(
            Decision::allowed,
            Decision::reason,
            Decision::policy,
            Decision::rule,
            Decision::place,
            Decision::text,
            Decision::minRecords)
        .containsExactly(
            false,
            Reason.FORBIDDEN,
            "de-cardio",
            "concern",
            "p0.yaml:8:5",
            "Forbidden: rule 'concern' of policy de-cardio 1.0.0 (p0.yaml:8:5) forbids that"
                + " metrics under the law of DE be at site s (HK), for the reason \"Ethics"
                + " board\".",
            0L);
  }

  @Test
  void aBoundOnRecordsComesWithTheDecision() {
    assertThat(decide(TransferClass.STATISTICS, "NO").minRecords()).isEqualTo(1000);
    assertThat(decide(TransferClass.STATISTICS, "NO").text())
        .endsWith("be at site s (NO); asked for: at least 1000 records.");
    assertThat(decide(TransferClass.STATISTICS, "JP").minRecords()).isZero();
  }

  @Test
  void anAllowReadsCountriesNarrowlyAndADenyWidely() {
    assertThat(decide(TransferClass.RAW, "FR-75C").allowed()).isTrue();
    assertThat(decide(TransferClass.RAW, "GF").reason()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(decide(TransferClass.RAW, "FR-973").reason()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(decide(TransferClass.STATISTICS, "NC").reason()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(decide(TransferClass.RAW, "MO").reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(decide(TransferClass.RAW, "US").reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(decide(TransferClass.RAW, "US-VA").reason()).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void anUnknownLawIsDeniedEvenWhereEveryLawIsAllowed() {
    PolicySet any = set(CARDIO.replace("[DE, FR]", "[ANYWHERE]"));

    Decision decision = any.decide(Location.unknown(), TransferClass.RAW, site("fra", "DE"));

    assertThat(decision)
        .extracting(
            Decision::allowed,
            Decision::reason,
            Decision::policy,
            Decision::rule,
            Decision::place,
            Decision::text,
            Decision::minRecords)
        .containsExactly(
            false,
            Reason.UNKNOWN_FACT,
            "de-cardio",
            "",
            "p0.yaml:1:1",
            "Unknown fact: policy de-cardio 1.0.0 (p0.yaml:1:1) does not let raw rows under an"
                + " unknown law be at site fra (DE): nobody stated which law governs this, and what"
                + " is unknown is denied.",
            0L);
  }

  @Test
  void anEmptySetAllowsNothing() {
    assertThat(set().decide(DE, TransferClass.RAW, site("fra", "DE")).text())
        .isEqualTo(
            "Not allowed: no policy is attached that lets raw rows under the law of DE be at site"
                + " fra (DE).");
  }

  @Test
  void policiesIntersectAndEachIsNamed() {
    String state =
        CARDIO
            .replace("id: de-cardio", "id: state")
            .replace("[DE, FR]", "[DE]")
            .replace("1000}", "5000}");

    PolicySet both = set(CARDIO, state);

    assertThat(both.decide(DE, TransferClass.RAW, site("fra", "DE")).text())
        .isEqualTo(
            "Allowed: rule 'keep' of policy de-cardio 1.0.0 (p0.yaml:6:5) and rule 'keep' of policy"
                + " state 1.0.0 (p1.yaml:6:5) let raw rows under the law of DE be at site fra (DE).");
    assertThat(both.decide(DE, TransferClass.RAW, site("cdg", "FR")).policy()).isEqualTo("state");
    assertThat(both.minRecords(DE, TransferClass.PARAMETERS, site("cdg", "FR"))).isEqualTo(5000);
  }

  @Test
  void aRuleMayGovernOnlyTheRowsOfSomeLaws() {
    PolicySet set =
        set(
            """
            apiVersion: bailiwick/v1
            kind: SovereigntyPolicy
            metadata: {id: mixed, version: 1.0.0, steward: dpo@klinik.example}
            dataset: {match: "**", jurisdiction: {column: country, map: {Germany: DE, "?": US}}}
            rules:
              - {id: europe, effect: allow, transfer: [raw], to: [EEA], for: {jurisdiction: [EEA]}}
              - {id: rest, effect: allow, transfer: [raw], to: [ANYWHERE]}
              - {id: no-china, effect: deny, transfer: [raw], to: ["site:nrt"], for: {jurisdiction: [CN, US-CA]}}
            """);
    Site nrt = site("nrt", "JP");
    assertThat(set.decide(DE, TransferClass.RAW, site("cdg", "FR")).rule()).isEqualTo("europe");
    assertThat(set.decide(Location.of("GF"), TransferClass.RAW, site("cdg", "FR")).rule())
        .isEqualTo("rest");
    assertThat(set.decide(Location.of("HK"), TransferClass.RAW, nrt).rule()).isEqualTo("no-china");
    assertThat(set.decide(Location.of("US"), TransferClass.RAW, nrt).rule()).isEqualTo("no-china");
    assertThat(set.decide(Location.of("US-VA"), TransferClass.RAW, nrt).allowed()).isTrue();
  }

  @Test
  void theLawOfARowComesFromTheMapOrIsACodeItself() {
    PolicySet set =
        set(CARDIO.replace("jurisdiction: DE", "jurisdiction: {column: c, map: {Germany: DE}}"));

    assertThat(set.jurisdictionColumn()).contains("c");
    assertThat(set.jurisdictionConstant()).isEmpty();
    assertThat(set.jurisdictionOf("Germany")).contains(DE);
    assertThat(set.jurisdictionOf("US-VA")).contains(Location.of("US-VA"));
    assertThat(set.jurisdictionOf("germany")).isEmpty();
    assertThat(set.jurisdictionOf(" DE")).isEmpty();
    assertThat(set.jurisdictionOf("EEA")).isEmpty();
    assertThat(set.jurisdictionOf(null)).isEmpty();
    assertThat(set().jurisdictionOf("DE")).isEmpty();
    assertThat(set(CARDIO).jurisdictionOf("FR")).contains(DE);
    assertThat(set(CARDIO).jurisdictionConstant()).contains(DE);
  }

  @Test
  void policiesThatReadAValueDifferentlyLeaveItsLawUnknown() {
    String a = CARDIO.replace("jurisdiction: DE", "jurisdiction: {column: c, map: {X: DE}}");
    String b = a.replace("X: DE", "X: FR").replace("id: de-cardio", "id: other");

    assertThat(set(a, b).jurisdictionColumn()).contains("c");
    assertThat(set(a, b).jurisdictionOf("X")).isEmpty();
    assertThat(set(a, b).jurisdictionOf("FR")).contains(Location.of("FR"));
  }

  @Test
  void policiesThatTakeTheLawFromDifferentSourcesConflict() {
    String other =
        CARDIO
            .replace("id: de-cardio", "id: other")
            .replace("jurisdiction: DE", "jurisdiction: FR");

    assertThatThrownBy(() -> set(CARDIO, other).jurisdictionConstant())
        .isInstanceOf(BailiwickException.class)
        .hasMessage(
            "p1.yaml:4:58: this policy takes the law of a row from another source than the one at"
                + " p0.yaml:4:58; let both name the same column or the same law.");
  }

  @Test
  void twoPoliciesWithOneIdAreRefused() {
    assertThatThrownBy(() -> set(CARDIO, CARDIO))
        .isInstanceOf(BailiwickException.class)
        .hasMessage(
            "p1.yaml:1:1: the policy 'de-cardio' is also at p0.yaml:1:1; give each an id of its own,"
                + " or name the file once.");
  }

  @Test
  void anEvaluationThatFailsDenies() {
    String limited =
        CARDIO.replace("to: [DE, FR]", "to: [DE, FR], upTo: {records: 9, per: calendar-year}");
    Counts broken =
        (policy, category, persons, operator, from, to) -> {
          throw new IllegalStateException("the ledger is gone");
        };
    Decision decision =
        set(limited)
            .in(Circumstances.at(java.time.Instant.EPOCH).withCounts(broken))
            .decide(
                Question.of(DE, TransferClass.RAW, site("fra", "DE").destination()).ofRecords(1));

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo(Reason.UNKNOWN_FACT);
    assertThat(decision.text())
        .isEqualTo(
            "Unknown fact: the policies could not be evaluated (IllegalStateException), and what is"
                + " not decided is denied.");
  }

  @Test
  void permittedSetsAreTheSitesThatAreAllowed() {
    Topology topology =
        new Topology(
            "t",
            "example",
            List.of(site("nrt", "JP"), site("cdg", "FR"), site("fra", "DE")),
            List.of(),
            List.of(),
            site("fra", "DE"),
            DocumentTrust.unsigned(),
            java.util.Optional.empty(),
            java.nio.file.Path.of("t.yaml"));

    PermittedSet raw = set(CARDIO).permitted(DE, TransferClass.RAW, topology);

    assertThat(raw).hasToString("{cdg, fra}");
    assertThat(raw.intersect(PermittedSet.of(List.of("fra", "nrt"))))
        .isEqualTo(PermittedSet.of(List.of("fra")));
    assertThat(set(CARDIO).permitted(DE, TransferClass.VIEW, topology))
        .isEqualTo(PermittedSet.none());
  }
}
