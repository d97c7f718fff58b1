package dev.bailiwick.spark;

import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.LocalTraining;
import dev.bailiwick.train.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an executor keeps between the rounds of a run: the rows of the shards that it reads, and the
 * workers that train on them. One for each process.
 *
 * <p>It only saves time: whatever is missing is read and built again, and the result is the same.
 * The rows are plaintext outside the heap, in a process that the scheduler and the key store
 * already let read them; {@link #release} overwrites them.
 */
final class FeatureCache {
  private static final FeatureCache OF_THIS_PROCESS = new FeatureCache();

  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  private static final class Run {
    final Map<String, Slot> shards = new ConcurrentHashMap<>();
    final Map<WorkerId, LocalTraining> workers = new ConcurrentHashMap<>();
  }

  /** One shard's rows; its lock lets one task load while others wait for the same shard only. */
  private static final class Slot {
    @Nullable FeatureRows rows;
  }

  static FeatureCache ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * The rows of a shard; loads them if this process lacks them. A failed load leaves nothing
   * behind.
   */
  FeatureRows rows(String run, String shard, Callable<FeatureRows> load) throws Exception {
    Slot slot = of(run).shards.computeIfAbsent(shard, s -> new Slot());
    synchronized (slot) {
      if (slot.rows == null) {
        slot.rows = load.call();
      }
      return slot.rows;
    }
  }

  /** A worker's replica and order of rows. */
  LocalTraining worker(String run, WorkerId worker) {
    return of(run).workers.computeIfAbsent(worker, w -> new LocalTraining());
  }

  /**
   * Overwrites and forgets all that belongs to a run. Of a run that failed, tasks may be at work
   * still: they read zeros or fail, and nobody waits for their answer.
   */
  void release(String run) {
    @Nullable Run gone = runs.remove(run);
    if (gone == null) {
      return;
    }
    List<Slot> slots = new ArrayList<>(gone.shards.values());
    for (Slot slot : slots) {
      synchronized (slot) {
        if (slot.rows != null) {
          slot.rows.wipe();
          slot.rows = null;
        }
      }
    }
  }

  /** Bytes of rows outside the heap that a run holds in this process. */
  long bytes(String run) {
    long sum = 0;
    for (Slot slot : of(run).shards.values()) {
      synchronized (slot) {
        sum += slot.rows == null ? 0 : slot.rows.bytes();
      }
    }
    return sum;
  }

  private Run of(String run) {
    return runs.computeIfAbsent(run, r -> new Run());
  }
}
