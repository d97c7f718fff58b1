package dev.bailiwick.sharding.spark;

import java.util.List;
import org.apache.spark.Partition;

/** The rows of one shard, as slices of partitions at one site. */
final class ShardRangePartition implements Partition {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final String shard;
  private final String site;
  private final Slice[] slices;

  ShardRangePartition(int index, String shard, String site, List<Slice> slices) {
    this.index = index;
    this.shard = shard;
    this.site = site;
    this.slices = slices.toArray(Slice[]::new);
  }

  @Override
  public int index() {
    return index;
  }

  String shard() {
    return shard;
  }

  /** Where the rows lie, and so where the task must run. */
  String site() {
    return site;
  }

  Slice[] slices() {
    return slices;
  }

  @Override
  public int hashCode() {
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }
}
