package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs in executors: remembers every shuffle key that was there, and says what became of them. */
final class KeyWatch {
  private static final Set<EpochKey> SEEN = ConcurrentHashMap.newKeySet();

  private KeyWatch() {}

  static void look() {
    SEEN.addAll(SiteRuntime.get().shuffles().all());
  }

  /** Executor, keys seen, of them destroyed, keys still here, shuffles still known. */
  static String state() {
    DriverShuffleKeys keys = SiteRuntime.get().shuffles();
    return "%s %d %d %d %d"
        .formatted(
            SiteRuntime.get().executorId(),
            SEEN.size(),
            SEEN.stream().filter(EpochKey::isDestroyed).count(),
            keys.all().size(),
            keys.shuffles());
  }
}
