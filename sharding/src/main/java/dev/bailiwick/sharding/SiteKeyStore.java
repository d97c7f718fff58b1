package dev.bailiwick.sharding;

/**
 * A site's key-encryption keys, in the terms of Parquet's {@code KmsClient}.
 *
 * <p>A key never leaves the store: callers hand in a data key and get it back wrapped, or the other
 * way round. Whoever has the shard but not the store has ciphertext. The store knows only its own
 * site's keys, so opening another site's shard fails here, whatever the scheduler did.
 *
 * <p>Not guaranteed: that a process that was allowed to unwrap a data key forgets it.
 */
public interface SiteKeyStore {
  /**
   * Wraps a data key.
   *
   * @param keyId which key-encryption key, as {@link KeyIds} names it
   * @param dataKey the key to wrap
   * @param aad what the wrapped key is for; unwrapping asks for the same bytes
   * @throws dev.bailiwick.error.BailiwickException KEY_NOT_RELEASED if this store has no such key
   */
  byte[] wrap(String keyId, byte[] dataKey, byte[] aad);

  /**
   * Unwraps a data key.
   *
   * @throws dev.bailiwick.error.BailiwickException KEY_NOT_RELEASED if this store has no such key;
   *     NOT_AUTHENTIC if the bytes or {@code aad} are not what was wrapped under it
   */
  byte[] unwrap(String keyId, byte[] wrapped, byte[] aad);

  /** Makes a new random 256-bit key of this name, unless there is one. True if it made one. */
  boolean createIfAbsent(String keyId);
}
