package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.util.Optional;
import java.util.Set;

/** Answers as the scheduler would: from what governs the shard's file. */
final class GovernedShards implements ShardGate {
  private final ShardRegistry shards;

  GovernedShards(ShardRegistry shards) {
    this.shards = shards;
  }

  @Override
  public Set<String> permitted(TrainingShard shard, TransferClass transferClass) {
    return governed(shard)
        .map(g -> (Set<String>) g.permitted(transferClass).sites())
        .orElse(Set.of());
  }

  @Override
  public String why(TrainingShard shard, TransferClass transferClass, String site) {
    return governed(shard)
        .map(g -> g.why(transferClass, site))
        .map(w -> w.text() + (w.place().isEmpty() ? "" : " [" + w.place() + "]"))
        .orElse("no manifest of this application names it any more.");
  }

  private Optional<Governed> governed(TrainingShard shard) {
    return shards.find(shard.file());
  }
}
