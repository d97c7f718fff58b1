package dev.bailiwick.spark;

import dev.bailiwick.train.RoundMode;
import dev.bailiwick.train.WorkerId;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker's part of a round, as it travels in a partition. Nothing in it is secret; what decides
 * the result is in the sealed assignment.
 */
final class RoundTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final int round;
  private final RoundMode mode;
  private final String site;
  private final int index;
  private final String coordinator;
  private final byte[] sealedAssignment;
  private final int[] shardPartitions;
  private final String[] files;
  private final @Nullable String pinned;

  /**
   * A worker's part.
   *
   * @param shardPartitions partitions of the shard RDD, one for each shard of the assignment
   * @param files of those shards
   * @param pinned the executor that did it before, as Spark writes it in preferred locations
   */
  RoundTask(
      String run,
      int round,
      RoundMode mode,
      WorkerId worker,
      String coordinator,
      byte[] sealedAssignment,
      int[] shardPartitions,
      List<String> files,
      @Nullable String pinned) {
    this.run = run;
    this.round = round;
    this.mode = mode;
    this.site = worker.site();
    this.index = worker.index();
    this.coordinator = coordinator;
    this.sealedAssignment = sealedAssignment;
    this.shardPartitions = shardPartitions;
    this.files = files.toArray(String[]::new);
    this.pinned = pinned;
  }

  String run() {
    return run;
  }

  RoundMode mode() {
    return mode;
  }

  WorkerId worker() {
    return new WorkerId(site, index);
  }

  SealedUpdates seals() {
    return new SealedUpdates(run, round, mode, worker(), coordinator);
  }

  byte[] sealedAssignment() {
    return sealedAssignment;
  }

  int[] shardPartitions() {
    return shardPartitions;
  }

  List<String> files() {
    return List.of(files);
  }

  @Nullable String pinned() {
    return pinned;
  }
}
