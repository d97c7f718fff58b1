package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * A process's X-Wing key pair (X25519 and ML-KEM-768 together, draft-connolly-cfrg-xwing-kem): keys
 * are sealed to its public half by {@link KeyDelivery}. It holds as long as one of the two does.
 *
 * <p>Lives in memory only. What is kept is the seed of 32 bytes, from which the private key is
 * expanded at each use, so that {@link #destroy()} overwrites all that stays. Thread-safe.
 */
public final class ExchangeKeyPair implements Destroyable {
  static final int PUBLIC_KEY_BYTES = 1216;
  static final int CIPHERTEXT_BYTES = 1120;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] seed;
  private final byte[] publicKey;
  private boolean destroyed;

  private ExchangeKeyPair(SecureRandom random) {
    XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
    generator.init(new XWingKeyGenerationParameters(random));
    var pair = generator.generateKeyPair();
    this.seed = ((XWingPrivateKeyParameters) pair.getPrivate()).getSeed();
    this.publicKey = ((XWingPublicKeyParameters) pair.getPublic()).getEncoded();
  }

  /** A new pair from the platform's random generator. */
  public static ExchangeKeyPair generate() {
    return new ExchangeKeyPair(RANDOM);
  }

  /** The pair that this generator's bytes give: for published test vectors. */
  static ExchangeKeyPair generate(SecureRandom random) {
    return new ExchangeKeyPair(random);
  }

  /** The public half, 1216 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The shared secret, 32 bytes. A ciphertext for another pair gives another secret, no error. */
  byte[] decapsulate(byte[] ciphertext) {
    byte[] copy = copySeed();
    try {
      return decapsulate(new XWingPrivateKeyParameters(copy), ciphertext);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** The same under a key whose X25519 and ML-KEM-768 halves a published test vector names. */
  static byte[] decapsulate(XWingPrivateKeyParameters key, byte[] ciphertext) {
    if (ciphertext.length != CIPHERTEXT_BYTES) {
      throw refused(
          "An X-Wing ciphertext has " + CIPHERTEXT_BYTES + " bytes, not " + ciphertext.length,
          null);
    }
    try {
      return new XWingKEMExtractor(key).extractSecret(ciphertext);
    } catch (RuntimeException e) {
      // The library refuses degenerate X25519 points with exceptions of several kinds.
      throw refused("An X-Wing ciphertext was refused", e);
    }
  }

  /** Refuses what is not an X-Wing public key, without using it. */
  static void requirePublicKey(byte[] publicKey) {
    parse(publicKey);
  }

  /** A new shared secret, and the ciphertext from which only the key's owner finds it. */
  static SecretWithEncapsulation encapsulate(byte[] publicKey) {
    return encapsulate(publicKey, RANDOM);
  }

  static SecretWithEncapsulation encapsulate(byte[] publicKey, SecureRandom random) {
    try {
      return new XWingKEMGenerator(random).generateEncapsulated(parse(publicKey));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw refused("An X-Wing public key was refused", e);
    }
  }

  private static XWingPublicKeyParameters parse(byte[] publicKey) {
    if (publicKey.length != PUBLIC_KEY_BYTES) {
      throw refused(
          "An X-Wing public key has " + PUBLIC_KEY_BYTES + " bytes, not " + publicKey.length, null);
    }
    try {
      return new XWingPublicKeyParameters(publicKey);
    } catch (RuntimeException e) {
      throw refused("An X-Wing public key cannot be read", e);
    }
  }

  private static BailiwickException refused(
      String message, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message, cause);
  }

  private synchronized byte[] copySeed() {
    if (destroyed) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED, "This process's exchange key was destroyed: register again");
    }
    return seed.clone();
  }

  /** Overwrites the seed. */
  @Override
  public synchronized void destroy() {
    destroyed = true;
    Arrays.fill(seed, (byte) 0);
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "X-Wing key pair [REDACTED]";
  }
}
