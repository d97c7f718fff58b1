package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.security.auth.Destroyable;

/**
 * A 256-bit key of one application, scope and epoch, from which the key of each sealed stream is
 * derived.
 *
 * <p>The secret never leaves this package except sealed to a node ({@link KeyDelivery}): there is
 * no getter, the class is not serialisable, and {@code toString} is redacted. Equality is that of
 * the identity (application, scope, epoch), never of the secret. Thread-safe.
 *
 * <p>After {@link #destroy()} the secret is overwritten and no further stream opens or seals.
 * Streams that are open then keep the key of that one stream until they are closed. Java may have
 * copied the bytes when it moved the array: zeroising shortens the life of a secret, and does not
 * prove its end.
 */
public final class EpochKey implements Destroyable {
  static final int SECRET_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String application;
  private final KeyScope scope;
  private final int epoch;
  private final boolean processLocal;
  private final byte[] secret;
  private boolean destroyed;

  private EpochKey(
      String application, KeyScope scope, int epoch, byte[] secret, boolean processLocal) {
    if (application.isEmpty() || application.length() > 255) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "An application's id has 1 to 255 characters, not " + application.length());
    }
    if (epoch < 0) {
      throw new BailiwickException(ErrorCode.BAD_ARGUMENT, "Epochs count from 0, not " + epoch);
    }
    this.application = application;
    this.scope = scope;
    this.epoch = epoch;
    this.secret = secret;
    this.processLocal = processLocal;
  }

  /** A new key from the platform's random generator. */
  public static EpochKey random(String application, KeyScope scope, int epoch) {
    return new EpochKey(application, scope, epoch, randomSecret(), false);
  }

  /**
   * This process's own key, the same at each call: for temporary files that only this process
   * reads. It dies with the process, is never delivered to another, and cannot be destroyed.
   */
  public static EpochKey local() {
    return Local.KEY;
  }

  /**
   * A key whose secret the caller keeps, for instance in a site's key store: for what must outlive
   * the application, such as checkpoints.
   *
   * <p>Dangerous: a secret that is guessable, reused for another scope, or logged on its way here
   * breaks every stream under it, and nothing here can tell. Give 32 bytes that came from a random
   * generator or were unwrapped by a key store, use them for nothing else, and overwrite the array
   * afterwards (it is copied).
   */
  public static EpochKey dangerouslyOfSecret(
      KeyScope scope, int epoch, String application, byte[] secretBytes) {
    if (secretBytes.length != SECRET_BYTES) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "A key has " + SECRET_BYTES + " bytes, not " + secretBytes.length);
    }
    if (MessageDigest.isEqual(secretBytes, new byte[SECRET_BYTES])) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "A key of zeros is no key: was it overwritten before its use?");
    }
    return new EpochKey(application, scope, epoch, secretBytes.clone(), false);
  }

  /** The application's id. */
  public String application() {
    return application;
  }

  /** What the key is for. */
  public KeyScope scope() {
    return scope;
  }

  /** Counts the keys of one application and scope, from 0. */
  public int epoch() {
    return epoch;
  }

  boolean isProcessLocal() {
    return processLocal;
  }

  /** A copy, which the caller overwrites. Taken under the lock: never a half-overwritten secret. */
  synchronized byte[] copySecret() {
    if (destroyed) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The key " + id() + " was destroyed: its epoch is over, and nothing can use it any more");
    }
    return secret.clone();
  }

  /** Whether the other has the same secret; takes the same time whatever the answer. */
  boolean hasSecretOf(EpochKey other) {
    byte[] mine = copySecret();
    byte[] theirs = other.copySecret();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** Overwrites the secret. The process's {@link #local()} key refuses. */
  @Override
  public synchronized void destroy() {
    if (processLocal) {
      throw new UnsupportedOperationException("The process's own key ends with the process");
    }
    destroyed = true;
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof EpochKey other
        && epoch == other.epoch
        && processLocal == other.processLocal
        && application.equals(other.application)
        && scope.equals(other.scope);
  }

  @Override
  public int hashCode() {
    return Objects.hash(application, scope, epoch);
  }

  private String id() {
    return application + "/" + scope + "#" + epoch;
  }

  /** The identity, without the secret. */
  @Override
  public String toString() {
    return "EpochKey " + id() + " [REDACTED]";
  }

  private static byte[] randomSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /** Made at its first use. */
  private static final class Local {
    static final EpochKey KEY =
        new EpochKey("this-process", KeyScope.ungoverned("temporary"), 0, randomSecret(), true);
  }
}
