package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The key-encryption keys of a site in its {@code keys.p12}, AES-256, one entry a key.
 *
 * <p>Wrapping is AES-256-GCM with a random 96-bit nonce: {@code version (1 byte) || nonce (12) ||
 * ciphertext and tag}. The file is read anew for each call, so a key taken out of it is refused at
 * once. Random nonces allow 2^32 wraps under one key; a wrap happens about once for each writer and
 * cache lifetime, not for each row.
 */
public final class Pkcs12SiteKeyStore implements SiteKeyStore {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyFile file;
  private final String site;

  private Pkcs12SiteKeyStore(KeyFile file, String site) {
    this.file = file;
    this.site = site;
  }

  /** The store in this site home. The file may not exist yet: then it holds no key. */
  public static Pkcs12SiteKeyStore open(Path siteHome) {
    Optional<String> proven = SiteHome.provenSite();
    return open(siteHome, proven.orElse("unproven"));
  }

  /** The store in this site home, as the named site's; the name is only for messages. */
  public static Pkcs12SiteKeyStore open(Path siteHome, String site) {
    return new Pkcs12SiteKeyStore(new KeyFile(siteHome), site);
  }

  @Override
  public byte[] wrap(String keyId, byte[] dataKey, byte[] aad) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(keyId), nonce, keyId, aad).doFinal(dataKey);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "Wrapping under key '" + keyId + "' failed", e);
    }
  }

  @Override
  public byte[] unwrap(String keyId, byte[] wrapped, byte[] aad) {
    SecretKey key = key(keyId);
    if (wrapped.length < 1 + NONCE_BYTES + TAG_BITS / 8 || wrapped[0] != VERSION) {
      throw notOurs(keyId, null);
    }
    byte[] nonce = Arrays.copyOfRange(wrapped, 1, 1 + NONCE_BYTES);
    int start = 1 + NONCE_BYTES;
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, keyId, aad)
          .doFinal(wrapped, start, wrapped.length - start);
    } catch (AEADBadTagException e) {
      throw notOurs(keyId, e);
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "Unwrapping under key '" + keyId + "' failed", e);
    }
  }

  @Override
  public boolean createIfAbsent(String keyId) {
    return file.update(
        (store, password) -> {
          if (store.containsAlias(keyId)) {
            return false;
          }
          KeyGenerator generator = KeyGenerator.getInstance("AES");
          generator.init(KEY_BITS, RANDOM);
          store.setEntry(
              keyId,
              new KeyStore.SecretKeyEntry(generator.generateKey()),
              new KeyStore.PasswordProtection(password));
          return true;
        });
  }

  /**
   * Destroys a key, and with it every shard that it seals. True if there was one.
   *
   * <p>Copies of the file that somebody kept still hold it: destroy those too.
   */
  public boolean destroy(String keyId) {
    return file.update(
        (store, password) -> {
          boolean there = store.containsAlias(keyId);
          if (there) {
            store.deleteEntry(keyId);
          }
          return there;
        });
  }

  private SecretKey key(String keyId) {
    Optional<Key> found = file.key(keyId);
    if (found.isPresent() && found.get() instanceof SecretKey secret) {
      return requireAes256(keyId, secret);
    }
    String owner = KeyIds.siteOf(keyId);
    throw new BailiwickException(
        ErrorCode.KEY_NOT_RELEASED,
        "Key '"
            + keyId
            + "' is not in the key store of site '"
            + site
            + "': "
            + (owner.equals(site)
                ? "it was destroyed, or this is not the store in which it was made; without it,"
                    + " nothing opens what it seals"
                : "it belongs to site '"
                    + owner
                    + "', and only processes of that site can open what it seals"));
  }

  /** An operator can put any key into the file. */
  private static SecretKey requireAes256(String keyId, SecretKey secret) {
    byte[] encoded = secret.getEncoded();
    int bits = encoded == null ? 0 : 8 * encoded.length;
    if (encoded != null) {
      Arrays.fill(encoded, (byte) 0);
    }
    if (!secret.getAlgorithm().equals("AES") || bits != KEY_BITS) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "Key '"
              + keyId
              + "' is "
              + secret.getAlgorithm()
              + " of "
              + bits
              + " bits; expected AES of "
              + KEY_BITS
              + ": let Bailiwick make its keys");
    }
    return secret;
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String keyId, byte[] aad)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
    cipher.updateAAD(ByteBuffer.allocate(4).putInt(id.length).flip());
    cipher.updateAAD(id);
    cipher.updateAAD(aad);
    return cipher;
  }

  private static BailiwickException notOurs(String keyId, @Nullable Exception cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "A wrapped data key did not open under key '"
            + keyId
            + "': it was altered, or wrapped under a key of that name that was since replaced",
        cause);
  }

  @Override
  public String toString() {
    return "Pkcs12SiteKeyStore[" + site + "]";
  }
}
