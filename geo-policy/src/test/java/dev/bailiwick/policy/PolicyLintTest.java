package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLintTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-21");
  private static final String HEAD =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: "s3a://a/**", jurisdiction: DE}
      """;
  private static final String TESTED =
      "tests:\n  - {on: 2026-11-21, transfer: raw, to: {location: DE}, expect: allow}\n";

  @TempDir private Path folder;

  @Test
  void aGoodPolicyHasNoFinding() throws IOException {
    assertThat(lint("rules:\n  - {id: a, effect: allow, transfer: [raw], to: [DE]}\n" + TESTED))
        .isEmpty();
  }

  @Test
  void aRuleThatAnotherOneContainsHasNoEffect() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: small, effect: allow, transfer: [raw], to: [DE], when: {certified: [c5]}}
                  - {id: large, effect: allow, transfer: [raw, view], to: [EU]}
                trust: [r@a.example]
                """
                    + TESTED))
        .containsExactly(
            "policy.yaml:6:5: warning: rule 'small' has no effect: rule 'large' (line 7) allows all"
                + " that it does; remove one of the two.");
  }

  @Test
  void ofTwoEqualDeniesTheLaterOneHasNoEffect() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                  - {id: b, effect: deny, transfer: ["*"], to: [CN]}
                  - {id: c, effect: deny, transfer: ["*"], to: [HK]}
                """
                    + TESTED))
        .singleElement()
        .asString()
        .startsWith("policy.yaml:8:5: warning: rule 'c' has no effect: rule 'b' (line 7) forbids");
  }

  @Test
  void anAllowInsideDeniesCanNeverAllow() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                  - {id: b, effect: allow, transfer: [raw], to: [CN, RU]}
                  - {id: c, effect: deny, transfer: ["*"], to: [CN]}
                  - {id: d, effect: deny, transfer: [raw], to: [RU, US-CA]}
                """
                    + TESTED))
        .singleElement()
        .asString()
        .startsWith("policy.yaml:7:5: warning: rule 'b' can never allow anything: the deny 'c'")
        .contains("(line 8) and 'd' (line 9)");
  }

  @Test
  void aDenyOfAPartLeavesTheRest() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE, US]}
                  - {id: b, effect: deny, transfer: [raw], to: [US-CA]}
                """
                    + TESTED))
        .isEmpty();
  }

  @Test
  void aRuleWithALimitIsNeverWithoutEffectForItCounts() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [EU]}
                  - {id: b, effect: allow, transfer: [raw], to: [DE],
                     upTo: {records: 9, per: calendar-year}}
                """
                    + TESTED))
        .isEmpty();
  }

  @Test
  void aLawThatNoRowHasCanNeverMatch() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                  - {id: b, effect: deny, transfer: [raw], to: [CN], for: {jurisdiction: [FR]}}
                """
                    + TESTED))
        .singleElement()
        .asString()
        .contains("rule 'b' can never forbid anything", "under the law of DE");
  }

  @Test
  void aConditionThatNobodyCanStateCanNeverMatch() throws IOException {
    assertThat(
            lint(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                  - {id: b, effect: allow, transfer: [view], to: [DE], when: {operatedBy: [klinik]}}
                  - {id: c, effect: allow, transfer: [view], to: [DE, FR], except: [EEA]}
                """
                    + TESTED))
        .hasSize(2)
        .anyMatch(f -> f.contains("rule 'b' can never allow") && f.contains("add 'trust'"))
        .anyMatch(f -> f.contains("rule 'c' can never allow") && f.contains("'except'"));
  }

  @Test
  void whatEndsSoonIsTold() throws IOException {
    String policy =
        """
        trust: [r@a.example]
        grants:
          - {id: A, kind: contract, parties: [x], until: 2027-01-31}
          - {id: B, kind: permit, until: 2026-10-31}
          - {id: C, kind: permit, until: 2027-12-31}
          - {id: D, kind: permit, withdrawn: 2026-11-01}
        rules:
          - {id: a, effect: allow, transfer: [raw], to: [DE]}
          - {id: b, effect: allow, transfer: [view], to: [FR], under: [A, B, C, D]}
        exceptions:
          - {id: e, allows: {transfer: [raw], to: [CH]}, basis: b, approvedBy: d@a.example,
             justification: j, expires: 2026-11-21}
        """
            + TESTED;

    assertThat(lint(policy))
        .containsExactly(
            "policy.yaml:7:5: warning: contract 'A' ends on 2027-01-31, in 71 days; renew it.",
            "policy.yaml:8:5: warning: permit 'B' ended on 2026-10-31; renew it.",
            "policy.yaml:10:5: warning: permit 'D' was withdrawn on 2026-11-01; remove it or name a"
                + " new one.",
            "policy.yaml:15:5: warning: exception 'e' ends on 2026-11-21, today; remove it or"
                + " approve anew.");
    assertThat(lint(policy, 30, null)).hasSize(3);
  }

  @Test
  void whatNothingUsesIsTold() throws IOException {
    assertThat(
            lint(
                """
                trust: [r@a.example]
                grants:
                  - {id: A, kind: permit}
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                """))
        .hasSize(3)
        .anyMatch(f -> f.contains("permit 'A' is used by no rule"))
        .anyMatch(f -> f.contains("'trust' is not used"))
        .anyMatch(f -> f.contains("the policy has no test"));
  }

  @Test
  void aCertificateThatEndsSoonIsToldAtItsStatement() {
    Topology topology = HospitalGroup.topology();
    List<Path> files = PolicyFiles.files(List.of(HospitalGroup.FOLDER.resolve("policies")));

    assertThat(PolicyLint.check(files, DAY, 90, topology).findings())
        .singleElement()
        .asString()
        .endsWith(
            "hospital-group/statements.yaml:10:5: warning: certificate 'hds-2024' of site lyo (FR),"
                + " stated by register@group.example, ends on 2027-01-31, in 71 days; ask for a new"
                + " statement.");
    assertThat(PolicyLint.check(files, DAY, 30, topology).findings()).isEmpty();
  }

  @Test
  void aRenewedCertificateIsNoMatter() throws IOException {
    String certified =
        """
        trust: [r@a.example]
        rules:
          - {id: a, effect: allow, transfer: [raw], to: [DE], when: {certified: [c5]}}
        tests:
          - {on: 2026-11-21, transfer: raw, to: {location: DE, certified: [c5]}, expect: allow}
        """;
    Files.writeString(
        folder.resolve("topology.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: Topology
        metadata: {id: t, trustDomain: a.example}
        signatures: not-required
        coordinator: fra
        statements: [statements.yaml]
        sites:
          - {name: fra, location: DE, storage: fra}
        """);
    String ends = statements("  - {place: fra, certified: c5, until: 2026-12-31}\n");
    String renewed = ends + "  - {place: fra, certified: c5, from: 2027-01-01}\n";

    assertThat(lint(certified, 90, topology(ends))).singleElement().asString().contains("c5");
    assertThat(lint(certified, 90, topology(renewed))).isEmpty();
    assertThat(lint(certified, 90, topology(ends.replace("r@", "s@"))))
        .singleElement()
        .asString()
        .contains("'trust' names r@a.example, who states nothing");
  }

  @Test
  void anErrorHasItsPlaceAndTheOthersAreLookedAtAllTheSame() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.yaml"), HEAD + "rulez: []\n");
    Path missing = folder.resolve("missing.yaml");
    Path good = Files.writeString(folder.resolve("good.yaml"), HEAD + rules());

    PolicyLint lint = PolicyLint.check(List.of(broken, missing, good), DAY, 90, null);

    assertThat(lint.hasErrors()).isTrue();
    assertThat(lint.policies()).singleElement().hasToString("p 1.0.0");
    assertThat(lint.findings()).hasSize(2);
    assertThat(lint.findings().get(0).toString()).startsWith(broken + ":5:1: error: ");
    assertThat(lint.findings().get(1).toString()).startsWith(missing + ":1:1: error: ");
  }

  @Test
  void twoPoliciesOfOneNameAreAnError() throws IOException {
    Path one = Files.writeString(folder.resolve("one.yaml"), HEAD + rules());
    Path two = Files.writeString(folder.resolve("two.yaml"), HEAD + rules());

    assertThat(PolicyLint.check(List.of(one, two), DAY, 90, null).findings())
        .singleElement()
        .asString()
        .contains(": error: the policy 'p' is also at");
  }

  private static String rules() {
    return "rules:\n  - {id: a, effect: allow, transfer: [raw], to: [DE]}\n" + TESTED;
  }

  private static String statements(String lines) {
    return "apiVersion: bailiwick/v1\nkind: PlaceStatements\n"
        + "metadata: {id: s, by: r@a.example, on: 2026-01-01}\nstatements:\n"
        + lines;
  }

  private Topology topology(String statements) throws IOException {
    Files.writeString(folder.resolve("statements.yaml"), statements);
    return TopologyParser.parse(folder.resolve("topology.yaml"));
  }

  private List<String> lint(String rest) throws IOException {
    return lint(rest, 90, null);
  }

  private List<String> lint(
      String rest, int within, @org.jspecify.annotations.Nullable Topology topology)
      throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), HEAD + rest);
    return PolicyLint.check(List.of(file), DAY, within, topology).findings().stream()
        .map(finding -> finding.toString().replace(folder + "/", ""))
        .toList();
  }
}
