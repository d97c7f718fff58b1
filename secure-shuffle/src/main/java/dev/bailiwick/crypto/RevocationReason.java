package dev.bailiwick.crypto;

import org.bouncycastle.asn1.x509.CRLReason;

/** Why a certificate is revoked, as a list says it (RFC 5280, 5.3.1). */
public enum RevocationReason {
  /** Not said. */
  UNSPECIFIED(CRLReason.unspecified),
  /** Somebody else has the key, or may have it. */
  KEY_COMPROMISE(CRLReason.keyCompromise),
  /** Another certificate takes its place. */
  SUPERSEDED(CRLReason.superseded),
  /** The node is no more. */
  CESSATION_OF_OPERATION(CRLReason.cessationOfOperation);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
