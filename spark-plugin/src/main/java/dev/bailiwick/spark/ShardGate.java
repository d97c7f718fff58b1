package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.util.Set;

/**
 * Asked before each round: where something of a shard may be now. Between two rounds a day may
 * come, a paper be withdrawn, or a count be used up.
 */
interface ShardGate {
  /** The sites at which this class of the shard may be now. */
  Set<String> permitted(TrainingShard shard, TransferClass transferClass);

  /** Why it may not be at a site, in one sentence. */
  String why(TrainingShard shard, TransferClass transferClass, String site);

  /** Nothing ever changes: for rows that no policy governs. */
  static ShardGate open() {
    return new ShardGate() {
      @Override
      public Set<String> permitted(TrainingShard shard, TransferClass transferClass) {
        return shard.permitted().getOrDefault(transferClass, Set.of());
      }

      @Override
      public String why(TrainingShard shard, TransferClass transferClass, String site) {
        return "the manifest does not allow it.";
      }
    };
  }
}
