package dev.bailiwick.sharding;

import java.util.List;

/**
 * Which rows make which shard, where each lives, and by which rules. Nothing has been read but
 * counts, and nothing moved.
 *
 * @param dataset the dataset's id
 * @param strata what rows have in common, in a fixed order
 * @param shards in id order; every counted row of a known law is in exactly one
 * @param unknownLaw rows whose law is not known: in no shard, they stay where they lie
 */
public record ShardPlan(
    String dataset, List<Stratum> strata, List<PlannedShard> shards, List<SourceCount> unknownLaw) {
  public ShardPlan {
    strata = List.copyOf(strata);
    shards = List.copyOf(shards);
    unknownLaw = List.copyOf(unknownLaw);
  }

  /** Rows in shards, copies beside other shards left out. */
  public long rows() {
    return shards.stream().filter(s -> !s.isContext()).mapToLong(PlannedShard::rows).sum();
  }

  /** The same strata in these shards. */
  public ShardPlan withShards(List<PlannedShard> other) {
    return new ShardPlan(dataset, strata, other, unknownLaw);
  }

  /** Rows that leave the site where they lie. */
  public long movedRows() {
    return shards.stream().filter(PlannedShard::moves).mapToLong(PlannedShard::rows).sum();
  }

  /** Rows in no shard because their law is not known. */
  public long unknownLawRows() {
    return unknownLaw.stream().mapToLong(SourceCount::rows).sum();
  }
}
