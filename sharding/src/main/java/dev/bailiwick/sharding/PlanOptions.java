package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;

/**
 * What a planner may choose.
 *
 * @param targetRowsPerShard the most rows that a shard should have
 * @param driverSite where the driver runs; keys for rows that move are made there, so rows move
 *     only if it may hold them too
 * @param minimumGain by which part the load of the most loaded site must fall before any row moves;
 *     1 or more moves none
 */
public record PlanOptions(long targetRowsPerShard, String driverSite, double minimumGain) {
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
  }

  /** With the default gain. */
  public static PlanOptions of(long targetRowsPerShard, String driverSite) {
    return new PlanOptions(targetRowsPerShard, driverSite, DEFAULT_GAIN);
  }

  /** The same, but no row leaves the site where it lies. */
  public PlanOptions withoutMoves() {
    return new PlanOptions(targetRowsPerShard, driverSite, Double.POSITIVE_INFINITY);
  }
}
