package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Placement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.CleanerListener;

/**
 * Hears on Spark's cleaner thread what is gone. The lineage forgets it later, on the scheduler's
 * thread; a shuffle's keys end at once, for there may be no later job.
 */
final class Evictions implements CleanerListener {
  private final Placement placement;
  private final Queue<Integer> shuffles = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> rdds = new ConcurrentLinkedQueue<>();

  Evictions(Placement placement) {
    this.placement = placement;
  }

  void apply(LineageWalker walker) {
    for (Integer id = shuffles.poll(); id != null; id = shuffles.poll()) {
      walker.shuffleCleaned(id);
    }
    for (Integer id = rdds.poll(); id != null; id = rdds.poll()) {
      walker.rddCleaned(id);
    }
  }

  @Override
  public void shuffleCleaned(int shuffleId) {
    placement.shuffleCleaned(shuffleId);
    shuffles.add(shuffleId);
  }

  @Override
  public void rddCleaned(int rddId) {
    // An RDD is cleaned when it is unpersisted, too, and then its checkpoint still cuts the
    // lineage.
  }

  @Override
  public void checkpointCleaned(long rddId) {
    rdds.add((int) rddId);
  }

  @Override
  public void broadcastCleaned(long broadcastId) {}

  @Override
  public void accumCleaned(long accumulatorId) {}
}
