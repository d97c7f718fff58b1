package dev.bailiwick.signing;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/** The algorithms that documents are signed with; each key has exactly one. */
final class KeyKind {
  static final String ED25519 = "Ed25519";
  static final String ECDSA = "SHA256withECDSA";
  private static final Set<Integer> CURVE_BITS = Set.of(256, 384);

  private KeyKind() {}

  /** The algorithm for a key; a key of any other kind is {@code NOT_AUTHENTIC}. */
  static String algorithm(PublicKey key) {
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals(ED25519)) {
      return ED25519;
    }
    if (key instanceof ECPublicKey ec
        && CURVE_BITS.contains(ec.getParams().getCurve().getField().getFieldSize())) {
      return ECDSA;
    }
    throw new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "The signer's key is of kind "
            + key.getAlgorithm()
            + "; expected Ed25519, or EC on P-256 or P-384.");
  }
}
