package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestRunTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: cardio, version: 1.0.0, steward: dpo@klinik.example}
      dataset: {match: "s3a://klinik/**", jurisdiction: DE}
      rules:
        - {id: keep, effect: allow, transfer: [raw], to: [DE]}
        - {id: average, effect: allow, transfer: [parameters], to: [EEA], require: {minRecords: 1000}}
      release: {transfer: [model], signedBy: [ethics@klinik.example], to: [CH]}
      testsOn: 2026-11-21
      tests:
      """;

  @TempDir private Path folder;

  private PolicyTestRun run(String... tests) throws IOException {
    StringBuilder text = new StringBuilder(POLICY);
    for (String test : tests) {
      text.append("  - {").append(test).append("}\n");
    }
    return PolicyTestRun.of(Files.writeString(folder.resolve("p.yaml"), text));
  }

  private PolicyTestRun.Result only(String test) throws IOException {
    List<PolicyTestRun.Result> results = run(test).results();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  @Test
  void aTestThatExpectsWhatIsDecidedPasses() throws IOException {
    PolicyTestRun run =
        run(
            "transfer: raw, to: {location: DE}, expect: allow, rule: keep",
            "transfer: parameters, to: {location: FR}, records: 10, expect: deny, rule: average,"
                + " because: \"duty: 1000 records\"");

    assertThat(run.failures()).isEmpty();
    assertThat(run.results()).hasSize(2);
  }

  @Test
  void anotherAnswerFails() throws IOException {
    PolicyTestRun.Result result =
        only("transfer: raw, to: {location: FR}, expect: allow, rule: keep");

    assertThat(result.passed()).isFalse();
    assertThat(result.expected()).isEqualTo("allow by rule 'keep'");
    assertThat(result.decided()).startsWith("deny, not allowed: \"Not allowed: no rule of policy");
  }

  @Test
  void anotherRuleFails() throws IOException {
    PolicyTestRun.Result result =
        only("transfer: raw, to: {location: DE}, expect: allow, rule: average");

    assertThat(result.passed()).isFalse();
    assertThat(result.decided()).startsWith("allow by rule 'keep': \"Allowed:");
  }

  @Test
  void anotherKindOfReasonFails() throws IOException {
    PolicyTestRun.Result result =
        only("transfer: raw, to: {location: FR}, expect: deny, because: \"forbidden: FR\"");

    assertThat(result.passed()).isFalse();
    assertThat(result.expected()).isEqualTo("deny, forbidden: \"FR\"");
  }

  @Test
  void anotherTextFails() throws IOException {
    String test = "transfer: raw, to: {location: FR}, expect: deny, because: \"not allowed: %s\"";

    assertThat(only(test.formatted("under the law of DE")).passed()).isTrue();
    assertThat(only(test.formatted("under the law of FR")).passed()).isFalse();
  }

  @Test
  void rulesThatDecideNoTestAreNamed() throws IOException {
    PolicyTestRun run =
        run(
            "transfer: raw, to: {location: DE}, expect: allow",
            "transfer: raw, to: {location: FR}, expect: deny");

    assertThat(run.reached()).containsExactly("cardio/keep");
    assertThat(run.unreached()).containsExactly("cardio/average", "cardio/release");
  }

  @Test
  void aReleaseCanBeExpectedByName() throws IOException {
    PolicyTestRun run =
        run(
            "transfer: model, to: {location: CH}, released: {signedBy: ethics@klinik.example},"
                + " expect: allow, rule: release");

    assertThat(run.failures()).isEmpty();
    assertThat(run.reached()).containsExactly("cardio/release");
  }

  @Test
  void ofSeveralPoliciesEachRuleThatAgreesIsReached() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), POLICY.substring(0, POLICY.indexOf("testsOn")));
    Files.writeString(
        folder.resolve("b.yaml"),
        POLICY.substring(0, POLICY.indexOf("release")).replace("cardio", "second"));
    Path tests =
        Files.writeString(
            folder.resolve("both.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: PolicyTests
            testsOn: 2026-11-21
            policies: [a.yaml, b.yaml]
            tests:
              - {transfer: raw, law: DE, to: {location: DE}, expect: allow, rule: keep}
            """);

    PolicyTestRun run = PolicyTestRun.of(tests);

    assertThat(run.failures()).isEmpty();
    assertThat(run.reached()).containsExactly("cardio/keep", "second/keep");
    assertThat(run.unreached())
        .containsExactly("cardio/average", "cardio/release", "second/average");
  }

  @Test
  void aDocumentOfAnotherKindIsRefused() throws IOException {
    Path other =
        Files.writeString(folder.resolve("t.yaml"), "apiVersion: bailiwick/v1\nkind: Topology\n");

    assertThatThrownBy(() -> PolicyTestRun.of(other))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("SovereigntyPolicy");
  }
}
