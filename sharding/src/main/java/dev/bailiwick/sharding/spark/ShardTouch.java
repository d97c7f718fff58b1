package dev.bailiwick.sharding.spark;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Who wants to know, in this process, which Parquet files its tasks open.
 *
 * <p>The plugin installs one in every executor, so that executors themselves count which shards
 * they touched. It hears of every Parquet file that is opened through {@link
 * SovereignCryptoFactory}, sealed or not, of one and the same file as often as Parquet opens it. A
 * listener that throws stops the read.
 */
public interface ShardTouch {
  /** A file is about to be opened; nothing of it has been read. */
  default void opening(Touch touch) {}

  /** A data key of the file was released to this process: from here on it may hold plaintext. */
  void touched(Touch touch);

  /** A data key of the file was refused to this process. */
  default void refused(Touch touch, RuntimeException reason) {}

  /** Installs the listener of this process, in place of the one before. */
  static void install(ShardTouch listener) {
    Installed.LISTENER.set(listener);
  }

  /** The listener of this process; one that does nothing if none was installed. */
  static ShardTouch listener() {
    return Installed.LISTENER.get();
  }

  /** Holds the listener; an interface cannot. */
  final class Installed {
    private static final AtomicReference<ShardTouch> LISTENER = new AtomicReference<>(touch -> {});

    private Installed() {}
  }
}
