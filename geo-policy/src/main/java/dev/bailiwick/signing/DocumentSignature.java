package dev.bailiwick.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A signature over the bytes of a document, with the certificates of its signer; {@code
 * docs/formats/document-signature.md} specifies it.
 *
 * <p>What is signed begins with words of its own, so that a signature made for another purpose with
 * the same key, such as a registration, is never one over a document.
 *
 * <p>It proves who signed, not when: a signer may state any time. Revocation is not checked; nodes
 * have short-lived certificates.
 */
public final class DocumentSignature {
  private static final byte[] PURPOSE =
      "Bailiwick document signature, version 1\n".getBytes(StandardCharsets.US_ASCII);

  private final String algorithm;
  private final byte[] signature;
  private final List<X509Certificate> chain;

  private DocumentSignature(String algorithm, byte[] signature, List<X509Certificate> chain) {
    this.algorithm = algorithm;
    this.signature = signature;
    this.chain = List.copyOf(chain);
  }

  /** Signs bytes, and checks that the signer's key and certificate belong together. */
  public static DocumentSignature make(byte[] bytes, DocumentSigner signer) {
    List<X509Certificate> chain = signer.chain();
    if (chain.isEmpty()) {
      throw refused("The signer has no certificate; give it one.");
    }
    KeyKind kind = kindOf(chain.get(0));
    DocumentSignature made =
        new DocumentSignature(kind.signatureAlgorithm(), signer.sign(signed(bytes)), chain);
    made.checkSignature(kind, bytes);
    return made;
  }

  /**
   * Verifies that a holder of a certificate of a trusted authority signed exactly these bytes.
   *
   * @param trusted the authorities
   * @return the signer's certificate
   * @throws BailiwickException {@code NOT_AUTHENTIC}, naming the check that failed
   */
  public X509Certificate verify(byte[] bytes, Collection<X509Certificate> trusted) {
    return verify(bytes, trusted, Instant.now());
  }

  /** The same, with certificates as they were valid at a time: for what was signed in the past. */
  public X509Certificate verify(byte[] bytes, Collection<X509Certificate> trusted, Instant at) {
    X509Certificate signer = CertificatePath.check(chain, trusted, at);
    KeyKind kind = kindOf(signer);
    if (!algorithm.equals(kind.signatureAlgorithm())) {
      throw refused("The signature names an algorithm that is not that of the signer's key.");
    }
    checkSignature(kind, bytes);
    return signer;
  }

  /** {@code {"algorithm", "chain", "signature"}}; certificates in DER, all in Base64. */
  public JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("algorithm", algorithm);
    ArrayNode certificates = json.putArray("chain");
    try {
      for (X509Certificate certificate : chain) {
        certificates.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "A certificate of the signer cannot be encoded.", e);
    }
    return json.put("signature", Base64.getEncoder().encodeToString(signature));
  }

  /** Reads what {@link #toJson} wrote; anything else is {@code NOT_AUTHENTIC}. */
  public static DocumentSignature fromJson(JsonNode json) {
    JsonNode chain = json.path("chain");
    if (json.size() != 3
        || !json.path("algorithm").isTextual()
        || !json.path("signature").isTextual()
        || !chain.isArray()) {
      throw refused("The signature lacks its algorithm, chain or signature, or has more.");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> certificates = new ArrayList<>();
      for (JsonNode encoded : chain) {
        byte[] der = Base64.getDecoder().decode(encoded.asText());
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      byte[] signature = Base64.getDecoder().decode(json.get("signature").asText());
      DocumentSignature read =
          new DocumentSignature(json.get("algorithm").asText(), signature, certificates);
      // Decoders are lenient: another Base64, or bytes after a certificate, would go unnoticed.
      if (!read.toJson().equals(json)) {
        throw refused("The signature is not written in its one form: it was altered.");
      }
      return read;
    } catch (IllegalArgumentException | CertificateException e) {
      throw refused("The signature or a certificate in it cannot be decoded.");
    }
  }

  private void checkSignature(KeyKind kind, byte[] bytes) {
    if (!kind.verifies(chain.get(0).getPublicKey(), signed(bytes), signature)) {
      throw refused(
          "The signature does not match: the signed bytes or the signature were altered.");
    }
  }

  private static KeyKind kindOf(X509Certificate certificate) {
    return KeyKind.of(certificate.getPublicKey(), certificate.getSubjectX500Principal().getName());
  }

  private static byte[] signed(byte[] bytes) {
    byte[] all = new byte[PURPOSE.length + bytes.length];
    System.arraycopy(PURPOSE, 0, all, 0, PURPOSE.length);
    System.arraycopy(bytes, 0, all, PURPOSE.length, bytes.length);
    return all;
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }

  /** Algorithm and signer. */
  @Override
  public String toString() {
    return algorithm + " by " + chain.get(0).getSubjectX500Principal().getName();
  }
}
