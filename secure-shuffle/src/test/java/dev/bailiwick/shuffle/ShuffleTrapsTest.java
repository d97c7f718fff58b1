package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.shuffle.internal.SealedShuffleDataIO;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.shuffle.sort.SortShuffleManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.Tuple2;

/**
 * What a shuffle manager can get wrong in one process; {@link BadBlockTest}, {@link
 * ShuffleChecksumTest}, {@link NothingInTheClearTest} and the tests on clusters have the rest.
 */
final class ShuffleTrapsTest {
  @BeforeEach
  void installKeys() {
    ShuffleKeys.install(new TestKeys());
  }

  /** The unsafe writer opens a stream for each partition, also for one without rows. */
  @ParameterizedTest
  @EnumSource
  void aPartitionWithoutRowsHasNoBytesWhateverTheWriter(
      Configuration.Writer writer, @TempDir Path dir) throws IOException {
    Map<String, String> settings = new Configuration(writer, "lz4", "Kryo").settings();
    try (TestSpark spark = new TestSpark(dir, TestSpark.SEALED, settings)) {
      long rows =
          ByKeyJobs.rows(spark)
              .mapToPair(row -> new Tuple2<>(row._1() * 10, row._2()))
              .partitionBy(new HashPartitioner(10))
              .count();
      assertThat(rows).isEqualTo(ShuffleJobs.ROWS);
      List<Path> indexes =
          spark.files("shuffle_").stream().filter(f -> f.toString().endsWith(".index")).toList();
      assertThat(indexes).hasSize(3);
      for (Path index : indexes) {
        List<Long> lengths = lengths(index);
        assertThat(lengths.get(0)).isGreaterThan(SealedStreams.sealedLength(0));
        assertThat(lengths.subList(1, 10)).containsOnly(0L);
      }
    }
  }

  /**
   * Stock Spark fetches neighbouring partitions as one block, whose streams cannot be told apart.
   */
  @Test
  void blocksAreFetchedOneByOneWhereStockSparkFetchesThemInBatches(@TempDir Path dir) {
    ShuffleJob coalesced = AdaptiveJobs.all().get(0);
    long inBatches = blocks(dir.resolve("stock"), coalesced, TestSpark.STOCK);
    long oneByOne = blocks(dir.resolve("sealed"), coalesced, TestSpark.SEALED);
    assertThat(oneByOne).isGreaterThan(inBatches);
  }

  private static long blocks(Path dir, ShuffleJob job, Map<String, String> manager) {
    try (TestSpark spark = new TestSpark(dir, manager)) {
      ShuffleCounts counts = new ShuffleCounts();
      spark.session().sparkContext().addSparkListener(counts);
      job.work().run(spark);
      spark.settle();
      return counts.take().stream().mapToLong(ShuffleCounts.Task::blocks).sum();
    }
  }

  /** Whatever a driver component returns becomes a setting, which the UI shows. */
  @Test
  void nothingOfOursBecomesASettingThatOthersSee(@TempDir Path dir) {
    try (TestSpark spark = new TestSpark(dir, TestSpark.SEALED)) {
      SparkConf conf = spark.java().getConf();
      assertThat(new SealedShuffleDataIO(conf).driver().initializeApplication()).isEmpty();
    }
  }

  /** For any other class Spark SQL copies every row before the shuffle. */
  @Test
  void sparkTakesItForASortShuffle() {
    assertThat(SealedShuffleManager.class).isAssignableTo(SortShuffleManager.class);
  }

  /** The files of a shuffle that is over are deleted, also those of our own writer. */
  @Test
  void aShuffleThatIsForgottenLeavesNoFile(@TempDir Path dir) {
    Map<String, String> settings =
        new Configuration(Configuration.Writer.BYPASS, "lz4", "Kryo").settings();
    try (TestSpark spark = new TestSpark(dir, TestSpark.SEALED, settings)) {
      ByKeyJobs.rows(spark).partitionBy(new HashPartitioner(3)).count();
      assertThat(spark.files("shuffle_")).isNotEmpty();
      assertThat(spark.files("temp_shuffle_")).isEmpty();
      SparkEnv.get().shuffleManager().unregisterShuffle(0);
      assertThat(spark.files("shuffle_")).isEmpty();
    }
  }

  private static List<Long> lengths(Path index) throws IOException {
    LongBuffer offsets = ByteBuffer.wrap(Files.readAllBytes(index)).asLongBuffer();
    List<Long> lengths = new ArrayList<>();
    for (int i = 1; i < offsets.limit(); i++) {
      lengths.add(offsets.get(i) - offsets.get(i - 1));
    }
    return lengths;
  }
}
