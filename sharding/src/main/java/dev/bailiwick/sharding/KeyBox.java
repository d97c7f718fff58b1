package dev.bailiwick.sharding;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Where keys lie, in Java's terms: a file, or a token. Each call sees what is there now. */
interface KeyBox {
  /** Looks at the keys, as they are now. */
  <T> T read(Look<T> look);

  /** Changes the keys; nobody else changes them meanwhile. True if anything was changed. */
  boolean update(Look<Boolean> change);

  /** AES/GCM/NoPadding, where this box's keys work. */
  Cipher gcm() throws GeneralSecurityException;

  /** A new random AES key of 256 bits, of the kind that this box keeps. */
  SecretKey make() throws GeneralSecurityException;

  /** In words, for messages: what it is and where. */
  String where();

  /** What is done with the keys. */
  interface Look<T> {
    /**
     * Looks.
     *
     * @param password protects entries of a file; null in a token
     */
    T at(KeyStore store, char @Nullable [] password) throws GeneralSecurityException;
  }
}
