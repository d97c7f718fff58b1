package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: cardio, version: 1.0.0, steward: dpo@klinik.example}
      dataset: {match: "s3a://klinik/**", jurisdiction: DE}
      rules:
        - {id: keep, effect: allow, transfer: [raw], to: [DE]}
        - {id: average, effect: allow, transfer: [parameters], to: [EEA]}
      testsOn: 2026-11-21
      tests:
        - {name: at home, transfer: raw, to: {location: DE}, expect: allow, rule: keep}
      """;
  private static final String MORE =
      """
      apiVersion: bailiwick/v1
      kind: PolicyTests
      testsOn: 2026-11-21
      policies: [p.yaml]
      tests:
        - {name: averages, law: DE, transfer: parameters, to: {location: FR}, expect: allow, rule: average}
      """;

  private final Tool tool = new Tool();
  @TempDir private Path dir;

  @Test
  void theRegimesPassAndTheirNumberIsTold() {
    assertThat(tool.run("policy", "test", Tool.EXAMPLES.resolve("policies/regimes").toString()))
        .as(tool.err())
        .isZero();
    assertThat(tool.out().lines().reduce("", (a, b) -> b)).matches("\\d{2,} cases, all passed; .*");
  }

  @Test
  void aRuleIsReachedByTestsOfAnotherFileInASubFolder() throws IOException {
    Files.writeString(dir.resolve("p.yaml"), POLICY);
    Path below = Files.createDirectory(dir.resolve("more"));
    Files.writeString(below.resolve("t.yaml"), MORE.replace("p.yaml", "../p.yaml"));

    assertThat(tool.run("policy", "test", "--coverage-required", dir.toString())).isZero();
    assertThat(tool.out()).isEqualTo("2 cases, all passed; 2 of 2 rules reached\n");
  }

  @Test
  void aRuleThatNoTestReachesIsNamedAndFailsOnlyIfAsked() throws IOException {
    Path file = Files.writeString(dir.resolve("p.yaml"), POLICY);

    assertThat(tool.run("policy", "test", file.toString())).isZero();
    assertThat(tool.out())
        .isEqualTo(
            file
                + ": cardio 1.0.0: no test reaches average\n"
                + "1 case, all passed; 1 of 2 rules reached\n");
    assertThat(tool.run("policy", "test", "--coverage-required", file.toString())).isEqualTo(2);
    assertThat(tool.err()).isEqualTo(file + ": cardio 1.0.0: no test reaches average\n");
  }

  @Test
  void aFailedTestIsShownWithItsPlace() throws IOException {
    Path file =
        Files.writeString(dir.resolve("p.yaml"), POLICY.replace("location: DE}", "location: FR}"));

    assertThat(tool.run("policy", "test", file.toString())).isEqualTo(2);
    assertThat(tool.err())
        .startsWith(
            file + ":10:5: failed: at home\n  expected allow by rule 'keep'\n  found    deny");
    assertThat(tool.out()).contains("1 case, 1 failed; ");
  }

  @Test
  void aFileWithAFaultDoesNotHideTheOthers() throws IOException {
    Files.writeString(dir.resolve("a.yaml"), POLICY.replace("effect: allow", "effect: alow"));
    Files.writeString(dir.resolve("b.yaml"), POLICY);

    assertThat(tool.run("policy", "test", dir.toString())).isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo(dir.resolve("a.yaml") + ":6:24: 'effect' is 'alow'; expected allow or deny.\n");
    assertThat(tool.out()).contains("1 case, all passed, files not read: 1");
  }

  @Test
  void filesWithoutTestsAreAnError() throws IOException {
    Path file =
        Files.writeString(dir.resolve("p.yaml"), POLICY.substring(0, POLICY.indexOf("testsOn")));

    assertThat(tool.run("policy", "test", file.toString())).isEqualTo(2);
    assertThat(tool.err()).startsWith("bailiwick: There is no test in [" + file + "]");
  }
}
