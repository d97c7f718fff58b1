package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Shards, and the RDD that reads them.
 *
 * @param rdd one partition a shard; column 0 features (array of float), column 1 label (float)
 * @param shards some or all of its partitions
 */
public record ShardRows(RDD<InternalRow> rdd, List<TrainingShard> shards) {
  /** Copies the list, and checks that each shard has a partition of its own. */
  public ShardRows {
    shards = List.copyOf(shards);
    Set<Integer> taken = new HashSet<>();
    int partitions = shards.isEmpty() ? 0 : rdd.getNumPartitions();
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
