package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.LAST_RECORD_BIT;
import static dev.bailiwick.crypto.SealFormat.RECORD_HEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.TAG_BYTES;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM over the records of one stream at a time, on one {@code Cipher} of the platform.
 * Nothing is allocated per record here beyond the parameter object that the JCE asks for.
 */
final class RecordCipher {
  private static final int NONCE_BYTES = 12;
  private static final int NONCE_INDEX_AT = 3;
  private static final int NONCE_LAST_AT = 11;
  private static final int PLACE_BYTES = 32;
  private static final RawKey NO_KEY = RawKey.aes(new byte[32], 0, 32);

  private final Cipher cipher;
  private final byte[] nonce = new byte[NONCE_BYTES];
  private final ByteBuffer nonceView = ByteBuffer.wrap(nonce);
  private final byte[] associated = new byte[PLACE_BYTES + RECORD_HEAD_BYTES];
  private final ByteBuffer associatedView = ByteBuffer.wrap(associated);
  private @Nullable RawKey key;

  RecordCipher() {
    cipher = AesGcm.cipher();
  }

  /** Begins a stream. The key is destroyed at {@link #forget()}. */
  void start(RawKey recordKey, byte[] placeDigest) {
    key = recordKey;
    System.arraycopy(placeDigest, 0, associated, 0, PLACE_BYTES);
  }

  /** Overwrites the key of the stream, also inside the JCE. */
  void forget() {
    if (key != null) {
      key.destroy();
      key = null;
      try {
        AesGcm.start(cipher, Cipher.DECRYPT_MODE, NO_KEY, nonce, associated);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-GCM refused a key", e);
      }
    }
  }

  /**
   * Writes a whole record, head and tag included, to the start of {@code out}.
   *
   * @return its length in bytes
   */
  int seal(long index, boolean last, byte[] plain, int offset, int length, byte[] out) {
    try {
      init(Cipher.ENCRYPT_MODE, index, last, length);
      System.arraycopy(associated, PLACE_BYTES, out, 0, RECORD_HEAD_BYTES);
      return RECORD_HEAD_BYTES + cipher.doFinal(plain, offset, length, out, RECORD_HEAD_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM would not seal record " + index, e);
    }
  }

  /**
   * Opens the ciphertext and tag of one record, which begin after its head.
   *
   * @return whether the tag held; if not, there are zeros in {@code out}
   */
  boolean open(long index, boolean last, byte[] sealed, int plainLength, byte[] out, int at) {
    try {
      init(Cipher.DECRYPT_MODE, index, last, plainLength);
      cipher.doFinal(sealed, RECORD_HEAD_BYTES, plainLength + TAG_BYTES, out, at);
      return true;
    } catch (AEADBadTagException e) {
      Arrays.fill(out, at, at + plainLength, (byte) 0);
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM would not open record " + index, e);
    }
  }

  private void init(int mode, long index, boolean last, int plainLength)
      throws GeneralSecurityException {
    nonceView.putLong(NONCE_INDEX_AT, index);
    nonce[NONCE_LAST_AT] = (byte) (last ? 1 : 0);
    associatedView.putInt(PLACE_BYTES, (int) index);
    associatedView.putInt(PLACE_BYTES + 4, plainLength | (last ? LAST_RECORD_BIT : 0));
    AesGcm.start(cipher, mode, Objects.requireNonNull(key), nonce, associated);
  }
}
