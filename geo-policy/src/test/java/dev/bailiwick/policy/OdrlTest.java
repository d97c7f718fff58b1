package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OdrlTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: de-cardio, version: 1.2.0, steward: dpo@klinik.example, zone: Europe/Berlin, effective: {from: 2026-01-01, until: 2027-12-31}}
      dataset: {match: ["s3a://klinik/**", "s3a://other/*"], jurisdiction: {columns: [a, b]}, subject: patient}
      uses: [query, train]
      grants:
        - {id: P-1, kind: permit, from: 2026-01-01, until: 2026-12-31}
      rules:
        - {id: rows, effect: allow, transfer: [raw], to: [EEA, "site:ber"], except: [NO], for: {jurisdiction: [DE]}, under: [P-1]}
        - {id: average, effect: allow, transfer: [parameters, statistics], to: [ANYWHERE], upTo: {subjects: 5000, per: P12M, countedBy: operator}, require: {minRecords: 1000}, basis: 'A46, "2"'}
        - {id: never, effect: deny, transfer: ["*"], to: [CN], reason: Ethics board}
      """;

  private static Policy back(Policy policy) {
    return PolicyParser.parse("back.yaml", Odrl.read("p.jsonld", Odrl.write(policy)));
  }

  @Property(tries = 150)
  void whatWasWrittenAndReadDecidesAlike(@ForAll("drafts") DraftPolicy draft) {
    List<String> sayable = new ArrayList<>(draft.rules());
    sayable.removeIf(
        rule ->
            rule.contains("when:")
                || rule.contains("unless")
                || rule.contains("[G")
                || rule.contains("expires"));
    Assume.that(!sayable.isEmpty());
    String text =
        new DraftPolicy(draft.id(), draft.law(), false, sayable)
            .yaml()
            .replace("steward: s}", "steward: s@x.example}");
    Policy policy = PolicyParser.parse("p", text);

    SameDecisions.check(policy, back(policy));
  }

  @Provide
  Arbitrary<DraftPolicy> drafts() {
    return DraftPolicy.any("p");
  }

  @Test
  void everythingThatCanBeSaidComesBack() {
    Policy policy = PolicyParser.parse("p.yaml", POLICY);
    Policy back = back(policy);

    assertThat(back.toString()).isEqualTo("de-cardio 1.2.0");
    assertThat(back.steward()).isEqualTo(policy.steward());
    assertThat(back.datasetMatches()).isEqualTo(policy.datasetMatches());
    assertThat(back.subjectColumn()).hasValue("patient");
    assertThat(back.papers().uses()).isEqualTo(policy.papers().uses());
    assertThat(back.head().from()).isEqualTo("2026-01-01");
    assertThat(back.head().until()).isEqualTo("2027-12-31");
    assertThat(back.head().zone()).isEqualTo(policy.head().zone());
    assertThat(back.rules())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*(place|at|limit\\.at)")
        .isEqualTo(policy.rules());
    // Written again it is the same document: nothing is lost in either direction.
    assertThat(Odrl.write(back)).isEqualTo(Odrl.write(policy));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to: [CN] | to: [CN], when: {operatedBy: [x]} | 11:5: 'when'",
        "to: [CN] | to: [CN], unless: [P-1] | 11:5: 'unless'",
        "require: {minRecords: 1000} | require: {secureAggregation: true} | 10:5: a duty other",
        "kind: permit, | kind: permit, parties: [x], | 7:5: a grant with 'parties'",
        "uses: | trust: [a@b.example]#uses: | 1:1: 'trust'",
        "steward: dpo@klinik.example | steward: the board | 1:1: a steward without an address",
        "rules: | release: {transfer: [model], signedBy: [a@b.example]}#rules: | 8:10: 'release'",
      })
  void whatOdrlCannotSayIsNamedWithItsPlace(String old, String with, String message) {
    Policy policy = PolicyParser.parse("p.yaml", POLICY.replace(old, with.replace('#', '\n')));

    assertThatThrownBy(() -> Odrl.write(policy))
        .isInstanceOf(BailiwickException.class)
        .hasMessageStartingWith("p.yaml:" + message)
        .hasMessageContaining("has no counterpart in ODRL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Set\" | \"Offer\" | $.@type is 'Offer'; expected 'Set'.",
        "isNoneOf | isAllOf | $.permission[1].constraint[1] constrains 'spatial isAllOf'",
        "bw:raw | odrl:use | $.permission[1].action[0] is 'odrl:use'; expected it to begin with bw:.",
        "bw:minRecords | bw:maxRecords | $.permission[0].duty[0].constraint[0].leftOperand is",
        "\"bw:reason\" | \"remedy\" | $.prohibition[0] has 'remedy', which no policy here can say",
        "\"bw:subject\" | \"conflict\" | $.conflict is 'patient'; expected 'prohibit'.",
      })
  void whatNoPolicyCanSayIsNamedWithItsPath(String old, String with, String message) {
    String json = Odrl.write(PolicyParser.parse("p.yaml", POLICY));
    assertThat(json).contains(old);

    assertThatThrownBy(() -> Odrl.read("p.jsonld", json.replaceFirst(old, with)))
        .isInstanceOf(BailiwickException.class)
        .hasMessageStartingWith("p.jsonld: " + message);
  }
}
