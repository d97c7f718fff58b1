package dev.bailiwick.spark;

import java.nio.file.Path;

/**
 * How to run a job.
 *
 * @param out folder for manifest, checkpoints, audit log, report and {@code result.json}
 * @param planOnly stop before anything is moved or written
 * @param shardsOnly stop when the shards are written and their manifest is committed
 * @param resume go on from the newest checkpoint of the same job, when there is one
 * @param compareSingle also train the same model in one process on all rows, where they all lie
 */
public record RunOptions(
    Path out, boolean planOnly, boolean shardsOnly, boolean resume, boolean compareSingle) {
  /** A run to its end, or a plan. */
  public RunOptions(Path out, boolean planOnly, boolean resume, boolean compareSingle) {
    this(out, planOnly, false, resume, compareSingle);
  }
}
