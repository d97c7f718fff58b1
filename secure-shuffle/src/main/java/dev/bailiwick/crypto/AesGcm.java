package dev.bailiwick.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-GCM of the Java platform, with a tag of 128 bits: the one place where it is asked for. */
final class AesGcm {
  static final int TAG_BITS = 128;

  private AesGcm() {}

  /** A cipher to be started again for each message. */
  static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java platform has no AES-GCM", e);
    }
  }

  /** Begins a message. A nonce serves once under a key: the caller sees to that. */
  static void start(Cipher cipher, int mode, RawKey key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associated);
  }
}
