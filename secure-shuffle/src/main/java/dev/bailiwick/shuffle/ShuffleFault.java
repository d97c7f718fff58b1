package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.SealFault;

/**
 * A shuffle block that did not open, and what is known about where it came from.
 *
 * @param shuffleId the shuffle
 * @param mapId the task attempt that should have written it
 * @param reduceId the reduce partition that was read
 * @param fault which check failed
 * @param executor the executor that the block was fetched from, or that wrote it if an external
 *     shuffle service served it; empty if not known
 * @param host the host that served it; empty if not known
 * @param failedOutputs in how many map outputs of that executor this process found a bad block,
 *     this one included
 */
public record ShuffleFault(
    int shuffleId,
    long mapId,
    int reduceId,
    SealFault fault,
    String executor,
    String host,
    int failedOutputs) {
  /** A disk loses a file, now and then. */
  private static final int ATTACK = 3;

  /**
   * Whether so many map outputs of one executor failed that it is to be taken for an attack by, or
   * on, that executor, and not for a fault of its disk.
   */
  public boolean isAttack() {
    return failedOutputs >= ATTACK;
  }

  /**
   * For the log: {@code shuffle_3_17_4 from executor 2 on worker-1: ALTERED}, and that it is taken
   * for an attack if it is.
   */
  @Override
  public String toString() {
    String from = executor.isEmpty() ? "an unknown executor" : "executor " + executor;
    String on = host.isEmpty() ? "" : " on " + host;
    String attack =
        isAttack() ? " (" + failedOutputs + " map outputs of it failed: taken for an attack)" : "";
    return "shuffle_%d_%d_%d from %s%s: %s%s"
        .formatted(shuffleId, mapId, reduceId, from, on, fault, attack);
  }
}
