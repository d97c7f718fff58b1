package dev.bailiwick.shuffle;

import dev.bailiwick.shuffle.internal.FaultHistory;
import dev.bailiwick.shuffle.internal.SealedBypassWriter;
import dev.bailiwick.shuffle.internal.SealedReaders;
import dev.bailiwick.shuffle.internal.ShuffleSettings;
import dev.bailiwick.shuffle.internal.SparkEnvSeal;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.ShuffleHandle;
import org.apache.spark.shuffle.ShuffleReadMetricsReporter;
import org.apache.spark.shuffle.ShuffleReader;
import org.apache.spark.shuffle.ShuffleWriteMetricsReporter;
import org.apache.spark.shuffle.ShuffleWriter;
import org.apache.spark.shuffle.sort.BypassMergeSortShuffleHandle;
import org.apache.spark.shuffle.sort.SortShuffleManager;

/**
 * Spark's sort shuffle, sealed. Set {@code
 * spark.shuffle.manager=dev.bailiwick.shuffle.SealedShuffleManager}.
 *
 * <p>Guarantees: every block in a shuffle data file is one sealed stream that opens only for its
 * own (application, shuffle, map task attempt, reduce partition) and only under the key that {@link
 * ShuffleKeys} gives for that shuffle and partition. Temporary and spill files of the three writers
 * and of the operators that spill, and blocks that are cached on disk, are sealed under a key that
 * only this process has. A block that does not open is reported to {@link ShuffleKeys#faultFound}
 * and becomes a fetch failure, so that Spark writes it again. A key that this site may not have
 * fails the task.
 *
 * <p>Limits: it hides the content of blocks, not their sizes nor the record counts in metrics; it
 * does not see broadcasts, task results, nor the files that user code or a Python worker writes;
 * data files and their index can be deleted, and Spark then recomputes them. The class is a {@link
 * SortShuffleManager} because Spark SQL copies every row for any other.
 */
public final class SealedShuffleManager extends SortShuffleManager {
  private final SparkConf conf;
  private final FaultHistory faults = new FaultHistory();

  /**
   * Called by Spark in the driver and in every executor.
   *
   * @throws dev.bailiwick.error.BailiwickException if a setting contradicts the guarantees, or if
   *     this Spark lacks what the guarantees rest on
   */
  public SealedShuffleManager(SparkConf conf) {
    super(ShuffleSettings.checkAndComplete(conf));
    this.conf = conf;
    SparkEnvSeal.apply();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> ShuffleWriter<K, V> getWriter(
      ShuffleHandle handle, long mapId, TaskContext context, ShuffleWriteMetricsReporter metrics) {
    // Also for a bypass: it notes the map task, whose files are deleted with the shuffle.
    ShuffleWriter<K, V> sparks = super.getWriter(handle, mapId, context, metrics);
    return handle instanceof BypassMergeSortShuffleHandle
        ? new SealedBypassWriter<>(
            (BypassMergeSortShuffleHandle<K, V>) handle,
            mapId,
            shuffleBlockResolver(),
            conf,
            metrics)
        : sparks;
  }

  @Override
  public <K, C> ShuffleReader<K, C> getReader(
      ShuffleHandle handle,
      int startMapIndex,
      int endMapIndex,
      int startPartition,
      int endPartition,
      TaskContext context,
      ShuffleReadMetricsReporter metrics) {
    return SealedReaders.create(
        faults, handle, startMapIndex, endMapIndex, startPartition, endPartition, context, metrics);
  }

  @Override
  public boolean unregisterShuffle(int shuffleId) {
    boolean removed = super.unregisterShuffle(shuffleId);
    InstalledShuffleKeys.removed(shuffleId);
    return removed;
  }
}
