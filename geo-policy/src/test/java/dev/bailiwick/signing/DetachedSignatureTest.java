package dev.bailiwick.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachedSignatureTest {
  private static final String EMAIL = "dpo@klinik.example";
  private static final String ALTERED =
      ": The signature does not match: the signed bytes or the signature were altered.";
  private static final String NO_SIGNATURE =
      ": was altered or is no signature of Bailiwick; sign the document again.";
  private static final TestStewards STEWARDS = new TestStewards();

  @TempDir private Path folder;
  private Path document;

  @BeforeEach
  void write() throws IOException {
    document = Files.writeString(folder.resolve("policy.yaml"), "kind: SovereigntyPolicy\n");
  }

  @Test
  void aSignedDocumentVerifiesAndNamesItsSigner() throws IOException {
    DocumentSigner signer = STEWARDS.signer(EMAIL, "deputy@klinik.example");

    Path file = DetachedSignature.sign(document, signer);

    assertThat(file).isEqualTo(folder.resolve("policy.yaml.sig"));
    assertThat(verify(EMAIL)).isEqualTo(signer.chain().get(0));
    assertThat(verify("deputy@klinik.example")).isEqualTo(signer.chain().get(0));
    assertThat(DetachedSignature.emails(signer.chain().get(0)))
        .containsExactly(EMAIL, "deputy@klinik.example");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(document, file);
    }
  }

  @Test
  void signingAgainReplacesTheSignature() {
    DetachedSignature.sign(document, STEWARDS.signer("other@klinik.example"));
    DocumentSigner signer = STEWARDS.signer(EMAIL);

    DetachedSignature.sign(document, signer);

    assertThat(verify(EMAIL)).isEqualTo(signer.chain().get(0));
  }

  @Test
  void aStrippedSignatureIsRefused() throws IOException {
    Files.delete(DetachedSignature.sign(document, STEWARDS.signer(EMAIL)));

    assertRefused(
        () -> verify(EMAIL),
        document
            + ": is not signed: there is no policy.yaml.sig beside it; ask dpo@klinik.example for"
            + " it, and keep both files together.");
  }

  @Test
  void anyFlippedBitOfTheDocumentIsRefused() throws IOException {
    DetachedSignature.sign(document, STEWARDS.signer(EMAIL));
    byte[] bytes = Files.readAllBytes(document);

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(document, bytes);
      assertRefused(() -> verify(EMAIL), document + ALTERED);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void anyFlippedByteOfTheSignatureFileIsRefused() throws IOException {
    Path file = DetachedSignature.sign(document, STEWARDS.signer(EMAIL));
    byte[] bytes = Files.readAllBytes(file);

    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> verify(EMAIL))
          .as("byte %s", i)
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC));
      bytes[i] ^= 1;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{}", "[]", "null", "not json", "{\"algorithm\":\"Ed25519\"}"})
  void aSignatureFileOfAnotherFormIsRefused(String text) throws IOException {
    Files.writeString(folder.resolve("policy.yaml.sig"), text);

    assertRefused(() -> verify(EMAIL), folder.resolve("policy.yaml.sig") + NO_SIGNATURE);
  }

  @Test
  void aSignatureFileThatIsNotCanonicalIsRefused() throws IOException {
    Path file = DetachedSignature.sign(document, STEWARDS.signer(EMAIL));
    String text = Files.readString(file);

    for (String other : List.of(text + "\n", " " + text, text + "{}", text.replace(":", ": "))) {
      Files.writeString(file, other);
      assertRefused(() -> verify(EMAIL), file + NO_SIGNATURE);
    }
  }

  @Test
  void aSignatureOfAnotherDocumentIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.yaml"), "kind: Topology\n");
    Files.move(
        DetachedSignature.sign(other, STEWARDS.signer(EMAIL)), folder.resolve("policy.yaml.sig"));

    assertRefused(() -> verify(EMAIL), document + ALTERED);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() {
    DetachedSignature.sign(document, new TestStewards().signer(EMAIL));

    assertRefused(
        () -> verify(EMAIL),
        document
            + ": The signer's certificate chain does not lead to a trusted authority"
            + " (INVALID_SIGNATURE); check who signed.");
  }

  @Test
  void aCertificateThatIsNotValidNowIsRefused() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant from = now.minusSeconds(200);
    Instant until = now.minusSeconds(100);
    DetachedSignature.sign(document, STEWARDS.signer(from, until, EMAIL));

    assertRefused(
        () -> DetachedSignature.verify(document, STEWARDS.trusted(), now, EMAIL),
        document
            + ": The signer's certificate chain begins with a certificate that is valid from "
            + from
            + " to "
            + until
            + ", and so not at "
            + now
            + ".");
    assertThat(DetachedSignature.verify(document, STEWARDS.trusted(), until.minusSeconds(1), EMAIL))
        .isNotNull();
  }

  @Test
  void aSignerWithAnotherAddressIsRefused() {
    DetachedSignature.sign(document, STEWARDS.signer("DPO@klinik.example", "it@klinik.example"));

    assertRefused(
        () -> verify(EMAIL),
        document
            + ": is signed by [DPO@klinik.example, it@klinik.example]; expected a signature by"
            + " dpo@klinik.example, spelled so in the certificate.");
  }

  @Test
  void aSignerWithoutAnAddressSuchAsANodeIsRefused() {
    DetachedSignature.sign(document, STEWARDS.signer());

    assertRefused(
        () -> verify(EMAIL),
        document
            + ": is signed by somebody without an e-mail address; expected a signature by"
            + " dpo@klinik.example, spelled so in the certificate.");

    TestAuthority nodes = TestAuthority.create("nodes");
    DetachedSignature.sign(document, nodes.signer(EMAIL));
    assertRefused(
        () -> DetachedSignature.verify(document, nodes.trusted(), Instant.now(), EMAIL),
        document
            + ": is signed by somebody without an e-mail address; expected a signature by"
            + " dpo@klinik.example, spelled so in the certificate.");
  }

  @Test
  void bytesThatWereReadBeforeAreWhatCounts() throws IOException {
    DetachedSignature.sign(document, STEWARDS.signer(EMAIL));
    byte[] read = Files.readAllBytes(document);
    Files.writeString(document, "changed after it was read");

    assertThat(DetachedSignature.verify(document, read, STEWARDS.trusted(), Instant.now(), EMAIL))
        .isNotNull();
    assertRefused(
        () ->
            DetachedSignature.verify(
                document,
                "changed".getBytes(StandardCharsets.UTF_8),
                STEWARDS.trusted(),
                Instant.now(),
                EMAIL),
        document + ALTERED);
  }

  @Test
  void aDocumentThatIsNotThereIsNamed() {
    Path none = folder.resolve("none.yaml");

    assertThatThrownBy(() -> DetachedSignature.sign(none, STEWARDS.signer(EMAIL)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessage(none + " cannot be read; check the path, the disk and its rights.");
  }

  private X509Certificate verify(String email) {
    return DetachedSignature.verify(document, STEWARDS.trusted(), Instant.now(), email);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessage(message);
  }
}
