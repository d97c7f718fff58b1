package dev.bailiwick.shuffle.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ShuffleBlockId;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.Tuple3;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where each block of one reader comes from: the list that Spark's reader fetches by, read once.
 * Asked for every block, for its key; to ask the tracker each time would cost the square of the
 * number of map tasks.
 */
final class BlockSources implements BlockSource {
  private final List<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>> blocks =
      new ArrayList<>();
  private final Map<Long, BlockManagerId> byMap = new HashMap<>();
  private final Set<BlockId> unopened = ConcurrentHashMap.newKeySet();
  private final FaultHistory history;

  BlockSources(
      scala.collection.Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>>
          tracked,
      FaultHistory history) {
    this.history = history;
    tracked.foreach(
        at -> {
          blocks.add(at);
          at._2().foreach(block -> block._1() instanceof ShuffleBlockId id ? note(id, at._1()) : 0);
          return 0;
        });
  }

  private int note(ShuffleBlockId id, BlockManagerId at) {
    byMap.put(id.mapId(), at);
    unopened.add(id);
    return 0;
  }

  /** The list again, for the reader. */
  scala.collection.Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>> list() {
    Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>> again =
        blocks.iterator();
    return CollectionConverters.asScala(again);
  }

  @Override
  public @Nullable BlockManagerId of(long mapId) {
    return byMap.get(mapId);
  }

  @Override
  public void opened(ShuffleBlockId block) {
    unopened.remove(block);
  }

  @Override
  public int failed(ShuffleBlockId block) {
    BlockManagerId from = of(block.mapId());
    return history.failed(from == null ? "" : from.executorId(), block);
  }

  /**
   * The list has every block that is not empty. Spark's reader asks for each of them; should it
   * ever forget one, then rows would be missing and nothing would say so.
   */
  void requireAllOpened() {
    if (!unopened.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The rows ended, but %d blocks that have rows were not read, %s for one. Run the job again."
              .formatted(unopened.size(), unopened.iterator().next()));
    }
  }
}
