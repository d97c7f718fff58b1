package dev.bailiwick.signing;

import java.security.cert.X509Certificate;
import java.util.List;

/** Somebody who can sign: a node, a steward. The private key stays behind this interface. */
public interface DocumentSigner {
  /**
   * Signs bytes with the key of the first certificate: Ed25519, or SHA256withECDSA on P-256 or
   * P-384 (the signature in DER form).
   */
  byte[] sign(byte[] bytes);

  /** The signer's certificate, then those that lead to an authority. */
  List<X509Certificate> chain();
}
