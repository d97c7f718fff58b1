package dev.bailiwick.crypto;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a reader tries, by the epoch that a stream's header names. The number comes from
 * the stream, so it may be anything: it finds a key, and proves nothing.
 */
@FunctionalInterface
public interface EpochKeys {
  /**
   * The key of this epoch.
   *
   * @return {@code null} if what the reader asked for was never sealed in this epoch: the stream is
   *     then refused as {@link SealFault#WRONG_KEY}
   * @throws IOException if no key can be had now
   */
  @Nullable EpochKey ofEpoch(int epoch) throws IOException;

  /** One key, and so one epoch. */
  static EpochKeys only(EpochKey key) {
    return epoch -> epoch == key.epoch() ? key : null;
  }
}
