package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.shuffle.KeyLostException;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Seals and opens one shuffle block; {@code docs/formats/shuffle-block.md}. */
final class BlockSeal {
  private BlockSeal() {}

  static OutputStream seal(OutputStream sink, int shuffleId, long mapId, int reduceId) {
    ShuffleKeys keys = ShuffleKeys.installed();
    EpochKey key =
        Objects.requireNonNull(
            asked(() -> keys.keyToWrite(shuffleId, reduceId), shuffleId, reduceId));
    return SealedStreams.seal(
        new CountedBlock(sink, keys, key),
        key,
        context(keys, shuffleId, mapId, reduceId),
        keys.padding());
  }

  /**
   * Fails with an {@link IOException} for a bad block, and never for a key that is not released. A
   * key that nobody has any more makes a bad block of a good one: {@link KeyLostException}.
   *
   * @param writer the executor that wrote the block, if it is known
   */
  static InputStream open(
      InputStream source, int shuffleId, long mapId, int reduceId, @Nullable String writer) {
    ShuffleKeys keys = ShuffleKeys.installed();
    return SealedStreams.open(
        source,
        epoch ->
            asked(() -> keys.keyToRead(shuffleId, reduceId, writer, epoch), shuffleId, reduceId),
        context(keys, shuffleId, mapId, reduceId));
  }

  /** Spark's methods, through which this goes, declare no exception, and expect this kind. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E lost(KeyLostException e) throws E {
    throw (E) e;
  }

  /**
   * An {@link IOException} here would look like a bad block, and Spark would recompute good blocks
   * that this process still could not open.
   */
  private static @Nullable EpochKey asked(Asked asked, int shuffleId, int reduceId) {
    try {
      return asked.key();
    } catch (KeyLostException e) {
      throw BlockSeal.<RuntimeException>lost(e);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "This process has no key for partition %d of shuffle %d: %s"
              .formatted(reduceId, shuffleId, e.getMessage()),
          e);
    }
  }

  /** A question to the keys of this process. */
  @FunctionalInterface
  private interface Asked {
    @Nullable EpochKey key() throws IOException;
  }

  private static StreamContext context(ShuffleKeys keys, int shuffleId, long mapId, int reduceId) {
    return StreamContext.of("shuffle")
        .with("app", keys.application())
        .with("shuffle", shuffleId)
        .with("map", mapId)
        .with("reduce", reduceId);
  }
}
