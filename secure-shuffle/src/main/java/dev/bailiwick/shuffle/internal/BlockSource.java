package dev.bailiwick.shuffle.internal;

import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;

/** Where a block was read from, which is who wrote it. */
@FunctionalInterface
interface BlockSource {
  /** {@code null} if that cannot be told. */
  @Nullable BlockManagerId of(long mapId);
}
