package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.StreamContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.DiskBlockManager;
import org.apache.spark.storage.DiskStore;
import org.apache.spark.storage.LogBlockId;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * Blocks that Spark caches on disk, sealed for this process.
 *
 * <p>A sealed block's file bears a name of its own. Another executor on this host would read a
 * block's file directly, and could not open it; under this name it does not find one, and asks this
 * process over the network instead.
 */
final class SealedDiskStore extends DiskStore {
  private static final String SUFFIX = ".sealed";

  private final DiskBlockManager folders;
  private final Map<BlockId, Stored> sealed = new ConcurrentHashMap<>();

  /** What is known of a block besides its file: its plain length in bytes, and what it is. */
  private record Stored(long bytes, StreamContext context) {}

  SealedDiskStore(SparkEnv env) {
    super(env.conf(), env.blockManager().diskBlockManager(), env.securityManager());
    this.folders = env.blockManager().diskBlockManager();
  }

  @Override
  public void put(BlockId id, Function1<WritableByteChannel, BoxedUnit> writer) {
    StreamContext context = LocalSeal.named(id.name());
    boolean complete = false;
    try {
      sealed.put(id, new Stored(write(file(id), context, writer), context));
      complete = true;
    } catch (IOException e) {
      throw new UncheckedIOException("Block " + id + " could not be stored on disk", e);
    } finally {
      if (!complete) {
        remove(id);
      }
    }
  }

  private static long write(
      File file, StreamContext context, Function1<WritableByteChannel, BoxedUnit> writer)
      throws IOException {
    CountingChannel channel =
        new CountingChannel(LocalSeal.seal(Files.newOutputStream(file.toPath()), context));
    try (channel) {
      writer.apply(channel);
    }
    return channel.count();
  }

  @Override
  public BlockData getBytes(BlockId id) {
    Stored stored = sealed.get(id);
    return stored == null
        ? super.getBytes(id)
        : new SealedBlockData(file(id), stored.bytes(), stored.context());
  }

  /** A file that the block manager received and is about to make a block of. */
  @Override
  public BlockData getBytes(File received, long plainBytes) {
    return new SealedBlockData(received, plainBytes, LocalSeal.staged());
  }

  @Override
  public void moveFileToBlock(File from, long plainBytes, BlockId id) {
    if (isWrittenInTheClear(id)) {
      super.moveFileToBlock(from, plainBytes, id);
      return;
    }
    try {
      Files.move(from.toPath(), file(id).toPath(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Block " + id + " could not be stored on disk", e);
    }
    sealed.put(id, new Stored(plainBytes, LocalSeal.staged()));
  }

  @Override
  public long getSize(BlockId id) {
    Stored stored = sealed.get(id);
    return stored == null ? super.getSize(id) : stored.bytes();
  }

  @Override
  public boolean contains(BlockId id) {
    return (sealed.containsKey(id) && file(id).exists()) || super.contains(id);
  }

  @Override
  public boolean remove(BlockId id) {
    sealed.remove(id);
    boolean wasSealed = file(id).delete();
    return super.remove(id) || wasSealed;
  }

  /** Files that Python reads or writes itself: a Python broadcast, a Python worker's log. */
  private static boolean isWrittenInTheClear(BlockId id) {
    return id instanceof LogBlockId
        || (id instanceof BroadcastBlockId broadcast && broadcast.field().equals("python"));
  }

  private File file(BlockId id) {
    return folders.getFile(id.name() + SUFFIX);
  }
}
