package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** PKCS#12 files, private to their owner. */
final class KeyStores {
  /** A private key and the chain that certifies it. */
  record Identity(PrivateKey key, List<X509Certificate> chain) {}

  private KeyStores() {}

  static void writeEmpty(Path file, char[] password) {
    try {
      store(file, emptyStore(), password);
    } catch (GeneralSecurityException | IOException e) {
      throw failed(file, "could not be made", e);
    }
  }

  static void writeIdentity(
      Path file, String alias, PrivateKey key, List<X509Certificate> chain, char[] password) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(alias, key, password, chain.toArray(new Certificate[0]));
      store(file, store, password);
    } catch (GeneralSecurityException | IOException e) {
      throw failed(file, "could not be made", e);
    }
  }

  static Identity readIdentity(Path file, String alias, char[] password) {
    byte[] bytes = PrivateFiles.read(file);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password);
      if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            file + " has no private key under the alias \"" + alias + "\": issue it again");
      }
      Certificate[] chain = store.getCertificateChain(alias);
      if (chain == null) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            file + " has no certificate for the key \"" + alias + "\": issue it again");
      }
      return new Identity(key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    } catch (GeneralSecurityException | IOException e) {
      throw failed(file, "does not open with the password beside it, or was altered", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void store(Path file, KeyStore store, char[] password)
      throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, password);
    PrivateFiles.write(file, bytes.toByteArray());
  }

  private static BailiwickException failed(Path file, String what, Exception cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC, "The key store " + file + " " + what, cause);
  }
}
