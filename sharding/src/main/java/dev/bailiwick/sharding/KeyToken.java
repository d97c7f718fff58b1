package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * Keys in a PKCS#11 token, through the JDK's own provider. They are made in the token, cannot be
 * taken out of it, and wrap inside it. The PIN is the {@code password} of the site home.
 *
 * <p>PKCS#11 lets two entries have one name. Against that, a writer holds a lock in the site home:
 * processes of one site that make keys must share the home, and with it the lock.
 */
final class KeyToken implements KeyBox {
  private static final int KEY_BITS = 256;

  private final Path home;
  private final TokenConfig config;

  KeyToken(Path home) {
    this.home = home;
    this.config = TokenConfig.read(home);
  }

  @Override
  public <T> T read(Look<T> look) {
    try {
      return look.at(load(), null);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  @Override
  public boolean update(Look<Boolean> change) {
    try (HomeLock held = HomeLock.take(home, "pkcs11.lock")) {
      return held.isHeld() && change.at(load(), null);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  @Override
  public Cipher gcm() throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding", config.provider());
  }

  /** A session object; Java copies it into the token when it is put there by name. */
  @Override
  public SecretKey make() throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance("AES", config.provider());
    generator.init(KEY_BITS);
    SecretKey key = generator.generateKey();
    byte[] out = key.getEncoded();
    if (out != null) {
      Arrays.fill(out, (byte) 0);
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The " + where() + " makes keys that can be taken out of it, whatever it is asked for");
    }
    return key;
  }

  @Override
  public String where() {
    return "PKCS#11 token " + config;
  }

  /** Loaded anew, Java sees what other processes changed. */
  private KeyStore load() throws IOException, GeneralSecurityException {
    Provider provider = config.provider();
    char[] pin = HomePassword.read(home);
    try {
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return store;
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private BailiwickException unusable(Exception e) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "The "
            + where()
            + " of the site home "
            + home
            + " cannot be used ("
            + e.getClass().getSimpleName()
            + "): check that "
            + TokenConfig.FILE
            + " names its slot, and that `password` holds its user PIN",
        e);
  }
}
