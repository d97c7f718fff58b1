package dev.bailiwick.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key for the JCE that can be zeroised: the platform's own {@code SecretKeySpec} refuses {@code
 * destroy()}.
 */
final class RawKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] bytes;
  private boolean destroyed;

  private RawKey(String algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  static RawKey aes(byte[] bytes, int from, int to) {
    return new RawKey("AES", Arrays.copyOfRange(bytes, from, to));
  }

  static RawKey hmac(byte[] bytes, int from, int to) {
    return new RawKey("HmacSHA256", Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public synchronized byte[] getEncoded() {
    if (destroyed) {
      throw new IllegalStateException("This key was destroyed");
    }
    return bytes.clone();
  }

  @Override
  public synchronized void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  private Object writeReplace() {
    throw new UnsupportedOperationException("A key is not serialised");
  }

  @Override
  public String toString() {
    return algorithm + " key [REDACTED]";
  }
}
