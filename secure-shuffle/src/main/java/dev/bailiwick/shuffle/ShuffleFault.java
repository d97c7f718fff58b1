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
 */
public record ShuffleFault(
    int shuffleId, long mapId, int reduceId, SealFault fault, String executor, String host) {

  /** For the log: {@code shuffle_3_17_4 from executor 2 on worker-1: ALTERED}. */
  @Override
  public String toString() {
    String from = executor.isEmpty() ? "an unknown executor" : "executor " + executor;
    String on = host.isEmpty() ? "" : " on " + host;
    return "shuffle_%d_%d_%d from %s%s: %s".formatted(shuffleId, mapId, reduceId, from, on, fault);
  }
}
