package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Shards, and what reads them.
 *
 * @param input one partition a shard
 * @param shards some or all of its partitions
 */
record ShardRows(ShardInput<?> input, List<TrainingShard> shards) {
  /** Copies the list, and checks that each shard has a partition of its own. */
  ShardRows {
    shards = List.copyOf(shards);
    Set<Integer> taken = new HashSet<>();
    int partitions = shards.isEmpty() ? 0 : input.rdd().getNumPartitions();
    for (TrainingShard shard : shards) {
      if (shard.partition() >= partitions || !taken.add(shard.partition())) {
        throw new BailiwickException(
            ErrorCode.INTERNAL,
            "shard %s is said to be partition %d of %d, expected one of its own"
                .formatted(shard.id(), shard.partition(), partitions));
      }
    }
  }
}
