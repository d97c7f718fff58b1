package dev.bailiwick.spark;

import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.LocalTraining;
import dev.bailiwick.train.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an executor keeps between the rounds of a run: rows of the shards that it reads, and the
 * workers that train on them. One for each process.
 *
 * <p>It only saves time: whatever is missing is read and built again, and the result is the same.
 * The rows are plaintext outside the heap, in a process that the scheduler and the key store
 * already let read them; whatever leaves the cache is overwritten.
 *
 * <p>Rows that a task uses are held ({@link Hold}) and stay. The others may be evicted, first those
 * that are needed again last: each entry knows that place of its site's order (Belady 1966). What
 * is held and kept together never passes the limit, which whoever asks for rows gives. A task that
 * must wait for room holds nothing meanwhile, so two never wait for each other.
 */
final class FeatureCache {
  private static final FeatureCache OF_THIS_PROCESS = new FeatureCache();
  private static final long WAIT_MILLISECONDS = 100;

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Map<String, Map<WorkerId, LocalTraining>> workers = new ConcurrentHashMap<>();
  private long used;
  private int waiting;

  private record Key(String run, String shard) {}

  /**
   * A shard that a task wants.
   *
   * @param bytes that its rows will take
   */
  record Want(String shard, long bytes) {}

  /** One shard's rows; its lock lets one task load while others wait for the same shard only. */
  private static final class Entry {
    final Key key;
    final long bytes;
    // The next two change under the cache's lock.
    int holders;
    long neededAt;
    // Written under the lock of the entry and read by holders.
    volatile @Nullable FeatureRows rows;

    Entry(Key key, long bytes, long neededAt) {
      this.key = key;
      this.bytes = bytes;
      this.neededAt = neededAt;
    }
  }

  /** Shards that stay in memory until they are let go. For one thread at a time. */
  final class Hold {
    private final List<Entry> held;

    private Hold(List<Entry> held) {
      this.held = held;
    }

    /**
     * The rows of a shard of this hold; loads them if this process lacks them. A failed load leaves
     * nothing behind.
     */
    FeatureRows rows(int index, Callable<FeatureRows> load) throws Exception {
      Entry entry = held.get(index);
      synchronized (entry) {
        FeatureRows rows = entry.rows;
        if (rows == null) {
          rows = load.call();
          entry.rows = rows;
        }
        return rows;
      }
    }

    /**
     * The shards may go from now on.
     *
     * @param neededAt where each is needed again, in the order of the shards
     */
    void letGo(List<Long> neededAt) {
      synchronized (FeatureCache.this) {
        for (int i = 0; i < held.size(); i++) {
          Entry entry = held.get(i);
          entry.neededAt = neededAt.get(i);
          entry.holders--;
          FeatureRows rows = entry.rows;
          if (entry.holders == 0 && rows == null) {
            drop(entry);
          } else if (entry.holders == 0 && rows != null && entries.get(entry.key) != entry) {
            // The run was released while they were read.
            rows.wipe();
          }
        }
        FeatureCache.this.notifyAll();
      }
    }
  }

  static FeatureCache ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * Holds shards, if there is room for all of them beside what others hold: evicts what is needed
   * later than {@code neededAt}, and nothing else.
   */
  synchronized @Nullable Hold tryHold(String run, List<Want> wanted, long neededAt, long limit) {
    return waiting > 0 ? null : hold(run, wanted, neededAt, limit, neededAt);
  }

  /**
   * Holds shards that are needed now; waits until others let go of enough. The caller holds nothing
   * else, and has seen that they fit in the limit alone.
   *
   * @param pause is called now and then while waiting; may throw to give up
   */
  synchronized Hold hold(String run, List<Want> wanted, long neededAt, long limit, Runnable pause)
      throws InterruptedException {
    waiting++;
    try {
      while (true) {
        @Nullable Hold hold = hold(run, wanted, neededAt, limit, Long.MIN_VALUE);
        if (hold != null) {
          return hold;
        }
        pause.run();
        wait(WAIT_MILLISECONDS);
      }
    } finally {
      waiting--;
    }
  }

  /** Whether a process has the rows of all of these. */
  synchronized boolean has(String run, List<String> shards) {
    return shards.stream()
        .map(shard -> entries.get(new Key(run, shard)))
        .allMatch(entry -> entry != null && entry.rows != null);
  }

  private @Nullable Hold hold(
      String run, List<Want> wanted, long neededAt, long limit, long evictAfter) {
    List<Entry> hold = new ArrayList<>();
    List<Entry> made = new ArrayList<>();
    long missing = 0;
    for (Want want : wanted) {
      Key key = new Key(run, want.shard());
      Entry entry = entries.get(key);
      if (entry == null) {
        entry = new Entry(key, want.bytes(), neededAt);
        made.add(entry);
        missing += want.bytes();
      }
      hold.add(entry);
    }
    // Before anything is evicted, so that nothing of this hold is.
    hold.forEach(entry -> entry.holders++);
    if (!makeRoom(missing, limit, evictAfter)) {
      hold.forEach(entry -> entry.holders--);
      return null;
    }
    for (Entry entry : made) {
      entries.put(entry.key, entry);
      used += entry.bytes;
    }
    return new Hold(hold);
  }

  private boolean makeRoom(long bytes, long limit, long evictAfter) {
    List<Entry> free = new ArrayList<>();
    long freeable = 0;
    for (Entry entry : entries.values()) {
      if (entry.holders == 0 && entry.neededAt > evictAfter) {
        free.add(entry);
        freeable += entry.bytes;
      }
    }
    if (used - freeable + bytes > limit) {
      return false;
    }
    free.sort(java.util.Comparator.comparingLong((Entry e) -> e.neededAt).reversed());
    for (int i = 0; used + bytes > limit; i++) {
      Entry entry = free.get(i);
      FeatureRows rows = entry.rows;
      drop(entry);
      if (rows != null) {
        rows.recycle();
      }
    }
    return true;
  }

  private void drop(Entry entry) {
    if (entries.remove(entry.key, entry)) {
      used -= entry.bytes;
    }
  }

  /** A worker's replica and order of rows. */
  LocalTraining worker(String run, WorkerId worker) {
    return workers
        .computeIfAbsent(run, r -> new ConcurrentHashMap<>())
        .computeIfAbsent(worker, w -> new LocalTraining());
  }

  /**
   * Overwrites and forgets all that belongs to a run. Of a run that failed, tasks may be at work
   * still: they read zeros or fail, and nobody waits for their answer.
   */
  void release(String run) {
    workers.remove(run);
    List<Entry> gone = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : List.copyOf(entries.values())) {
        if (entry.key.run().equals(run)) {
          gone.add(entry);
          drop(entry);
        }
      }
      notifyAll();
    }
    for (Entry entry : gone) {
      synchronized (entry) {
        FeatureRows rows = entry.rows;
        entry.rows = null;
        if (rows != null) {
          rows.wipe();
        }
      }
    }
    FeatureRows.forgetRecycled();
  }

  /** Bytes of rows outside the heap that a run holds in this process. */
  synchronized long bytes(String run) {
    long sum = 0;
    for (Entry entry : entries.values()) {
      FeatureRows rows = entry.rows;
      sum += rows == null || !entry.key.run().equals(run) ? 0 : rows.bytes();
    }
    return sum;
  }

  /** Bytes that are held, kept or promised, of all runs. */
  synchronized long used() {
    return used;
  }
}
