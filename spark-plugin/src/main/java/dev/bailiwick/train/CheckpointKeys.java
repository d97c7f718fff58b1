package dev.bailiwick.train;

import dev.bailiwick.crypto.EpochKey;

/**
 * Where the keys of checkpoints come from: a key store at the coordinator's site, so that they
 * outlive the application.
 */
public interface CheckpointKeys {

  /** A key to seal one checkpoint with, and how to find it again. Whoever asks destroys it. */
  Token create();

  /**
   * The key that a token stands for. Whoever asks destroys it.
   *
   * @throws dev.bailiwick.error.BailiwickException KEY_NOT_RELEASED when this site does not have it
   */
  EpochKey open(byte[] token);

  /** A key and its token. */
  final class Token {
    private final byte[] bytes;
    private final EpochKey key;

    /**
     * A key and its token.
     *
     * @param bytes at most 65,535; stands in clear in the file: a name, or the key wrapped
     * @param key to seal with
     */
    public Token(byte[] bytes, EpochKey key) {
      this.bytes = bytes.clone();
      this.key = key;
    }

    byte[] bytes() {
      return bytes;
    }

    EpochKey key() {
      return key;
    }
  }
}
