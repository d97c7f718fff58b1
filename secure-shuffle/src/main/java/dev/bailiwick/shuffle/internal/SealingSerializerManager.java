package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.StreamContext;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.ShuffleBlockId;
import org.apache.spark.storage.TempLocalBlockId;
import org.apache.spark.storage.TimeTrackingOutputStream;
import scala.reflect.ClassTag;

/**
 * Puts a seal where Spark would put its own encryption, under the compression.
 *
 * <ul>
 *   <li>Temporary blocks are sealed for this process, but for those of our own writer, which are
 *       sealed for the shuffle block that they become.
 *   <li>A shuffle block is only compressed when it is written, for the map output below seals it;
 *       it is opened when it is read.
 *   <li>Serializers are the original's, with the class loaders that it was given.
 * </ul>
 *
 * <p>Spark asks two managers: the environment's and the block manager's. They differ in {@link
 * #encryptionEnabled}: the unsafe writer asks the block manager's, and with {@code true} merges its
 * spills as streams through {@link #wrapForEncryption}; Python broadcasts ask the environment's,
 * and have files that another process wrote in the clear.
 */
final class SealingSerializerManager extends SerializerManager {
  private final SerializerManager original;
  private final boolean staging;
  private final BlockSource source;

  private SealingSerializerManager(
      SparkEnv env, SerializerManager original, boolean staging, BlockSource source) {
    super(env.serializer(), env.conf());
    this.original = original;
    this.staging = staging;
    this.source = source;
  }

  /** For {@code SparkEnv}: what operators that spill use. */
  static SealingSerializerManager forTasks(SparkEnv env) {
    return new SealingSerializerManager(env, original(env.serializerManager()), false, m -> null);
  }

  /** For the block manager: what the disk writers and the unsafe writer's merge use. */
  static SealingSerializerManager forStaging(SparkEnv env) {
    return new SealingSerializerManager(env, original(env.serializerManager()), true, m -> null);
  }

  /** For one reader, which knows where its blocks come from. */
  static SealingSerializerManager forReading(SparkEnv env, BlockSource source) {
    return new SealingSerializerManager(env, original(env.serializerManager()), false, source);
  }

  private static SerializerManager original(SerializerManager manager) {
    return manager instanceof SealingSerializerManager sealing ? sealing.original : manager;
  }

  @Override
  public boolean encryptionEnabled() {
    return staging || original.encryptionEnabled();
  }

  @Override
  public OutputStream wrapStream(BlockId id, OutputStream sink) {
    if (id instanceof ShuffleBlockId) {
      return wrapForCompression(id, sink);
    }
    PlacedBlocks.Place place = PlacedBlocks.of(id);
    return wrapForCompression(
        id, place == null ? LocalSeal.seal(sink, context(id)) : place.seal(sink));
  }

  @Override
  public InputStream wrapStream(BlockId id, InputStream stored) {
    if (id instanceof ShuffleBlockId block) {
      return wrapForCompression(id, OpenedBlock.open(stored, block, source));
    }
    if (id.isShuffle() || id.isShuffleChunk()) {
      throw new IllegalStateException(
          "A sealed block cannot be read as a part of " + id + ": its own id is needed");
    }
    return wrapForCompression(id, LocalSeal.open(stored, context(id)));
  }

  /**
   * With {@code spark.io.encryption.enabled}, the environment's manager keeps Spark's key: Python
   * broadcasts were written under it by the driver.
   */
  @Override
  public OutputStream wrapForEncryption(OutputStream sink) {
    if (staging && sink instanceof TimeTrackingOutputStream) {
      // The unsafe writer, merging its spills into a partition of the map output, which seals.
      return sink;
    }
    return !staging && original.encryptionEnabled()
        ? original.wrapForEncryption(sink)
        : LocalSeal.seal(sink, LocalSeal.staged());
  }

  @Override
  public InputStream wrapForEncryption(InputStream stored) {
    return !staging && original.encryptionEnabled()
        ? original.wrapForEncryption(stored)
        : LocalSeal.open(stored, LocalSeal.staged());
  }

  @Override
  public void setDefaultClassLoader(ClassLoader loader) {
    original.setDefaultClassLoader(loader);
  }

  @Override
  public Serializer getSerializer(ClassTag<?> type, boolean autoPick) {
    return original.getSerializer(type, autoPick);
  }

  @Override
  public Serializer getSerializer(ClassTag<?> key, ClassTag<?> value) {
    return original.getSerializer(key, value);
  }

  /** Staged shuffle files are read back without their name; see {@link LocalSeal#staged}. */
  private static StreamContext context(BlockId id) {
    return id instanceof TempLocalBlockId ? LocalSeal.named(id.name()) : LocalSeal.staged();
  }
}
