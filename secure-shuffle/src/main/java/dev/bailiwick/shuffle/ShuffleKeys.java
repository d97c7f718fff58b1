package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.EpochKey;
import java.io.IOException;

/**
 * Where this process gets the keys of shuffle blocks. Installed once in each JVM, before its first
 * task runs.
 *
 * <p>Implementations are called by many task threads at once, for every block, so they keep what
 * they were given. They decide who may have a key; this package only asks.
 */
public interface ShuffleKeys {
  /**
   * The key of the blocks of one reduce partition of one shuffle. The answer is the same for every
   * map task and for the reader, for as long as the shuffle lives.
   *
   * @throws IOException if no key can be had now
   * @throws dev.bailiwick.error.BailiwickException if this site may not have it. Either way the
   *     task fails with this reason, and nothing is recomputed for it: other blocks would not open
   *     either.
   */
  EpochKey keyFor(int shuffleId, int reduceId) throws IOException;

  /**
   * The key of blocks that this process writes. A process that writes for sites to which it does
   * not belong has a key of its own with them, so that it can open no block but its own.
   *
   * @throws IOException as {@link #keyFor}
   */
  default EpochKey keyToWrite(int shuffleId, int reduceId) throws IOException {
    return keyFor(shuffleId, reduceId);
  }

  /**
   * The key of blocks that an executor wrote: what that executor has as {@link #keyToWrite}.
   *
   * @param writer Spark's id of the executor
   * @throws KeyLostException if nobody has that key any more: the fetch of the block fails then,
   *     and its map task runs again
   * @throws IOException as {@link #keyFor}
   */
  default EpochKey keyToRead(int shuffleId, int reduceId, String writer) throws IOException {
    return keyFor(shuffleId, reduceId);
  }

  /** The application's id, which every block is bound to. */
  String application();

  /**
   * A block did not open. Called in the task that reads it, before Spark recomputes the block; a
   * block that is fetched twice is told twice. Must not throw and should not block.
   */
  default void faultFound(ShuffleFault fault) {}

  /** Makes {@code keys} the ones of this JVM, in place of earlier ones. */
  static void install(ShuffleKeys keys) {
    InstalledShuffleKeys.set(keys);
  }

  /**
   * The keys of this JVM.
   *
   * @throws dev.bailiwick.error.BailiwickException GUARD_MISSING if there are none: then nothing is
   *     written and nothing is read
   */
  static ShuffleKeys installed() {
    return InstalledShuffleKeys.get();
  }
}
