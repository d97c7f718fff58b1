package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;

/**
 * What a planner may choose.
 *
 * @param targetRowsPerShard the most rows that a shard should have
 * @param minimumGain by which part the load of the most loaded site must fall before any row moves;
 *     1 or more moves none
 * @param strategy how rows are dealt to shards
 * @param replicas how many sites besides its home shall have a copy of each shard, if that many may
 */
public record PlanOptions(
    long targetRowsPerShard, double minimumGain, Strategy strategy, int replicas) {
  /** Rows move when that relieves the most loaded site by a tenth. */
  public static final double DEFAULT_GAIN = 0.1;

  public PlanOptions {
    if (targetRowsPerShard < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "rowsPerShard is " + targetRowsPerShard + ": it must be at least 1");
    }
    if (!(minimumGain >= 0)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "minimumGain is " + minimumGain + ": it must not be negative");
    }
    if (replicas < 0) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "replicas is " + replicas + ": it must not be negative");
    }
  }

  /** With the default gain. */
  public static PlanOptions of(long targetRowsPerShard) {
    return new PlanOptions(targetRowsPerShard, DEFAULT_GAIN, new Strategy.Size(), 0);
  }

  /** The same, but no row leaves the site where it lies. */
  public PlanOptions withoutMoves() {
    return withGain(Double.POSITIVE_INFINITY);
  }

  /** The same, with another least gain. */
  public PlanOptions withGain(double least) {
    return new PlanOptions(targetRowsPerShard, least, strategy, replicas);
  }

  /** The same, with another strategy. */
  public PlanOptions with(Strategy other) {
    return new PlanOptions(targetRowsPerShard, minimumGain, other, replicas);
  }

  /** The same, with as many replicas. */
  public PlanOptions withReplicas(int wanted) {
    return new PlanOptions(targetRowsPerShard, minimumGain, strategy, wanted);
  }
}
