package dev.bailiwick.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSignatureTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final byte[] BYTES = "a document".getBytes(StandardCharsets.UTF_8);

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "secp256r1", "secp384r1", "RSA 3072"})
  void aSignatureSurvivesJsonAndVerifies(String keyKind) {
    DocumentSigner signer = AUTHORITY.signer("node", keyKind);

    DocumentSignature read =
        DocumentSignature.fromJson(DocumentSignature.make(BYTES, signer).toJson());

    assertThat(read.verify(BYTES, AUTHORITY.trusted())).isEqualTo(signer.chain().get(0));
    assertThat(read).asString().endsWith(" by CN=node");
  }

  @Test
  void theHashIsAsStrongAsTheCurve() {
    assertThat(
            DocumentSignature.make(BYTES, AUTHORITY.signer("node", "secp384r1"))
                .toJson()
                .get("algorithm")
                .asText())
        .isEqualTo("SHA384withECDSA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA 2048", "secp521r1"})
  void weakAndOtherKeysDoNotSign(String keyKind) {
    assertRefused(
        () -> DocumentSignature.make(BYTES, AUTHORITY.signer("node", keyKind)),
        "The key of CN=node is "
            + (keyKind.startsWith("RSA") ? "RSA of 2048 bits" : "EC on another curve, of 521")
            + "; accepted are Ed25519, P-256, P-384 and RSA of at least 3072 bits");
  }

  /** What the platform's own verifier takes for the same signature. */
  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "secp256r1", "secp384r1"})
  void aSignatureInAnotherEncodingIsRefused(String keyKind) {
    ObjectNode json =
        (ObjectNode) DocumentSignature.make(BYTES, AUTHORITY.signer("node", keyKind)).toJson();
    byte[] good = Base64.getDecoder().decode(json.get("signature").asText());
    List<byte[]> others = new ArrayList<>(List.of(Arrays.copyOf(good, good.length + 1)));
    if (!keyKind.equals("Ed25519")) {
      // The length of the sequence in two bytes, where one is enough.
      ByteBuffer longer = ByteBuffer.allocate(good.length + 1);
      others.add(
          longer.put(good[0]).put((byte) 0x81).put(good, 1, good.length - 1).array().clone());
      // A zero before the first number.
      ByteBuffer padded = ByteBuffer.allocate(good.length + 1);
      padded.put(good[0]).put((byte) (good[1] + 1)).put(good[2]).put((byte) (good[3] + 1));
      others.add(padded.put((byte) 0).put(good, 4, good.length - 4).array().clone());
    }
    for (byte[] other : others) {
      json.put("signature", Base64.getEncoder().encodeToString(other));
      assertRefused(
          () -> DocumentSignature.fromJson(json).verify(BYTES, AUTHORITY.trusted()),
          "The signature does not match: the signed bytes or the signature were altered.");
    }
  }

  @Test
  void jsonInAnotherFormIsRefused() {
    ObjectNode json = (ObjectNode) DocumentSignature.make(BYTES, AUTHORITY.signer("node")).toJson();
    String message = "The signature is not written in its one form: it was altered.";
    String signature = json.get("signature").asText();
    assertRefused(
        () ->
            DocumentSignature.fromJson(
                json.deepCopy().put("signature", signature.replaceAll("=+$", ""))),
        message);
    byte[] signer = Base64.getDecoder().decode(json.get("chain").get(0).asText());
    ObjectNode longer = json.deepCopy();
    longer
        .putArray("chain")
        .add(Base64.getEncoder().encodeToString(Arrays.copyOf(signer, signer.length + 3)))
        .add(json.get("chain").get(1));
    assertRefused(() -> DocumentSignature.fromJson(longer), message);
  }

  @Test
  void alteredBytesAreRefused() {
    DocumentSignature signature = DocumentSignature.make(BYTES, AUTHORITY.signer("node"));

    assertRefused(
        () -> signature.verify("another".getBytes(StandardCharsets.UTF_8), AUTHORITY.trusted()),
        "The signature does not match: the signed bytes or the signature were altered.");
  }

  @Test
  void aSignatureForAnotherPurposeIsRefused() {
    DocumentSigner signer = AUTHORITY.signer("node");
    ObjectNode json = (ObjectNode) DocumentSignature.make(BYTES, signer).toJson();
    json.put("signature", Base64.getEncoder().encodeToString(signer.sign(BYTES)));

    assertRefused(
        () -> DocumentSignature.fromJson(json).verify(BYTES, AUTHORITY.trusted()),
        "The signature does not match: the signed bytes or the signature were altered.");
  }

  @Test
  void anotherAuthorityIsRefused() {
    DocumentSignature signature = DocumentSignature.make(BYTES, AUTHORITY.signer("node"));

    assertRefused(
        () -> signature.verify(BYTES, TestAuthority.create("authority").trusted()),
        "The signer's certificate chain does not lead to a trusted authority (INVALID_SIGNATURE);"
            + " check who signed.");
    assertRefused(
        () -> signature.verify(BYTES, TestAuthority.create("stranger").trusted()),
        "The signer's certificate chain does not lead to a trusted authority (NO_TRUST_ANCHOR);"
            + " check who signed.");
    assertRefused(
        () -> signature.verify(BYTES, List.of()),
        "The signer's certificate chain cannot be checked: no authority is trusted; name one.");
  }

  @Test
  void anExpiredCertificateIsRefusedNowAndAcceptedForThePast() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant until = Instant.parse("2026-02-01T00:00:00Z");
    DocumentSignature signature =
        DocumentSignature.make(
            BYTES, AUTHORITY.signer("node", "Ed25519", from, until, KeyUsage.digitalSignature));
    Instant later = until.plus(Duration.ofDays(1));

    assertRefused(
        () -> signature.verify(BYTES, AUTHORITY.trusted(), later),
        "The signer's certificate chain begins with a certificate that is valid from"
            + " 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z, and so not at 2026-02-02T00:00:00Z.");
    assertThat(signature.verify(BYTES, AUTHORITY.trusted(), from.plusSeconds(1))).isNotNull();
  }

  @Test
  void aCertificateForOtherUsesIsRefused() {
    Instant now = Instant.now();
    DocumentSignature signature =
        DocumentSignature.make(
            BYTES,
            AUTHORITY.signer(
                "node",
                "Ed25519",
                now.minusSeconds(9),
                now.plusSeconds(99),
                KeyUsage.keyAgreement));

    assertRefused(
        () -> signature.verify(BYTES, AUTHORITY.trusted()),
        "The signer's certificate chain begins with a certificate that is not for digital"
            + " signatures.");
  }

  @Test
  void jsonThatIsNoSignatureIsRefused() {
    ObjectNode json = (ObjectNode) DocumentSignature.make(BYTES, AUTHORITY.signer("node")).toJson();

    assertRefused(
        () -> DocumentSignature.fromJson(json.deepCopy().put("extra", 1)),
        "The signature lacks its algorithm, chain or signature, or has more.");
    assertRefused(
        () -> DocumentSignature.fromJson(json.deepCopy().put("signature", "?")),
        "The signature or a certificate in it cannot be decoded.");
    assertRefused(
        () ->
            DocumentSignature.fromJson(json.deepCopy().put("algorithm", "SHA256withECDSA"))
                .verify(BYTES, AUTHORITY.trusted()),
        "The signature names an algorithm that is not that of the signer's key.");
  }
}
