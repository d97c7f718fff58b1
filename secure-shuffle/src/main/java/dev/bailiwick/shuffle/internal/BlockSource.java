package dev.bailiwick.shuffle.internal;

import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ShuffleBlockId;
import org.jspecify.annotations.Nullable;

/** Where a block was read from, which is who wrote it, and what became of it. */
@FunctionalInterface
interface BlockSource {
  /** {@code null} if that cannot be told. */
  @Nullable BlockManagerId of(long mapId);

  /** The block is about to be read. */
  default void opened(ShuffleBlockId block) {}

  /**
   * The block did not open.
   *
   * @return how many map outputs of its executor have failed in this process
   */
  default int failed(ShuffleBlockId block) {
    return 1;
  }
}
