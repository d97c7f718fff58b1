package dev.bailiwick.sharding;

import java.util.List;
import java.util.SortedSet;

/**
 * A site's key-encryption keys, in versions.
 *
 * <p>A key never leaves the store: callers hand in a data key and get it back wrapped, or the other
 * way round. Whoever has the shard but not the store has ciphertext. The store knows only its own
 * site's keys, so opening another site's shard fails here, whatever the scheduler did.
 *
 * <p>A key's versions are 1, 2, and on. Wrapping takes the newest, the wrapped bytes name it, and
 * unwrapping takes the one they name: so data keys that were wrapped before a rotation stay open
 * until that version is destroyed. A change is seen by the next call of every process of the site.
 *
 * <p>Not guaranteed: that a process that was allowed to unwrap a data key forgets it; that no copy
 * of a store exists.
 */
public interface SiteKeyStore {
  /**
   * Wraps a data key under the newest version.
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
   * @throws dev.bailiwick.error.BailiwickException KEY_NOT_RELEASED if this store has no such key,
   *     or that version of it was destroyed; NOT_AUTHENTIC if the bytes or {@code aad} are not what
   *     was wrapped under it
   */
  byte[] unwrap(String keyId, byte[] wrapped, byte[] aad);

  /** The versions of a key that are there; none if there is no such key. */
  SortedSet<Integer> versions(String keyId);

  /**
   * The newest version.
   *
   * @throws dev.bailiwick.error.BailiwickException KEY_NOT_RELEASED if this store has no such key
   */
  int newestVersion(String keyId);

  /** The ids of all keys, sorted. */
  List<String> keyIds();

  /** The next version that was never made: versions of destroyed keys are not made again. */
  int unusedVersion(String keyId);

  /**
   * Makes a first version of this key, random and of 256 bits, unless it has any. True if it did.
   */
  boolean createIfAbsent(String keyId);

  /**
   * Makes this version, unless it is there: wrapping takes it from now on if it is the newest. True
   * if it made one.
   */
  boolean addVersion(String keyId, int version);

  /** Destroys one version: what is wrapped under it opens never again. True if it was there. */
  boolean destroyVersion(String keyId, int version);

  /**
   * Destroys all versions, and with them every shard that the key seals. True if there were any.
   */
  boolean destroy(String keyId);

  /**
   * The version that wrapped bytes name; 0 if they are no wrapped key. Nothing vouches for it until
   * they are unwrapped.
   */
  static int versionOf(byte[] wrapped) {
    return WrappedKey.of(wrapped).map(WrappedKey::version).orElse(0);
  }
}
