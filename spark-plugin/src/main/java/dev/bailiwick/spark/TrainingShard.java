package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.util.Map;
import java.util.Set;

/**
 * A shard as training sees it.
 *
 * @param id in the manifest
 * @param file its URI as the manifest says it; empty for rows that are in no shard
 * @param site its home; {@code *} for rows that no policy governs
 * @param partition of the RDD that reads it
 * @param rows that it must have
 * @param permitted sites for each transfer class, from the manifest
 * @param leastRecords that a release of this class from this shard must cover; absent is 0
 */
public record TrainingShard(
    String id,
    String file,
    String site,
    int partition,
    long rows,
    Map<TransferClass, Set<String>> permitted,
    Map<TransferClass, Long> leastRecords) {

  /** Copies the maps. */
  public TrainingShard {
    permitted = Map.copyOf(permitted);
    leastRecords = Map.copyOf(leastRecords);
  }

  /** Whether something of this class, made from this shard, may be at that site. */
  boolean permits(TransferClass transferClass, String at) {
    return isUngoverned() || permitted.getOrDefault(transferClass, Set.of()).contains(at);
  }

  boolean isUngoverned() {
    return site.equals(dev.bailiwick.train.WorkerId.UNGOVERNED);
  }

  long leastRecords(TransferClass transferClass) {
    return leastRecords.getOrDefault(transferClass, 0L);
  }
}
