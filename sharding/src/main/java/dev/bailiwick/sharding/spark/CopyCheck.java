package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ShardCopy;

/**
 * What was found of one file of a shard.
 *
 * @param shard the shard's id
 * @param copy the file, as the manifest has it
 * @param found what was found
 * @param text in words; "" if it is right
 */
public record CopyCheck(String shard, ShardCopy copy, Found found, String text) {
  /** What can be found. */
  public enum Found {
    /** Size, magic and SHA-256 are the manifest's. */
    RIGHT,
    /** The same, and it opened with the site's key and has the manifest's rows. */
    OPENED,
    /** Its bytes are right, but the key that opens it is not in the site's store. */
    KEY_GONE,
    /** Its bytes are right, but its run's key sheet is not beside it. */
    NO_KEYS,
    /** It is not what the manifest says. */
    ALTERED,
    /** Its storage is here, and it is not there. */
    GONE,
    /** Its storage cannot be reached from here. */
    UNREACHABLE
  }

  /** True if the rows are not to be had from this file, whoever asks. */
  public boolean isFault() {
    return switch (found) {
      case KEY_GONE, NO_KEYS, ALTERED, GONE -> true;
      case RIGHT, OPENED, UNREACHABLE -> false;
    };
  }
}
