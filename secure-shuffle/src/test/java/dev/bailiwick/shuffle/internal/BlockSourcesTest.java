package dev.bailiwick.shuffle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ShuffleBlockId;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.Tuple3;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The list of the tracker can be read once only, as Spark's own. */
final class BlockSourcesTest {
  private static final BlockManagerId ONE =
      BlockManagerId.apply("1", "host-a", 7001, Option.empty());
  private static final BlockManagerId TWO =
      BlockManagerId.apply("2", "host-b", 7002, Option.empty());

  private static Tuple2<BlockManagerId, Seq<Tuple3<BlockId, Object, Object>>> at(
      BlockManagerId where, long... maps) {
    List<Tuple3<BlockId, Object, Object>> blocks = new ArrayList<>();
    for (long map : maps) {
      blocks.add(new Tuple3<>(new ShuffleBlockId(3, map, 5), 100L, 0));
    }
    return new Tuple2<>(where, CollectionConverters.asScala(blocks).toSeq());
  }

  @Test
  void eachBlockHasTheExecutorThatWroteItAndTheReaderGetsTheSameList() {
    var listed = List.of(at(ONE, 10, 12), at(TWO, 11));
    BlockSources sources =
        new BlockSources(CollectionConverters.asScala(listed.iterator()), new FaultHistory());

    assertThat(sources.of(10)).isEqualTo(ONE);
    assertThat(sources.of(12)).isEqualTo(ONE);
    assertThat(sources.of(11)).isEqualTo(TWO);
    assertThat(sources.of(13)).isNull();
    assertThat(CollectionConverters.asJava(sources.list())).toIterable().isEqualTo(listed);
  }

  @Test
  void rowsEndOnlyAfterEachBlockThatIsNotEmptyWasOpened() {
    var listed = List.of(at(ONE, 10), at(TWO, 11));
    BlockSources sources =
        new BlockSources(CollectionConverters.asScala(listed.iterator()), new FaultHistory());
    CompleteIterator<String> rows =
        new CompleteIterator<>(CollectionConverters.asScala(List.of("a row").iterator()), sources);
    sources.opened(new ShuffleBlockId(3, 10, 5));

    assertThat(rows.next()).isEqualTo("a row");
    assertThatThrownBy(rows::hasNext)
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("1 blocks that have rows were not read, shuffle_3_11_5");

    sources.opened(new ShuffleBlockId(3, 11, 5));
    assertThat(rows.hasNext()).isFalse();
  }

  @Test
  void theMapOutputsOfAnExecutorThatFailedAreCountedOverAllReaders() {
    FaultHistory history = new FaultHistory();
    var listed = List.of(at(ONE, 10, 12), at(TWO, 11));
    BlockSources first = new BlockSources(CollectionConverters.asScala(listed.iterator()), history);
    BlockSources second =
        new BlockSources(CollectionConverters.asScala(listed.iterator()), history);

    assertThat(first.failed(new ShuffleBlockId(3, 10, 5))).isEqualTo(1);
    assertThat(second.failed(new ShuffleBlockId(3, 10, 6))).isEqualTo(1);
    assertThat(second.failed(new ShuffleBlockId(3, 11, 5))).isEqualTo(1);
    assertThat(second.failed(new ShuffleBlockId(3, 12, 5))).isEqualTo(2);
  }
}
