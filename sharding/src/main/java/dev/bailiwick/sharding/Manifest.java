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
 * @param strategy how rows were dealt to shards, as {@link Strategy#describe} says it
 * @param schema the rows' schema, as Spark writes it in JSON
 * @param sensitiveColumns the columns that have keys of their own, sorted
 * @param policies the policies that decided, as they were
 * @param shards in id order
 */
public record Manifest(
    String dataset,
    long version,
    Optional<String> previous,
    Instant created,
    String topology,
    String strategy,
    String schema,
    List<String> sensitiveColumns,
    List<ManifestPolicy> policies,
    List<ManifestShard> shards) {
  public Manifest {
    sensitiveColumns = List.copyOf(sensitiveColumns);
    policies = List.copyOf(policies);
    shards = List.copyOf(shards);
  }

  /** Rows of the dataset: those of all shards but the copies beside others. */
  public long rows() {
    return shards.stream().filter(s -> !s.isContext()).mapToLong(ManifestShard::rows).sum();
  }

  /** Bytes of all files, replicas too. */
  public long bytes() {
    return shards.stream().flatMap(s -> s.copies().stream()).mapToLong(ShardCopy::bytes).sum();
  }

  /** The shards with a copy at a site, each as it is there. */
  public List<ManifestShard> at(String site) {
    return shards.stream()
        .flatMap(s -> s.copies().stream().filter(c -> c.site().equals(site)).map(s::readAt))
        .toList();
  }
}
