package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Placement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.CleanerListener;

/** Hears on Spark's cleaner thread what is gone, and forgets it later on the scheduler's. */
final class Evictions implements CleanerListener {
  private final Queue<Integer> shuffles = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> rdds = new ConcurrentLinkedQueue<>();

  void apply(LineageWalker walker, Placement placement) {
    for (Integer id = shuffles.poll(); id != null; id = shuffles.poll()) {
      walker.shuffleCleaned(id);
      placement.shuffleCleaned(id);
    }
    for (Integer id = rdds.poll(); id != null; id = rdds.poll()) {
      walker.rddCleaned(id);
    }
  }

  @Override
  public void shuffleCleaned(int shuffleId) {
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
