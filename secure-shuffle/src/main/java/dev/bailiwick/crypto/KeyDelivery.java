package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.security.auth.DestroyFailedException;
import org.bouncycastle.crypto.SecretWithEncapsulation;

/**
 * Seals an epoch key to one node: X-Wing, HKDF-SHA-256, AES-256-GCM ({@code
 * docs/formats/registration.md}, "A sealed key").
 *
 * <p>Guarantees that only the holder of the pair opens it, whole, and only under the context that
 * it was sealed for. It does not say who sealed it: anybody can seal to a public key. {@link
 * Registrar} signs what it delivers, and {@link Registration} checks that before it opens.
 */
public final class KeyDelivery {
  private static final byte[] MAGIC = "BWKD".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int RECIPIENT_BYTES = 16;
  private static final int HEAD_BYTES =
      MAGIC.length + 2 + RECIPIENT_BYTES + ExchangeKeyPair.CIPHERTEXT_BYTES;

  /** The key that AES-GCM uses here seals one message, so its nonce may be constant. */
  private static final byte[] NONCE = new byte[12];

  private KeyDelivery() {}

  /**
   * Seals the key.
   *
   * @param recipientPublicKey the X-Wing public key of the node, certified by its registration
   * @param context what this delivery belongs to; the opener gives the same from what it knows
   */
  public static byte[] seal(EpochKey key, byte[] recipientPublicKey, byte[] context) {
    if (key.isProcessLocal()) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED, "A process's own key is not delivered to another process");
    }
    SecretWithEncapsulation shared = ExchangeKeyPair.encapsulate(recipientPublicKey);
    byte[] sharedSecret = shared.getSecret();
    byte[] secret = key.copySecret();
    byte[] identity =
        new Wire.Writer()
            .text(key.application())
            .text(key.scope().toString())
            .i32(key.epoch())
            .toBytes();
    // Not through the writer: its buffer would keep a copy of the secret.
    byte[] payload = Arrays.copyOf(identity, identity.length + secret.length);
    System.arraycopy(secret, 0, payload, identity.length, secret.length);
    try {
      byte[] head =
          new Wire.Writer()
              .raw(MAGIC)
              .u8(VERSION)
              .u8(Messages.SUITE_XWING)
              .raw(recipient(recipientPublicKey))
              .raw(shared.getEncapsulation())
              .toBytes();
      byte[] body =
          cipher(Cipher.ENCRYPT_MODE, sharedSecret, recipientPublicKey, context, head)
              .doFinal(payload);
      return new Wire.Writer().raw(head).raw(body).toBytes();
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "AES-GCM would not seal a key", e);
    } finally {
      Arrays.fill(sharedSecret, (byte) 0);
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(payload, (byte) 0);
      destroy(shared);
    }
  }

  /**
   * Opens a sealed key.
   *
   * @throws BailiwickException NOT_AUTHENTIC if it was sealed to another node, or was altered, or
   *     sealed for another context
   */
  public static EpochKey open(byte[] sealed, ExchangeKeyPair mine, byte[] context) {
    Wire.Reader in = new Wire.Reader("sealed key", sealed);
    byte[] head = Arrays.copyOf(sealed, Math.min(sealed.length, HEAD_BYTES));
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw in.malformed("does not begin with BWKD");
    }
    int version = in.u8();
    int suite = in.u8();
    if (version != VERSION || suite != Messages.SUITE_XWING) {
      throw in.malformed(
          "is of version " + version + ", suite " + suite + "; this program knows 1, 1");
    }
    byte[] publicKey = mine.publicKey();
    if (!MessageDigest.isEqual(in.raw(RECIPIENT_BYTES), recipient(publicKey))) {
      throw in.malformed("was sealed to another node's key, or to an earlier one of this node");
    }
    byte[] ciphertext = in.raw(ExchangeKeyPair.CIPHERTEXT_BYTES);
    if (sealed.length < HEAD_BYTES + AesGcm.TAG_BITS / 8) {
      throw in.malformed("is too short to hold a key");
    }
    byte[] sharedSecret = mine.decapsulate(ciphertext);
    byte[] payload;
    try {
      payload =
          cipher(Cipher.DECRYPT_MODE, sharedSecret, publicKey, context, head)
              .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
    } catch (AEADBadTagException e) {
      throw in.malformed("was altered, or sealed for another request");
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "AES-GCM would not open a key", e);
    } finally {
      Arrays.fill(sharedSecret, (byte) 0);
    }
    try {
      return read(payload);
    } finally {
      Arrays.fill(payload, (byte) 0);
    }
  }

  private static EpochKey read(byte[] payload) {
    Wire.Reader in = new Wire.Reader("content of a sealed key", payload);
    String application = in.text(1, 1024);
    KeyScope scope = KeyScope.parse(in.text(1, Wire.MAX_MESSAGE_BYTES));
    int epoch = in.i32();
    byte[] secret = in.raw(EpochKey.SECRET_BYTES);
    in.end();
    try {
      return EpochKey.dangerouslyOfSecret(scope, epoch, application, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static Cipher cipher(
      int mode, byte[] sharedSecret, byte[] publicKey, byte[] context, byte[] head)
      throws GeneralSecurityException {
    byte[] info =
        new Wire.Writer().text("bailiwick v1 sealed key").bytes(publicKey).bytes(context).toBytes();
    Hkdf hkdf = new Hkdf();
    byte[] keyBytes = hkdf.derive(sharedSecret, new byte[0], info, 32);
    hkdf.forget();
    RawKey key = RawKey.aes(keyBytes, 0, 32);
    try {
      Cipher cipher = AesGcm.cipher();
      AesGcm.start(cipher, mode, key, NONCE, head);
      return cipher;
    } finally {
      Arrays.fill(keyBytes, (byte) 0);
      key.destroy();
    }
  }

  private static byte[] recipient(byte[] publicKey) {
    return Arrays.copyOf(Digests.sha256(publicKey), RECIPIENT_BYTES);
  }

  private static void destroy(SecretWithEncapsulation shared) {
    try {
      shared.destroy();
    } catch (DestroyFailedException e) {
      // The copy that was used here is overwritten; the library keeps its own.
    }
  }
}
