package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OdrlCommandTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: ["**"], jurisdiction: DE}
      uses: [evaluate, train]
      rules:
        - {id: keep, effect: allow, transfer: [raw], to: [DE]}
      """;

  private final Tool tool = new Tool();
  @TempDir private Path dir;

  @Test
  void aPolicyGoesToOdrlAndComesBack() throws IOException {
    Path policy = Files.writeString(dir.resolve("p.yaml"), POLICY);
    Path odrl = dir.resolve("p.jsonld");

    assertThat(tool.run("policy", "export", "--odrl", policy.toString(), "--out", odrl.toString()))
        .as(tool.err())
        .isZero();
    assertThat(tool.run("policy", "import", "--odrl", odrl.toString())).as(tool.err()).isZero();
    assertThat(tool.out()).isEqualTo(POLICY);
    assertThat(tool.run("policy", "export", "--odrl", policy.toString(), "--out", odrl.toString()))
        .isEqualTo(2);
    assertThat(tool.run("policy", "import", "--odrl", policy.toString())).isEqualTo(2);
    assertThat(tool.err()).startsWith("bailiwick: " + policy + " is not JSON: ");
  }
}
