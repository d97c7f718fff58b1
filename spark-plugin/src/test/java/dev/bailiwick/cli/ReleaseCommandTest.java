package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.policy.Circumstances;
import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Release;
import dev.bailiwick.policy.ReleaseDocument;
import dev.bailiwick.policy.TransferClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseCommandTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: cardio, version: 4.0.0, steward: dpo@klinik.example}
      dataset: {match: "**", jurisdiction: DE}
      rules:
        - {id: keep, effect: allow, transfer: [raw, model], to: [DE]}
      release:
        transfer: [model]
        signedBy: [ethics@klinik.example]
        require: {minRecords: 1000, differentialPrivacy: {epsilon: 4, delta: 1.0e-6}}
      """;

  private final Tool tool = new Tool();
  @TempDir private Path dir;
  private Path policy;
  private Path model;

  @BeforeEach
  void thereIsAModel() throws IOException {
    policy = Files.writeString(dir.resolve("p.yaml"), POLICY);
    model = Files.writeString(dir.resolve("model.zip"), "weights");
    ok("pki", "init", "--dir", at("pki"), "--trust-domain", "klinik.example");
    steward("ethics@klinik.example", "ethics");
  }

  private String at(String name) {
    return dir.resolve(name).toString();
  }

  private void ok(String... args) {
    assertThat(tool.run(args)).as(tool.err()).isZero();
  }

  private void steward(String email, String home) {
    ok("pki", "steward", email, "--authority", at("pki"), "--out", at(home));
  }

  private int release(String home, String transfer) {
    return tool.run(
        "release",
        model.toString(),
        "--policy",
        policy.toString(),
        "--transfer",
        transfer,
        "--records",
        "120000",
        "--privacy",
        "2,1e-7",
        "--identity",
        at(home));
  }

  private int check() {
    return tool.run(
        "release",
        "check",
        model.toString(),
        "--policy",
        policy.toString(),
        "--trust",
        at("pki/authority.pem"));
  }

  private String notReleased() {
    assertThat(check()).isEqualTo(4);
    assertThat(tool.out()).isEmpty();
    return tool.err();
  }

  private String file() {
    return "bailiwick: " + ReleaseDocument.file(model) + ": ";
  }

  @Test
  void whatWasReleasedMayLeave() {
    assertThat(release("ethics", "model")).as(tool.err()).isZero();
    assertThat(check()).as(tool.err()).isZero();
    assertThat(tool.out())
        .isEqualTo(
            model
                + ": released as model by ethics@klinik.example under cardio, made from 120000"
                + " records\n");

    Policy in = PolicyParser.parse(policy);
    Release release =
        ReleaseDocument.verified(
            ReleaseDocument.file(model),
            ReleaseDocument.sha256(model),
            List.of(in),
            TrustAnchors.load(dir.resolve("pki/authority.pem")).certificates(),
            Instant.now());
    Circumstances now = Circumstances.at(Instant.now());
    Question abroad =
        Question.of(
            Location.of("DE"),
            TransferClass.MODEL,
            new Destination("zrh", Destination.Kind.SITE, Location.of("CH"), List.of()));
    assertThat(PolicySet.of(List.of(in)).in(now).allows(abroad)).isFalse();
    assertThat(PolicySet.of(List.of(in)).in(now.withReleases(List.of(release))).allows(abroad))
        .isTrue();
  }

  @Test
  void anotherArtefactIsNotReleased() throws IOException {
    release("ethics", "model");
    String before = ReleaseDocument.sha256(model);
    Files.writeString(model, "other weights");

    assertThat(notReleased())
        .isEqualTo(
            file()
                + "releases an artefact with SHA-256 "
                + before
                + ", and this one has "
                + ReleaseDocument.sha256(model)
                + "; release this one, or bring back the other.\n");
  }

  @Test
  void aReleaseThatWasEditedIsRefused() throws IOException {
    release("ethics", "model");
    Path release = ReleaseDocument.file(model);
    Files.writeString(release, Files.readString(release).replace("120000", "990000"));

    assertThat(notReleased())
        .isEqualTo(
            file()
                + "The signature does not match: the signed bytes or the signature were altered.\n");
  }

  @Test
  void aReleaseWithoutItsSignatureIsRefused() throws IOException {
    release("ethics", "model");
    Files.delete(dir.resolve("model.zip.release.yaml.sig"));

    assertThat(notReleased())
        .isEqualTo(
            file()
                + "is not signed: there is no model.zip.release.yaml.sig beside it; ask"
                + " ethics@klinik.example for it, and keep both files together.\n");
  }

  @Test
  void anotherPolicyAsksForAnotherRelease() throws IOException {
    release("ethics", "model");
    String old = PolicyParser.parse(policy).sha256();
    Files.writeString(policy, POLICY.replace("4.0.0", "4.0.1"));

    assertThat(notReleased())
        .isEqualTo(
            file()
                + "it is a release under cardio 4.0.0 with SHA-256 "
                + old
                + ", and the policy in use is cardio 4.0.1 with "
                + PolicyParser.parse(policy).sha256()
                + "; release again.\n");
  }

  @Test
  void whoThePolicyDoesNotNameCannotRelease() {
    steward("intern@klinik.example", "intern");

    assertThat(release("intern", "model")).isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo(
            "bailiwick: it is signed by intern@klinik.example, and the policy cardio 4.0.0 takes"
                + " releases by ethics@klinik.example only.\n");
    assertThat(ReleaseDocument.file(model)).doesNotExist();
  }

  @Test
  void onlyWhatThePolicyReleasesCanGo() {
    assertThat(release("ethics", "statistics")).isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo("bailiwick: the policy cardio 4.0.0 releases no 'statistics', only model.\n");
    assertThat(release("ethics", "raw")).isEqualTo(2);
    assertThat(tool.err()).contains("'raw' cannot be released");
    assertThat(tool.run("release")).isEqualTo(2);
    assertThat(tool.err()).contains("needs ARTEFACT, --policy, --transfer, --records");
  }
}
