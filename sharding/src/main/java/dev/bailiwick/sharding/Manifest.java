package dev.bailiwick.sharding;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signed list of a dataset's shards; docs/formats/manifest.md.
 *
 * @param dataset the dataset's id
 * @param version 1, 2, 3, ... within its folder
 * @param previous the SHA-256 of the file of the version before, lower-case hex; empty for the
 *     first
 * @param created when it was committed, to the second
 * @param topology the topology's id
 * @param schema the rows' schema, as Spark writes it in JSON
 * @param policies the policies that decided, as they were
 * @param shards in id order
 */
public record Manifest(
    String dataset,
    long version,
    Optional<String> previous,
    Instant created,
    String topology,
    String schema,
    List<ManifestPolicy> policies,
    List<ManifestShard> shards) {
  public Manifest {
    policies = List.copyOf(policies);
    shards = List.copyOf(shards);
  }

  /** Rows in all shards. */
  public long rows() {
    return shards.stream().mapToLong(ManifestShard::rows).sum();
  }

  /** Bytes of all shard files. */
  public long bytes() {
    return shards.stream().mapToLong(ManifestShard::bytes).sum();
  }

  /** The shards at a site. */
  public List<ManifestShard> at(String site) {
    return shards.stream().filter(s -> s.site().equals(site)).toList();
  }
}
