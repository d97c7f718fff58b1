package dev.bailiwick.sharding.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.Partitioner;

/**
 * Sends row to file: the key has the file's number, and reduce partition {@code i} writes file
 * {@code i}, which is a copy of one shard at one site. All shards of one partitioner have the same
 * permitted sites, so that nothing in the shuffle has to be kept from anything else in it.
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
    return key instanceof DealKey dealt ? dealt.target() : (Integer) key;
  }

  /** The site at which file {@code i} is written: its reduce task must run there. */
  public String homeOf(int i) {
    return homes[i];
  }

  /** The id of the shard that file {@code i} is a copy of. */
  public String shardOf(int i) {
    return shards[i];
  }

  /** The sites at which any file is written, sorted: no other needs to open a block. */
  public List<String> sites() {
    return Arrays.stream(homes).distinct().sorted().toList();
  }

  /** The sites at which rows of any of its shards may be as {@code intermediate}, sorted. */
  public List<String> permitted() {
    return List.of(permitted);
  }
}
