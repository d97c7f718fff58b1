package dev.bailiwick.signing;

import java.security.cert.X509Certificate;
import java.util.List;

/** Somebody who can sign: a node, a steward. The private key stays behind this interface. */
public interface DocumentSigner {
  /**
   * Signs bytes with the key of the first certificate, as {@link KeyKind} says for a key of its
   * kind.
   */
  byte[] sign(byte[] bytes);

  /** The signer's certificate, then those that lead to an authority. */
  List<X509Certificate> chain();
}
