package dev.bailiwick.sharding.spark;

import java.util.List;
import org.apache.spark.Partitioner;

/**
 * Sends row to shard: the key is the shard's number, and reduce partition {@code i} is shard {@code
 * i}. All shards of one partitioner have the same permitted sites, so that nothing in the shuffle
 * has to be kept from anything else in it.
 */
public final class ShardPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final String[] shards;
  private final String[] homes;
  private final String[] permitted;

  ShardPartitioner(List<String> shards, List<String> homes, List<String> permitted) {
    this.shards = shards.toArray(String[]::new);
    this.homes = homes.toArray(String[]::new);
    this.permitted = permitted.toArray(String[]::new);
  }

  @Override
  public int numPartitions() {
    return homes.length;
  }

  @Override
  public int getPartition(Object key) {
    return (Integer) key;
  }

  /** The site at which shard {@code i} is written: its reduce task must run there. */
  public String homeOf(int i) {
    return homes[i];
  }

  /** The id of shard {@code i}. */
  public String shardOf(int i) {
    return shards[i];
  }

  /** The sites at which rows of any of its shards may be as {@code intermediate}, sorted. */
  public List<String> permitted() {
    return List.of(permitted);
  }
}
