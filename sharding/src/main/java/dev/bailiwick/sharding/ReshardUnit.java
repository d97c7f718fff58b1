package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Shards that lie together, judged anew: one shard, and its contexts.
 *
 * @param shards as they are permitted now, each with the copies that may still be read, that from
 *     which others are made first
 * @param forbidden the copies of each shard, by its id, that may not be read any more
 * @param homes the sites where they may live, sorted
 * @param wantedReplicas how many sites besides its home have a copy so far
 * @param causes why a copy has to be made, as far as the policies and the topology say it
 */
record ReshardUnit(
    List<ManifestShard> shards,
    Map<String, List<ShardCopy>> forbidden,
    List<String> homes,
    int wantedReplicas,
    List<String> causes) {
  ReshardUnit {
    shards = List.copyOf(shards);
    forbidden = Map.copyOf(forbidden);
    homes = List.copyOf(homes);
    causes = List.copyOf(causes);
  }

  String id() {
    return shards.get(0).id();
  }

  /** The site that its shards are read from. */
  String from() {
    return shards.get(0).site();
  }

  /** The sites that have a copy of every one of its shards, that it is read from first. */
  List<String> sites() {
    List<String> sites =
        new ArrayList<>(shards.get(0).copies().stream().map(ShardCopy::site).toList());
    shards.forEach(s -> sites.retainAll(s.copies().stream().map(ShardCopy::site).toList()));
    return sites;
  }

  long rows() {
    return shards.stream().mapToLong(ManifestShard::rows).sum();
  }

  long bytes() {
    return shards.stream().mapToLong(ManifestShard::bytes).sum();
  }

  /** The shards in their places. */
  List<ResettledShard> at(String home, List<String> replicas) {
    List<ResettledShard> settled = new ArrayList<>();
    for (ManifestShard s : shards) {
      settled.add(
          new ResettledShard(s, forbidden.getOrDefault(s.id(), List.of()), home, replicas, causes));
    }
    return settled;
  }
}
