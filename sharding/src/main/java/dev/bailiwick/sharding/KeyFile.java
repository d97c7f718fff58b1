package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code keys.p12} of a site home: read whole, replaced whole.
 *
 * <p>A writer holds a file lock against other processes and a monitor against other threads, writes
 * a new file beside the old one, flushes it to disk and moves it over in one step, so that a reader
 * sees the old file or the new one and a crash loses neither.
 */
final class KeyFile {
  /**
   * One monitor a JVM: a second lock on the same file from the same JVM is an error, not a wait.
   */
  private static final Object ONE_WRITER = new Object();

  private final Path home;
  private final Path file;

  KeyFile(Path home) {
    this.home = home;
    this.file = home.resolve("keys.p12");
  }

  /** A change to the keys; true if the file must be written. */
  interface Change {
    boolean apply(KeyStore store, char[] password) throws GeneralSecurityException;
  }

  Optional<Key> key(String keyId) {
    char[] password = {};
    try {
      password = password();
      return Optional.ofNullable(load(password).getKey(keyId, password));
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  boolean update(Change change) {
    char[] password = {};
    synchronized (ONE_WRITER) {
      try (FileChannel channel =
              FileChannel.open(
                  home.resolve("keys.p12.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        password = password();
        KeyStore store = load(password);
        boolean changed = held.isValid() && change.apply(store, password);
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
  }

  /** The text without final newlines, as docs/formats/site-home.md says; blanks belong to it. */
  private char[] password() throws IOException {
    OwnerOnly.require(home, "700");
    Path secret = home.resolve("password");
    OwnerOnly.require(secret, "600");
    byte[] bytes = Files.readAllBytes(secret);
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
    char[] password = new char[text.remaining()];
    text.get(password);
    Arrays.fill(text.array(), '\0');
    Arrays.fill(bytes, (byte) 0);
    return password;
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
