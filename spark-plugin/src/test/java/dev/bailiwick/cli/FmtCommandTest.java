package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final String POLICY =
      """
      kind: SovereigntyPolicy
      apiVersion: bailiwick/v1
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: "**", jurisdiction: DE}
      rules:
        - {effect: allow, id: keep, transfer: [raw], to: [DE]}
      """;

  private final Tool tool = new Tool();
  @TempDir private Path dir;
  private Path policy;

  @BeforeEach
  void aPolicyHasAnotherLayout() throws IOException {
    policy = Files.writeString(dir.resolve("p.yaml"), POLICY);
  }

  @Test
  void checkSaysSoAndWritesNothing() {
    assertThat(tool.run("policy", "fmt", "--check", policy.toString())).isEqualTo(2);
    assertThat(tool.out()).isEqualTo(policy + ": has another layout\n");
    assertThat(policy).hasContent(POLICY);
  }

  @Test
  void whatWasFormattedStaysAsItIs() throws IOException {
    assertThat(tool.run("policy", "fmt", policy.toString())).as(tool.err()).isZero();
    assertThat(Files.readString(policy)).startsWith("apiVersion").contains("{id: keep, effect");
    assertThat(tool.run("policy", "fmt", "--check", policy.toString())).isZero();
    assertThat(tool.out()).isEmpty();
  }

  @Test
  void aSignedFileIsLeftUnlessItIsUnsigned() throws IOException {
    Path signature = Files.writeString(dir.resolve("p.yaml.sig"), "{}");

    assertThat(tool.run("policy", "fmt", policy.toString())).isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo(
            "bailiwick: "
                + policy
                + " is signed, and another layout would make its signature worthless; leave it, or"
                + " remove the signature with --unsign and let it be signed again\n");
    assertThat(policy).hasContent(POLICY);
    assertThat(tool.run("policy", "fmt", "--unsign", "--json", policy.toString())).isZero();
    assertThat(tool.out()).contains("\"changed\" : [ \"" + policy + "\" ]");
    assertThat(signature).doesNotExist();
  }
}
