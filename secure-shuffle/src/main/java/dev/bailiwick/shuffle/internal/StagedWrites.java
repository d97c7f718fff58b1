package dev.bailiwick.shuffle.internal;

/**
 * Tells how the bytes of a map output arrive. The shuffle manager, which alone sees the kind of
 * writer, answers; the map output, which Spark makes by reflection, asks.
 */
public interface StagedWrites {
  /**
   * Whether this shuffle's writer (bypass or unsafe) stages its output in temporary files, so that
   * what it hands over is sealed under the process's own key. The sort writer's is not.
   */
  boolean arriveSealed(int shuffleId);
}
