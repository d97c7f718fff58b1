package dev.bailiwick.shuffle.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.lang.reflect.Field;
import org.apache.spark.SparkEnv;
import org.apache.spark.package$;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.DiskStore;
import org.jspecify.annotations.Nullable;

/**
 * Puts our seals into this process's Spark environment. Spark has no setting for it, so fields are
 * replaced: this class is the only one that does so, it checks that each replacement took effect,
 * and if one did not, Spark does not start. It runs while the shuffle manager is made, before this
 * process writes its first block.
 */
public final class SparkEnvSeal {
  private static final String MANAGER = "serializerManager";

  private SparkEnvSeal() {}

  /**
   * Seals {@link SparkEnv#get}; once done, does nothing.
   *
   * @throws BailiwickException GUARD_MISSING if this Spark is not made as 4.1 is
   */
  public static void apply() {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      throw missing("there is no Spark environment yet", null);
    }
    BlockManager blocks = env.blockManager();
    if (env.serializerManager() instanceof SealingSerializerManager
        && blocks.serializerManager() instanceof SealingSerializerManager) {
      return;
    }
    DiskStore disk = new SealedDiskStore(env);
    SerializerManager forStaging = SealingSerializerManager.forStaging(env);
    SerializerManager forTasks = SealingSerializerManager.forTasks(env);
    replace(SparkEnv.class, env, MANAGER, forTasks);
    replace(BlockManager.class, blocks, MANAGER, forStaging);
    replace(BlockManager.class, blocks, "diskStore", disk);
    // A cached block that is fetched from another executor would go into a file in the clear if it
    // is larger than this. Spark's own bound is near 2 GB, where a fetch into memory fails too, and
    // the block is computed again.
    replace(BlockManager.class, blocks, "maxRemoteBlockToMem", Long.MAX_VALUE);
    if (env.serializerManager() != forTasks
        || blocks.serializerManager() != forStaging
        || blocks.diskStore() != disk) {
      throw missing("what writes them could not be replaced", null);
    }
  }

  private static void replace(Class<?> owner, Object target, String name, Object value) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      field.set(target, value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw missing(owner.getName() + "." + name + " could not be replaced", e);
    }
  }

  private static BailiwickException missing(String what, @Nullable Throwable cause) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "Temporary files of this Spark %s would lie on disk in the clear: %s. Use Spark 4.1.x."
            .formatted(package$.MODULE$.SPARK_VERSION(), what),
        cause);
  }
}
