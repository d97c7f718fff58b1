package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.DevelopmentAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A steward's signature through the command line, and what a run makes of it. */
class StewardSignatureTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: "**", jurisdiction: {column: country}}
      trust: [register@a.example]
      rules:
        - {id: keep, effect: allow, transfer: [raw, intermediate], to: [DE]}
      """;
  private static final String STATEMENTS =
      """
      apiVersion: bailiwick/v1
      kind: PlaceStatements
      metadata: {id: s, by: register@a.example, on: 2026-11-01}
      statements: [{place: fra, operator: klinik}]
      """;
  private static final String TOPOLOGY =
      """
      apiVersion: bailiwick/v1
      kind: Topology
      metadata: {id: t, trustDomain: a.example}
      signatures: required
      stewards: authority/authority.pem
      coordinator: fra
      sites:
        - {name: fra, location: DE, storage: "storage/fra"}
      statements: [statements.yaml]
      """;
  private static final String JOB =
      """
      apiVersion: bailiwick/v1
      kind: TrainingJob
      metadata: {id: j}
      topology: topology.yaml
      policies: [policy.yaml]
      dataset:
        id: d
        schema: "country STRING, age INT, y STRING"
        sources:
          - {site: fra, format: csv, path: "a.csv"}
        holdout: 0.2
      jurisdiction: {column: country}
      label: {column: y, classes: [[a], [b]]}
      features:
        - {columns: [age], transform: standardise}
      model: {preset: mlp, hidden: [4]}
      training: {rounds: 2}
      """;

  private final Tool tool = new Tool();
  @TempDir private Path dir;
  private Path policy;
  private Path statements;

  @BeforeEach
  void anAuthorityCertifiesASteward() throws IOException {
    policy = Files.writeString(dir.resolve("policy.yaml"), POLICY);
    statements = Files.writeString(dir.resolve("statements.yaml"), STATEMENTS);
    authority("authority");
    steward("dpo@a.example", "dpo", "authority");
  }

  private void authority(String name) {
    ok("pki", "init", "--dir", at(name), "--trust-domain", "a.example");
  }

  private void steward(String email, String home, String authority) {
    ok("pki", "steward", email, "--authority", at(authority), "--out", at(home));
  }

  private void ok(String... args) {
    assertThat(tool.run(args)).as(tool.err()).isZero();
  }

  private void sign(Path file, String home) {
    ok("policy", "sign", file.toString(), "--identity", at(home));
  }

  private String at(String name) {
    return dir.resolve(name).toString();
  }

  private String refused(int code, String... args) {
    assertThat(tool.run(args)).as(tool.out()).isEqualTo(code);
    assertThat(tool.out()).isEmpty();
    return tool.err();
  }

  private String notVerified(Path file) {
    return refused(
        4, "policy", "verify", file.toString(), "--trust", at("authority/authority.pem"));
  }

  @Test
  void whatWasSignedVerifies() {
    ok("policy", "sign", policy.toString(), "--identity", at("dpo"));
    assertThat(tool.out()).isEqualTo(policy + ".sig: signed by dpo@a.example\n");

    ok("policy", "verify", policy.toString(), "--trust", at("authority/authority.pem"));
    assertThat(tool.out())
        .startsWith(policy + ": authentic, signed by dpo@a.example; the certificate ends at 20");
  }

  @Test
  void aKeyAndACertificateInFilesSignToo() {
    ok(
        "policy",
        "sign",
        policy.toString(),
        "--key",
        at("dpo/key.pem"),
        "--cert",
        at("dpo/cert.pem"),
        "--json");
    assertThat(tool.out()).contains("\"signedBy\" : \"dpo@a.example\"");
    ok("policy", "verify", policy.toString(), "--trust", at("authority/authority.pem"), "--json");
    assertThat(tool.out()).contains("\"authentic\" : true");
  }

  @Test
  void aFlippedByteIsRefused() throws IOException {
    sign(policy, "dpo");
    Files.writeString(policy, POLICY.replace("[DE]", "[FR]"));

    assertThat(notVerified(policy)).isEqualTo("bailiwick: " + policy + ": " + ALTERED + "\n");
  }

  @Test
  void aStrippedSignatureIsRefused() throws IOException {
    sign(policy, "dpo");
    Files.delete(dir.resolve("policy.yaml.sig"));

    assertThat(notVerified(policy))
        .isEqualTo(
            "bailiwick: "
                + policy
                + ": is not signed: there is no policy.yaml.sig beside it; ask dpo@a.example for it,"
                + " and keep both files together.\n");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() {
    authority("others");
    steward("dpo@a.example", "impostor", "others");
    sign(policy, "impostor");

    assertThat(notVerified(policy))
        .matches(
            "(?s)bailiwick: \\Q"
                + policy
                + "\\E: The signer's certificate chain does not lead to a trusted authority"
                + " \\([A-Z_]+\\); check who signed\\.\n");
  }

  @Test
  void anExpiredCertificateIsRefused() {
    DevelopmentAuthority.open(dir.resolve("authority"))
        .issueSteward(
            "dpo@a.example",
            dir.resolve("old"),
            Instant.parse("2020-01-01T00:00:00Z"),
            Duration.ofDays(30));
    sign(policy, "old");

    assertThat(notVerified(policy))
        .matches(
            "(?s)bailiwick: \\Q"
                + policy
                + "\\E: The signer's certificate chain begins with a certificate that is valid from"
                + " 2020-01-01T00:00:00Z to 2020-01-31T00:00:00Z, and so not at [^ ]+\\.\n");
  }

  @Test
  void somebodyElseCannotSign() {
    steward("intern@a.example", "intern", "authority");

    assertThat(refused(2, "policy", "sign", policy.toString(), "--identity", at("intern")))
        .isEqualTo(
            "bailiwick: "
                + policy
                + " is answered for by 'dpo@a.example', and the certificate is of intern@a.example:"
                + " no run would take the signature. Let them sign, or change"
                + " 'metadata.steward'.\n");
  }

  @Test
  void aSignatureBySomebodyElseIsRefused() {
    sign(policy, "dpo");

    assertThat(
            refused(
                4,
                "policy",
                "verify",
                policy.toString(),
                "--trust",
                at("authority/authority.pem"),
                "--by",
                "boss@a.example"))
        .isEqualTo(
            "bailiwick: "
                + policy
                + ": is signed by [dpo@a.example]; expected a signature by boss@a.example, spelled"
                + " so in the certificate.\n");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    steward("intern@a.example", "intern", "authority");

    assertThat(
            refused(
                4,
                "policy",
                "sign",
                policy.toString(),
                "--key",
                at("intern/key.pem"),
                "--cert",
                at("dpo/cert.pem")))
        .isEqualTo(
            "bailiwick: The private key "
                + at("intern/key.pem")
                + " does not belong to the certificate "
                + at("dpo/cert.pem")
                + "; name the two that were issued together.\n");
  }

  @Test
  void aRunTakesSignedDocumentsOnly() throws IOException {
    Path topology = Files.writeString(dir.resolve("topology.yaml"), TOPOLOGY);
    Path job = Files.writeString(dir.resolve("job.yaml"), JOB);
    Files.createDirectories(dir.resolve("storage/fra"));
    Files.writeString(dir.resolve("storage/fra/a.csv"), "DE,1,a\n");
    steward("register@a.example", "register", "authority");

    assertThat(refused(4, "train", job.toString()))
        .isEqualTo(
            "bailiwick: "
                + statements
                + ": is not signed: there is no statements.yaml.sig beside it; ask"
                + " register@a.example for it, and keep both files together.\n");
    sign(statements, "register");
    assertThat(refused(4, "train", job.toString()))
        .isEqualTo(
            "bailiwick: "
                + policy
                + ": is not signed: there is no policy.yaml.sig beside it; ask dpo@a.example for it,"
                + " and keep both files together.\n");
    // What spark-submit runs looks again, and as soon.
    assertThat(TrainMain.run(job.toString())).isEqualTo(4);
    sign(policy, "dpo");
    assertThat(JobHead.read(job, Map.of()).topology().source()).isEqualTo(topology);
  }

  @Test
  void statementsOfAnAuthorityThatIsNotTrustedAreRefused() throws IOException {
    Files.writeString(dir.resolve("topology.yaml"), TOPOLOGY);
    Path job = Files.writeString(dir.resolve("job.yaml"), JOB);
    authority("others");
    steward("register@a.example", "register", "others");
    sign(statements, "register");
    sign(policy, "dpo");

    assertThatThrownBy(() -> JobHead.read(job, Map.of()))
        .message()
        .matches(
            "\\Q"
                + statements
                + "\\E: The signer's certificate chain does not lead to a trusted authority"
                + " \\([A-Z_]+\\); check who signed\\.");
  }

  private static final String ALTERED =
      "The signature does not match: the signed bytes or the signature were altered.";
}
