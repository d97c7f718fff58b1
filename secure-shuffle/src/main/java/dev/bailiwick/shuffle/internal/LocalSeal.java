package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Seals what this process writes to its local disks only to read it back: under the process's own
 * key, which is never stored nor sent.
 */
final class LocalSeal {
  /** Spark gives no name to the two sides of a staged write, so all of them share one context. */
  private static final StreamContext STAGED = StreamContext.of("local-staged");

  private LocalSeal() {}

  /** What a temporary file, or a part of one, is: the block's name, which Spark makes unique. */
  static StreamContext named(String blockName) {
    return StreamContext.of("local-block").with("name", blockName);
  }

  static StreamContext staged() {
    return STAGED;
  }

  static OutputStream seal(OutputStream sink, StreamContext context) {
    return SealedStreams.seal(sink, EpochKey.local(), context);
  }

  static InputStream open(InputStream source, StreamContext context) {
    return SealedStreams.open(source, EpochKey.local(), context);
  }

  /** Takes sealed bytes, gives the plain ones to {@code sink}. */
  static OutputStream opening(OutputStream sink, StreamContext context) {
    return SealedStreams.opening(sink, EpochKey.local(), context);
  }
}
