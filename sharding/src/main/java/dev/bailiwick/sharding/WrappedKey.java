package dev.bailiwick.sharding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A wrapped data key as bytes: {@code format (1 byte) || version of the key-encryption key (4, big
 * endian) || nonce (12) || ciphertext and tag}; AES-256-GCM. The associated data binds the key's
 * id, its version and what the data key is for.
 *
 * <p>Random nonces allow 2^32 wraps under one version.
 */
final class WrappedKey {
  private static final byte FORMAT = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final int TAG_BITS = 128;
  static final int NONCE_BYTES = 12;

  private final int version;
  private final byte[] nonce;
  private final byte[] sealed;

  private WrappedKey(int version, byte[] nonce, byte[] sealed) {
    this.version = version;
    this.nonce = nonce;
    this.sealed = sealed;
  }

  int version() {
    return version;
  }

  /** Empty if these bytes are no wrapped key of this format. */
  static Optional<WrappedKey> of(byte[] bytes) {
    if (bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BITS / 8 || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    int version = ByteBuffer.wrap(bytes).getInt(1);
    int sealed = HEAD_BYTES + NONCE_BYTES;
    return version < 1
        ? Optional.empty()
        : Optional.of(
            new WrappedKey(
                version,
                Arrays.copyOfRange(bytes, HEAD_BYTES, sealed),
                Arrays.copyOfRange(bytes, sealed, bytes.length)));
  }

  byte[] bytes() {
    return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + sealed.length)
        .put(FORMAT)
        .putInt(version)
        .put(nonce)
        .put(sealed)
        .array();
  }

  static WrappedKey wrap(
      Cipher gcm,
      SecretKey key,
      String keyId,
      int version,
      byte[] nonce,
      byte[] dataKey,
      byte[] aad)
      throws GeneralSecurityException {
    begin(gcm, Cipher.ENCRYPT_MODE, key, nonce, keyId, version, aad);
    return new WrappedKey(version, nonce, gcm.doFinal(dataKey));
  }

  byte[] unwrap(Cipher gcm, SecretKey key, String keyId, byte[] aad)
      throws GeneralSecurityException {
    begin(gcm, Cipher.DECRYPT_MODE, key, nonce, keyId, version, aad);
    return gcm.doFinal(sealed);
  }

  private static void begin(
      Cipher gcm, int mode, SecretKey key, byte[] nonce, String keyId, int version, byte[] aad)
      throws GeneralSecurityException {
    gcm.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
    gcm.updateAAD(
        ByteBuffer.allocate(2 * Integer.BYTES + id.length + aad.length)
            .putInt(id.length)
            .put(id)
            .putInt(version)
            .put(aad)
            .array());
  }
}
