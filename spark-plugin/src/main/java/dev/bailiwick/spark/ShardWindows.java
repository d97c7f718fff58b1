package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.WindowSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task: those of the present stretch are held in the executor's cache, and those of
 * the next are loaded in the meantime if the cache has room for both. At most one stretch ahead,
 * and never two threads of the task that read.
 */
final class ShardWindows implements WindowSource, AutoCloseable {
  private final FeatureCache cache;
  private final Assignment asked;
  private final long limit;
  private final TaskContext context;
  private final Reading reading;
  private final Map<String, Assignment.Shard> shards = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private final AtomicLong loaded = new AtomicLong();
  private @Nullable Stretch current;
  private FeatureCache.@Nullable Hold held;
  private @Nullable Prefetch ahead;
  private boolean finished;

  /** How this task comes by rows. */
  interface Reading {
    /** Reads a shard of the assignment. */
    FeatureRows read(Assignment.Shard shard);

    /** The task uses rows of this shard; said once. */
    void touched(Assignment.Shard shard);
  }

  /**
   * The rows of an assignment's shards.
   *
   * @param limit bytes of rows that the cache may hold
   */
  ShardWindows(
      FeatureCache cache, Assignment asked, long limit, Reading reading, TaskContext context) {
    this.cache = cache;
    this.asked = asked;
    this.limit = limit;
    this.reading = reading;
    this.context = context;
    asked.shards().forEach(shard -> shards.put(shard.id(), shard));
  }

  @Override
  public void requireRoom(List<String> ids) {
    List<FeatureCache.Want> wants = wants(ids);
    long bytes = wants.stream().mapToLong(FeatureCache.Want::bytes).sum();
    FeatureCache.Want largest =
        wants.stream().max(Comparator.comparingLong(FeatureCache.Want::bytes)).orElseThrow();
    if (largest.bytes() > limit) {
      throw new BailiwickException(
          ErrorCode.NO_ROOM,
          "shard %s has %d rows of %d numbers, which take %d bytes; %s is %d at site %s: raise it, or"
                  .formatted(
                      largest.shard(),
                      shard(largest.shard()).rows(),
                      asked.settings().inputs(),
                      largest.bytes(),
                      BailiwickConf.CACHE_BYTES,
                      limit,
                      asked.worker().site())
              + " write smaller shards (dataset.rowsPerShard)");
    }
    if (bytes > limit) {
      throw new BailiwickException(
          ErrorCode.NO_ROOM,
          "a window of %d shards takes %d bytes (the largest, %s, takes %d); %s is %d at site %s: raise"
                  .formatted(
                      ids.size(),
                      bytes,
                      largest.shard(),
                      largest.bytes(),
                      BailiwickConf.CACHE_BYTES,
                      limit,
                      asked.worker().site())
              + " it, to twice as much if the next window is to be read ahead, or lower"
              + " training.windowRows");
    }
  }

  @Override
  public List<FeatureRows> open(Stretch now, List<Stretch> next) {
    requireRoom(now.shards());
    FeatureCache.@Nullable Hold hold = readAhead(now);
    letGoCurrent(true);
    if (hold == null) {
      hold = waitForRoom(now);
    }
    current = now;
    held = hold;
    List<FeatureRows> rows = new ArrayList<>();
    for (int i = 0; i < now.shards().size(); i++) {
      rows.add(load(hold, i, now.shards().get(i)));
      if (touched.add(now.shards().get(i))) {
        reading.touched(shard(now.shards().get(i)));
      }
    }
    if (!next.isEmpty()) {
      readNext(next.get(0));
    }
    return rows;
  }

  /** What was read ahead, if it is that. */
  private FeatureCache.@Nullable Hold readAhead(Stretch now) {
    Prefetch done = ahead;
    if (done == null) {
      return null;
    }
    if (!done.stretch().shards().equals(now.shards())) {
      ahead = null;
      done.end(true);
      return null;
    }
    @Nullable RuntimeException failure;
    try {
      failure = done.await(this::pause);
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
    if (failure != null) {
      throw failure;
    }
    ahead = null;
    return done.hold();
  }

  private FeatureCache.Hold waitForRoom(Stretch now) {
    try {
      return cache.hold(asked.run(), wants(now.shards()), now.from(), limit, this::pause);
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
  }

  private void readNext(Stretch next) {
    FeatureCache.@Nullable Hold hold =
        cache.tryHold(asked.run(), wants(next.shards()), next.from(), limit);
    if (hold == null) {
      return;
    }
    ahead =
        cache.has(asked.run(), next.shards())
            ? Prefetch.loaded(next, hold)
            : Prefetch.start(next, hold, this::load, context);
  }

  private FeatureRows load(FeatureCache.Hold hold, int index, String id) {
    try {
      return hold.rows(
          index,
          () -> {
            FeatureRows fresh = reading.read(shard(id));
            loaded.addAndGet(fresh.rows());
            return fresh;
          });
    } catch (BailiwickException | TaskKilledException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading shard " + id + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public long loadedRows() {
    return loaded.get();
  }

  /** The task is about to end well: what is being read ahead may be read to its end. */
  void finished() {
    finished = true;
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.end(!finished);
      ahead = null;
    }
    letGoCurrent(false);
  }

  /**
   * Lets the present stretch go.
   *
   * @param done whether it is at its end: then its rows come again in another epoch only
   */
  private void letGoCurrent(boolean done) {
    Stretch gone = current;
    if (gone != null && held != null) {
      held.letGo(
          gone.shards().stream()
              .map(shard -> done ? gone.again().applyAsLong(shard) : gone.from())
              .toList());
    }
    current = null;
    held = null;
  }

  private void pause() {
    if (context.isInterrupted()) {
      throw new TaskKilledException();
    }
  }

  private List<FeatureCache.Want> wants(List<String> ids) {
    return ids.stream()
        .map(
            id ->
                new FeatureCache.Want(
                    id, FeatureRows.bytesFor(shard(id).rows(), asked.settings().inputs())))
        .toList();
  }

  private Assignment.Shard shard(String id) {
    Assignment.Shard shard = shards.get(id);
    if (shard == null) {
      throw new IllegalArgumentException("the assignment has no shard " + id);
    }
    return shard;
  }
}
