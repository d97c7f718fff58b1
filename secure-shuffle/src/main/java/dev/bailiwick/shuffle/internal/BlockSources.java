package dev.bailiwick.shuffle.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  BlockSources(
      scala.collection.Iterator<Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>>>
          tracked) {
    tracked.foreach(
        at -> {
          blocks.add(at);
          at._2().foreach(block -> block._1() instanceof ShuffleBlockId id ? note(id, at._1()) : 0);
          return 0;
        });
  }

  private int note(ShuffleBlockId id, BlockManagerId at) {
    byMap.put(id.mapId(), at);
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
}
