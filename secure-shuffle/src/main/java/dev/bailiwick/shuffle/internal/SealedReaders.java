package dev.bailiwick.shuffle.internal;

import org.apache.spark.MapOutputTracker;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.BaseShuffleHandle;
import org.apache.spark.shuffle.BlockStoreShuffleReader;
import org.apache.spark.shuffle.ShuffleHandle;
import org.apache.spark.shuffle.ShuffleReadMetricsReporter;
import org.apache.spark.shuffle.ShuffleReader;

/** Makes Spark's own reader, with streams that open sealed blocks. */
public final class SealedReaders {
  private SealedReaders() {}

  /**
   * A reader of a range of map outputs and reduce partitions. It never fetches a range of
   * partitions as one block, for the reader of such a block could not tell where each sealed stream
   * of it belongs. Its rows end only after each block that is not empty was read.
   */
  @SuppressWarnings("unchecked")
  public static <K, C> ShuffleReader<K, C> create(
      FaultHistory faults,
      ShuffleHandle handle,
      int startMapIndex,
      int endMapIndex,
      int startPartition,
      int endPartition,
      TaskContext context,
      ShuffleReadMetricsReporter metrics) {
    SparkEnv env = SparkEnv.get();
    MapOutputTracker tracker = env.mapOutputTracker();
    BlockSources sources =
        new BlockSources(
            tracker.getMapSizesByExecutorId(
                handle.shuffleId(), startMapIndex, endMapIndex, startPartition, endPartition),
            faults);
    ShuffleReader<K, C> reader =
        new BlockStoreShuffleReader<K, C>(
            (BaseShuffleHandle<K, ?, C>) handle,
            sources.list(),
            context,
            metrics,
            SealingSerializerManager.forReading(env, sources),
            env.blockManager(),
            tracker,
            false);
    return () -> new CompleteIterator<>(reader.read(), sources);
  }
}
