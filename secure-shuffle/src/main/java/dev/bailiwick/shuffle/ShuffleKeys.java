package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.Padding;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where this process gets the keys of shuffle blocks. Installed once in each JVM, before its first
 * task runs.
 *
 * <p>Implementations are called by many task threads at once, for every block, so they keep what
 * they were given. They decide who may have a key; this package only asks.
 */
public interface ShuffleKeys {
  /**
   * The key of the blocks of one reduce partition of one shuffle. Where keys rotate, it is the one
   * of now; see {@link #keyToRead}.
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
   * The key of blocks that an executor wrote in an epoch: what that executor had then as {@link
   * #keyToWrite}. It can be had for as long as the shuffle lives.
   *
   * @param writer Spark's id of the executor; {@code null} if it is not known
   * @param epoch what the block's header says, which may be anything
   * @return {@code null} if nothing of this shuffle was sealed in that epoch: the block is then bad
   * @throws KeyLostException if nobody has that key any more: the fetch of the block fails then,
   *     and its map task runs again
   * @throws IOException as {@link #keyFor}
   */
  default @Nullable EpochKey keyToRead(
      int shuffleId, int reduceId, @Nullable String writer, int epoch) throws IOException {
    EpochKey key = keyFor(shuffleId, reduceId);
    return key.epoch() == epoch ? key : null;
  }

  /**
   * A block was sealed. Called when it is complete, for keys that rotate by bytes.
   *
   * @param key what {@link #keyToWrite} gave
   * @param bytes how long the sealed block is
   */
  default void sealed(EpochKey key, long bytes) {}

  /**
   * This process has nothing of a shuffle any more: the keys that only it needed can go. A shuffle
   * whose files were removed may be written again under its old id. Must not throw.
   */
  default void removed(int shuffleId) {}

  /** How blocks are padded. */
  default Padding padding() {
    return Padding.NONE;
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

  /** Ends their installation, if it is they that are installed. */
  static void uninstall(ShuffleKeys keys) {
    InstalledShuffleKeys.remove(keys);
  }
}
