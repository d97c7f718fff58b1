package dev.bailiwick.sharding;

import java.util.List;

/**
 * What a manifest will say, before {@link ManifestStore#commit} numbers, chains and signs it.
 *
 * @param dataset the dataset's id
 * @param topology the topology's id
 * @param strategy how rows were dealt to shards, as {@link Strategy#describe} says it
 * @param schema the rows' schema, as Spark writes it in JSON
 * @param sensitiveColumns the columns that have keys of their own, sorted
 * @param policies the policies that decided
 * @param shards in id order
 */
public record ManifestDraft(
    String dataset,
    String topology,
    String strategy,
    String schema,
    List<String> sensitiveColumns,
    List<ManifestPolicy> policies,
    List<ManifestShard> shards) {
  public ManifestDraft {
    sensitiveColumns = List.copyOf(sensitiveColumns);
    policies = List.copyOf(policies);
    shards = List.copyOf(shards);
  }

  /** The same, with these shards. */
  public ManifestDraft with(List<ManifestShard> written) {
    return new ManifestDraft(
        dataset, topology, strategy, schema, sensitiveColumns, policies, written);
  }
}
