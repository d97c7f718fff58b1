package dev.bailiwick.train;

import java.util.List;
import java.util.function.ToLongFunction;

/** Where the rows of shards come from. Some or all of them may be in memory at a time. */
public interface WindowSource {

  /**
   * Shards whose rows are needed together.
   *
   * @param shards their ids
   * @param from the place of the site's order at which they are needed
   * @param again where a shard of these is needed the next time after them
   */
  record Stretch(List<String> shards, long from, ToLongFunction<String> again) {}

  /**
   * Refuses shards that could never be in memory together, before anything is read.
   *
   * @throws dev.bailiwick.error.BailiwickException NO_ROOM
   */
  void requireRoom(List<String> shards);

  /**
   * The rows of these shards, in this order. What this source gave before must not be used any
   * more.
   *
   * @param now is needed now
   * @param next will be asked for after that: it may be loaded in the meantime
   */
  List<FeatureRows> open(Stretch now, List<Stretch> next);

  /** Rows that were read so far, because they were not in memory. */
  long loadedRows();
}
