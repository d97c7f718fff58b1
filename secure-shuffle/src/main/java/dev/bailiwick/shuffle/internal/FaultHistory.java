package dev.bailiwick.shuffle.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.storage.ShuffleBlockId;

/** Which map outputs of each executor had blocks that did not open in this process. */
public final class FaultHistory {
  private final Map<String, Set<Output>> failed = new ConcurrentHashMap<>();

  /** What one map task attempt wrote: one file. */
  private record Output(int shuffleId, long mapId) {}

  /**
   * Notes a block that did not open. Blocks that lie in one file count once.
   *
   * @return how many map outputs of that executor have failed here, this one included
   */
  int failed(String executor, ShuffleBlockId block) {
    Set<Output> outputs = failed.computeIfAbsent(executor, e -> ConcurrentHashMap.newKeySet());
    outputs.add(new Output(block.shuffleId(), block.mapId()));
    return outputs.size();
  }
}
