package dev.bailiwick.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF with HMAC-SHA-256 (RFC 5869), on the platform's HMAC: it uses the processor's SHA
 * instructions, and a stream of a few hundred bytes pays for seven HMACs. Not thread-safe; reused.
 */
final class Hkdf {
  static final int HASH_BYTES = 32;
  private static final int MAX_BLOCKS = 255;

  private static final RawKey NO_KEY = RawKey.hmac(new byte[HASH_BYTES], 0, HASH_BYTES);

  private final Mac mac;

  Hkdf() {
    try {
      mac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java platform has no HMAC-SHA-256", e);
    }
  }

  /** Extract, then expand. An empty salt counts as 32 zero bytes, as the RFC says. */
  byte[] derive(byte[] inputKey, byte[] salt, byte[] info, int lengthBytes) {
    if (lengthBytes < 0 || lengthBytes > MAX_BLOCKS * HASH_BYTES) {
      throw new IllegalArgumentException(
          "HKDF-SHA-256 makes 0 to " + MAX_BLOCKS * HASH_BYTES + " bytes, not " + lengthBytes);
    }
    byte[] prk = hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, inputKey);
    byte[] okm = new byte[lengthBytes];
    byte[] block = new byte[0];
    try {
      RawKey key = RawKey.hmac(prk, 0, HASH_BYTES);
      mac.init(key);
      key.destroy();
      for (int at = 0, counter = 1; at < lengthBytes; at += HASH_BYTES, counter++) {
        mac.update(block);
        mac.update(info);
        mac.update((byte) counter);
        Arrays.fill(block, (byte) 0);
        block = mac.doFinal();
        System.arraycopy(block, 0, okm, at, Math.min(HASH_BYTES, lengthBytes - at));
      }
      return okm;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 refused a key", e);
    } finally {
      Arrays.fill(prk, (byte) 0);
      Arrays.fill(block, (byte) 0);
    }
  }

  /** HMAC-SHA-256 of the parts, one after the other. */
  byte[] hmac(byte[] key, byte[]... parts) {
    RawKey rawKey = RawKey.hmac(key, 0, key.length);
    try {
      mac.init(rawKey);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 refused a key", e);
    } finally {
      rawKey.destroy();
    }
  }

  /** Overwrites what the HMAC still holds of its last key. */
  void forget() {
    try {
      mac.init(NO_KEY);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 refused a key", e);
    }
  }
}
