package dev.bailiwick.sharding;

/**
 * Rows cut into shards whose sizes differ by at most one row.
 *
 * @param rows in all
 * @param shards how many shards; 0 if there are no rows
 */
record Sizes(long rows, long shards) {
  /** As few shards as have at most {@code target} rows each. */
  static Sizes cut(long rows, long target) {
    return new Sizes(rows, rows / target + (rows % target == 0 ? 0 : 1));
  }

  /** The rows of shard {@code i}: the first ones have the odd rows. */
  long of(long i) {
    return rows / shards + (i < rows % shards ? 1 : 0);
  }
}
