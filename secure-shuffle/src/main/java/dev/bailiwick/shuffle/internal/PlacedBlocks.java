package dev.bailiwick.shuffle.internal;

import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import org.apache.spark.storage.BlockId;
import org.jspecify.annotations.Nullable;

/**
 * Temporary files whose bytes will be a shuffle block as they are, and which block that is. They
 * are sealed for it when they are written: once, and not for this process first.
 */
final class PlacedBlocks {
  private static final Map<BlockId, Place> PLACES = new ConcurrentHashMap<>();

  private PlacedBlocks() {}

  /**
   * The block that a file becomes.
   *
   * @param checksum takes the sealed bytes, if Spark wants to know
   */
  record Place(int shuffleId, long mapId, int reduceId, @Nullable Checksum checksum) {
    OutputStream seal(OutputStream sink) {
      return BlockSeal.seal(
          checksum == null ? sink : new CheckedOutputStream(sink, checksum),
          shuffleId,
          mapId,
          reduceId);
    }
  }

  static void add(BlockId file, Place place) {
    PLACES.put(file, place);
  }

  static void remove(BlockId file) {
    PLACES.remove(file);
  }

  static @Nullable Place of(BlockId file) {
    return PLACES.get(file);
  }
}
