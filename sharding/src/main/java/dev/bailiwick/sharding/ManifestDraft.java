package dev.bailiwick.sharding;

import java.util.List;

/**
 * What a manifest will say, before {@link ManifestStore#commit} numbers, chains and signs it.
 *
 * @param dataset the dataset's id
 * @param topology the topology's id
 * @param schema the rows' schema, as Spark writes it in JSON
 * @param policies the policies that decided
 * @param shards in id order
 */
public record ManifestDraft(
    String dataset,
    String topology,
    String schema,
    List<ManifestPolicy> policies,
    List<ManifestShard> shards) {
  public ManifestDraft {
    policies = List.copyOf(policies);
    shards = List.copyOf(shards);
  }
}
