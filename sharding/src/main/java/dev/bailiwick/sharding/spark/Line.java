package dev.bailiwick.sharding.spark;

import java.io.Serializable;

/**
 * The rows of a group in the order of a strategy, divided into cells. It says of each row in which
 * cell it is, given the partitions of the sources one by one: each task works out its own part.
 */
abstract class Line implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Says it for the rows of one partition, which must all be shown, in their order. */
  interface Partition {
    int cellOf(GroupedSource.Walk row);
  }

  abstract int cells();

  /**
   * What one partition needs.
   *
   * @param source the place of the source among the sources
   */
  abstract Partition at(int source, int partition);

  /** The key by which a row stands in a file. */
  abstract long sortKey(GroupedSource.Walk row);
}
