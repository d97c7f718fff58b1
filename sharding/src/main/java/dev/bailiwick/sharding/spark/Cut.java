package dev.bailiwick.sharding.spark;

import java.io.Serializable;

/**
 * Where a line of rows is cut: below it are the rows with smaller keys, and of those with this key
 * the first {@code ties}, in the order in which they lie.
 */
final class Cut implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long rank;
  private final long key;
  private final long ties;
  private final long equal;

  /**
   * @param rank how many rows are below
   * @param equal how many rows have the key; 0 if not known because none of them is below
   */
  Cut(long rank, long key, long ties, long equal) {
    this.rank = rank;
    this.key = key;
    this.ties = ties;
    this.equal = equal;
  }

  long rank() {
    return rank;
  }

  long key() {
    return key;
  }

  long ties() {
    return ties;
  }

  /** True if rows with one key lie on both sides. */
  boolean splitsEquals() {
    return ties > 0 && ties < equal;
  }

  /** The next cut that keeps rows with equal keys together. */
  Cut afterEquals() {
    return ties == 0 ? this : new Cut(rank - ties + equal, key, equal, equal);
  }
}
