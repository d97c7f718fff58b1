package dev.bailiwick.shuffle;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Holds what an interface cannot: the one {@link ShuffleKeys} of this JVM. */
final class InstalledShuffleKeys {
  private static final AtomicReference<@Nullable ShuffleKeys> KEYS = new AtomicReference<>();

  private InstalledShuffleKeys() {}

  static void set(ShuffleKeys keys) {
    KEYS.set(keys);
  }

  static void remove(ShuffleKeys keys) {
    KEYS.compareAndSet(keys, null);
  }

  /** Tells them that a shuffle is gone; a driver whose process runs no tasks has none. */
  static void removed(int shuffleId) {
    ShuffleKeys keys = KEYS.get();
    if (keys != null) {
      keys.removed(shuffleId);
    }
  }

  static ShuffleKeys get() {
    ShuffleKeys keys = KEYS.get();
    if (keys == null) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "No shuffle keys are installed in this process, so it can neither write nor read a"
              + " shuffle block. Add dev.bailiwick.spark.BailiwickPlugin to spark.plugins.");
    }
    return keys;
  }
}
