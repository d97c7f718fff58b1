package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.util.List;

/**
 * Marks an RDD of Bailiwick's own whose tasks return something else than rows.
 *
 * <p>A result stage over such an RDD is judged by {@link #resultClass()} instead of {@code view}:
 * the driver's site must be permitted for that class by every shard that the partition holds. The
 * mark is a promise of the class that carries it, and nothing checks the bytes: only the RDDs that
 * Bailiwick itself ships can make it, and each says in its own documentation why it is true. How
 * many records a release needs ({@code minRecords}) is checked where the release is made, not here.
 */
public sealed interface GovernedResult permits RoundRDD, SiteStatisticsRdd, ReleaseRDD {

  /** What the tasks of this RDD return to the driver. */
  TransferClass resultClass();

  /**
   * Paths of shards that a partition's task touches without reading them through its lineage, such
   * as features that an executor keeps between rounds. The task is placed as if it read them.
   *
   * @param partition the index of the partition
   */
  default List<String> touches(int partition) {
    return List.of();
  }
}
