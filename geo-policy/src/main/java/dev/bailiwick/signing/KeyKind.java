package dev.bailiwick.signing;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Objects;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The kinds of signing keys that are accepted, and how each signs. The one place where a signature
 * is checked, over a document or over a message between nodes.
 */
public enum KeyKind {
  /** Ed25519 (RFC 8032). */
  ED25519("Ed25519"),
  /** ECDSA with SHA-256 on P-256; the signature in DER. */
  P256("SHA256withECDSA"),
  /** ECDSA with SHA-384 on P-384, so that the hash is as strong as the curve; in DER. */
  P384("SHA384withECDSA"),
  /** RSASSA-PKCS1-v1_5 with SHA-256, at least 3072 bits. */
  RSA("SHA256withRSA");

  private static final int MIN_RSA_BITS = 3072;
  private static final int ED25519_SIGNATURE_BYTES = 64;

  /**
   * Java 17 refuses valid ECDSA signatures whose r was reduced (Wycheproof shows two). Not
   * registered with the platform: it serves here alone.
   */
  private static final Provider EC_VERIFIER = new BouncyCastleProvider();

  private final String signatureAlgorithm;

  KeyKind(String signatureAlgorithm) {
    this.signatureAlgorithm = signatureAlgorithm;
  }

  /**
   * The kind of this key, if it is strong enough.
   *
   * @param whose what a message calls the key's owner
   * @throws BailiwickException NOT_AUTHENTIC for a key of any other kind
   */
  public static KeyKind of(PublicKey key, String whose) {
    if (key instanceof EdECPublicKey ed) {
      if (ed.getParams().getName().equals("Ed25519")) {
        return ED25519;
      }
      throw refused(whose, ed.getParams().getName());
    }
    if (key instanceof ECPublicKey ec) {
      if (isCurve(ec.getParams(), "secp256r1")) {
        return P256;
      }
      if (isCurve(ec.getParams(), "secp384r1")) {
        return P384;
      }
      throw refused(whose, "EC on another curve, of " + ec.getParams().getOrder().bitLength());
    }
    if (key instanceof RSAPublicKey rsa) {
      if (rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
        return RSA;
      }
      throw refused(whose, "RSA of " + rsa.getModulus().bitLength() + " bits");
    }
    throw refused(whose, key.getAlgorithm());
  }

  /** The name of its signatures, as the Java platform and documents write it. */
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** The name of its keys, as the Java platform's {@code KeyFactory} has it. */
  public String keyAlgorithm() {
    return switch (this) {
      case ED25519 -> "Ed25519";
      case P256, P384 -> "EC";
      case RSA -> "RSA";
    };
  }

  /** Signs with a key of this kind. */
  public byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The node's key would not sign with " + signatureAlgorithm, e);
    }
  }

  /**
   * Whether the signature holds. One that cannot be read does not, nor does one in another encoding
   * than the one that it has: the platform reads ECDSA's DER loosely, and ignores bytes after an
   * Ed25519 signature.
   */
  public boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    if (!isCanonical(key, signature)) {
      return false;
    }
    try {
      Signature verifier =
          keyAlgorithm().equals("EC")
              ? Signature.getInstance(signatureAlgorithm, EC_VERIFIER)
              : Signature.getInstance(signatureAlgorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private boolean isCanonical(PublicKey key, byte[] signature) {
    if (this == ED25519) {
      return signature.length == ED25519_SIGNATURE_BYTES;
    }
    if (this == RSA || !(key instanceof ECPublicKey ec)) {
      return true;
    }
    try {
      StandardDSAEncoding.INSTANCE.decode(ec.getParams().getOrder(), signature);
      return true;
    } catch (IOException | RuntimeException e) {
      // The library refuses what is not DER of two numbers in range, in several ways.
      return false;
    }
  }

  private static boolean isCurve(ECParameterSpec params, String name) {
    try {
      var wanted = java.security.AlgorithmParameters.getInstance("EC");
      wanted.init(new ECGenParameterSpec(name));
      ECParameterSpec curve = wanted.getParameterSpec(ECParameterSpec.class);
      return params.getCurve().equals(curve.getCurve())
          && params.getGenerator().equals(curve.getGenerator())
          && Objects.equals(params.getOrder(), curve.getOrder())
          && params.getCofactor() == curve.getCofactor();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static BailiwickException refused(String whose, String what) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "The key of "
            + whose
            + " is "
            + what
            + "; accepted are Ed25519, P-256, P-384 and RSA of at least "
            + MIN_RSA_BITS
            + " bits");
  }
}
