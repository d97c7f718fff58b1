package dev.bailiwick.shuffle.internal;

import java.util.function.Supplier;
import org.apache.spark.MapOutputTracker;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.BaseShuffleHandle;
import org.apache.spark.shuffle.BlockStoreShuffleReader;
import org.apache.spark.shuffle.ShuffleHandle;
import org.apache.spark.shuffle.ShuffleReadMetricsReporter;
import org.apache.spark.shuffle.ShuffleReader;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ShuffleBlockId;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.Tuple3;
import scala.collection.Iterator;
import scala.collection.Seq;

/** Makes Spark's own reader, with streams that open sealed blocks. */
public final class SealedReaders {
  private SealedReaders() {}

  /**
   * A reader of a range of map outputs and reduce partitions. It never fetches a range of
   * partitions as one block, for the reader of such a block could not tell where each sealed stream
   * of it belongs.
   */
  @SuppressWarnings("unchecked")
  public static <K, C> ShuffleReader<K, C> create(
      ShuffleHandle handle,
      int startMapIndex,
      int endMapIndex,
      int startPartition,
      int endPartition,
      TaskContext context,
      ShuffleReadMetricsReporter metrics) {
    SparkEnv env = SparkEnv.get();
    MapOutputTracker tracker = env.mapOutputTracker();
    int shuffleId = handle.shuffleId();
    Supplier<Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>>> blocks =
        () ->
            tracker.getMapSizesByExecutorId(
                shuffleId, startMapIndex, endMapIndex, startPartition, endPartition);
    return new BlockStoreShuffleReader<K, C>(
        (BaseShuffleHandle<K, ?, C>) handle,
        blocks.get(),
        context,
        metrics,
        SealingSerializerManager.forReading(env, mapId -> locate(blocks, mapId)),
        env.blockManager(),
        tracker,
        false);
  }

  /**
   * Asks the tracker again: only a fault needs the answer, and a reader may have a million blocks.
   */
  private static @Nullable BlockManagerId locate(
      Supplier<Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>>> asked,
      long mapId) {
    Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>> blocks;
    try {
      blocks = asked.get();
    } catch (Exception e) { // Scala declares none; the output may be unregistered by now
      return null;
    }
    while (blocks.hasNext()) {
      Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>> at = blocks.next();
      Iterator<Tuple3<BlockId, Object, Object>> each = at._2().iterator();
      while (each.hasNext()) {
        if (each.next()._1() instanceof ShuffleBlockId id && id.mapId() == mapId) {
          return at._1();
        }
      }
    }
    return null;
  }
}
