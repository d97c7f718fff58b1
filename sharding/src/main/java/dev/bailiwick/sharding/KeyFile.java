package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * {@code keys.p12} of a site home: read whole for each call, so that a key taken out of it is
 * refused at once; replaced whole.
 *
 * <p>A writer holds a lock, writes a new file beside the old one, flushes it to disk and moves it
 * over in one step, so that a reader sees the old file or the new one and a crash loses neither.
 */
final class KeyFile implements KeyBox {
  private static final int KEY_BITS = 256;

  private final Path home;
  private final Path file;

  KeyFile(Path home) {
    this.home = home;
    this.file = home.resolve("keys.p12");
  }

  @Override
  public <T> T read(Look<T> look) {
    char[] password = {};
    try {
      password = HomePassword.read(home);
      return look.at(load(password), password);
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  @Override
  public boolean update(Look<Boolean> change) {
    char[] password = {};
    try (HomeLock held = HomeLock.take(home, "keys.p12.lock")) {
      password = HomePassword.read(home);
      KeyStore store = load(password);
      boolean changed = held.isHeld() && change.at(store, password);
      if (changed) {
        replace(store, password);
      }
      return changed;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  @Override
  public Cipher gcm() throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding");
  }

  @Override
  public SecretKey make() throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(KEY_BITS);
    return generator.generateKey();
  }

  @Override
  public String where() {
    return "PKCS#12 file " + file;
  }

  private KeyStore load(char[] password) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    if (!Files.exists(file)) {
      store.load(null, password);
      return store;
    }
    OwnerOnly.require(file, "600");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }

  private void replace(KeyStore store, char[] password)
      throws IOException, GeneralSecurityException {
    Path fresh = OwnerOnly.temporaryBeside(file);
    try {
      try (OutputStream out = Files.newOutputStream(fresh)) {
        store.store(out, password);
      }
      try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // Shards are sealed under the new key next: it must not be lost where they are kept.
      try (FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private BailiwickException unreadable(Exception e) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "The key store "
            + file
            + " cannot be used ("
            + e.getClass().getSimpleName()
            + "): check that it and "
            + home.resolve("password")
            + " are the ones that `bailiwick pki issue` made",
        e);
  }
}
