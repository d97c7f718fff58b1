package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which rows make which shard, where each lives, and by which rules. Nothing has been read but
 * counts, and nothing moved.
 *
 * <p>{@link #rows()}, {@link #unknownLawRows()} and {@link #violatingRows()} add up to all rows
 * that were counted.
 *
 * @param dataset the dataset's id
 * @param strategy how rows are dealt to shards
 * @param strata what rows have in common, in a fixed order
 * @param shards in id order; every counted row of a known law that lies where it may is in exactly
 *     one that is no context
 * @param unknownLaw rows whose law is not known: in no shard, they stay where they lie
 * @param violations rows that lie where they may not be: in no shard
 * @param replicaGaps shards that get fewer replicas than were asked for, and why
 */
public record ShardPlan(
    String dataset,
    Strategy strategy,
    List<Stratum> strata,
    List<PlannedShard> shards,
    List<SourceCount> unknownLaw,
    List<Violation> violations,
    List<ReplicaGap> replicaGaps) {
  private static final int SHOWN = 10;

  public ShardPlan {
    strata = List.copyOf(strata);
    shards = List.copyOf(shards);
    unknownLaw = List.copyOf(unknownLaw);
    violations = List.copyOf(violations);
    replicaGaps = List.copyOf(replicaGaps);
  }

  /** A plan by {@link Strategy.Size}, with nothing amiss. */
  public ShardPlan(
      String dataset,
      List<Stratum> strata,
      List<PlannedShard> shards,
      List<SourceCount> unknownLaw) {
    this(dataset, new Strategy.Size(), strata, shards, unknownLaw, List.of(), List.of());
  }

  /** Rows in shards; copies for context do not count. */
  public long rows() {
    return rows(shards);
  }

  private static long rows(List<PlannedShard> of) {
    return of.stream().filter(s -> !s.isContext()).mapToLong(PlannedShard::rows).sum();
  }

  /** Rows that leave the site where they lie; copies do not count. */
  public long movedRows() {
    return rows(shards.stream().filter(PlannedShard::moves).toList());
  }

  /** Rows in no shard because their law is not known. */
  public long unknownLawRows() {
    return unknownLaw.stream().mapToLong(SourceCount::rows).sum();
  }

  /** Rows in no shard because they lie where they may not be. */
  public long violatingRows() {
    return violations.stream().mapToLong(Violation::rows).sum();
  }

  /** The same plan of these shards only. */
  public ShardPlan withShards(List<PlannedShard> only) {
    return new ShardPlan(dataset, strategy, strata, only, unknownLaw, violations, replicaGaps);
  }

  /** The same plan; shards whose id is in the map claim these ranges. */
  public ShardPlan withRanges(Map<String, List<ShardRange>> ranges) {
    return withShards(
        shards.stream()
            .map(s -> ranges.containsKey(s.id()) ? s.withRanges(ranges.get(s.id())) : s)
            .toList());
  }

  /**
   * Refuses a plan of which rows lie where they may not be. Whoever writes asks this first.
   *
   * @throws BailiwickException PLAN_INFEASIBLE naming how many rows, their law, the site, the
   *     sources, the rule, its place, and how to bring them home
   */
  public void requireLawful() {
    if (violations.isEmpty()) {
      return;
    }
    String more =
        violations.size() > SHOWN ? "\n... and " + (violations.size() - SHOWN) + " more" : "";
    throw new BailiwickException(
        ErrorCode.PLAN_INFEASIBLE,
        violations.stream()
                .limit(SHOWN)
                .map(v -> v.found() + ". " + v.remedy())
                .collect(Collectors.joining("\n"))
            + more);
  }
}
