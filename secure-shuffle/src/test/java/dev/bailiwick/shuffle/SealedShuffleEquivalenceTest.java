package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SealedShuffleEquivalenceTest {
  private static List<String> expected = List.of();

  private final TestKeys keys = new TestKeys();

  @BeforeAll
  static void runOnStockSpark(@TempDir Path dir) {
    try (TestSpark stock = new TestSpark(dir, TestSpark.STOCK)) {
      expected = ShuffleJobs.all(stock);
    }
  }

  @BeforeEach
  void installKeys() {
    ShuffleKeys.install(keys);
  }

  @ParameterizedTest(name = "{0}, {1}, spill every {2} records")
  @CsvSource({
    "lz4, Java, 2147483647",
    "lz4, Kryo, 2147483647",
    "lz4, Kryo, 100",
    "zstd, Java, 100",
    "zstd, Kryo, 2147483647",
    "snappy, Java, 2147483647",
    "snappy, Kryo, 100",
    "lzf, Java, 100",
    "lzf, Kryo, 2147483647",
    "none, Java, 100",
    "none, Kryo, 100",
    "none, Kryo, 2147483647",
  })
  void resultsEqualThoseOfStockSpark(
      String codec, String serializer, int recordsPerSpill, @TempDir Path dir) {
    boolean compress = !codec.equals("none");
    Map<String, String> settings =
        Map.of(
            "spark.serializer",
            "org.apache.spark.serializer." + serializer + "Serializer",
            "spark.shuffle.compress",
            String.valueOf(compress),
            "spark.shuffle.spill.compress",
            String.valueOf(compress),
            "spark.io.compression.codec",
            compress ? codec : "lz4",
            "spark.shuffle.spill.numElementsForceSpillThreshold",
            String.valueOf(recordsPerSpill));
    try (TestSpark sealed = new TestSpark(dir, TestSpark.SEALED, settings)) {
      assertThat(ShuffleJobs.all(sealed)).isEqualTo(expected);
    }
    assertThat(keys.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.file.transferTo, false",
    "spark.shuffle.unsafe.fastMergeEnabled, false",
    "spark.shuffle.checksum.enabled, false",
    "spark.shuffle.checksum.algorithm, CRC32C",
    "spark.io.encryption.enabled, true",
    "spark.sql.adaptive.enabled, false",
    "spark.shuffle.detectCorrupt.useExtraMemory, true",
  })
  void resultsEqualUnderEachSettingThatChangesTheWritersPath(
      String setting, String value, @TempDir Path dir) {
    Map<String, String> settings =
        Map.of(
            setting,
            value,
            "spark.serializer",
            "org.apache.spark.serializer.KryoSerializer",
            "spark.shuffle.spill.numElementsForceSpillThreshold",
            "150");
    try (TestSpark sealed = new TestSpark(dir, TestSpark.SEALED, settings)) {
      assertThat(ShuffleJobs.all(sealed)).isEqualTo(expected);
    }
  }

  @Test
  void everyWriterHadItsTurn(@TempDir Path dir) {
    // Spark's cleaner would forget a finished shuffle at any collection of garbage.
    Map<String, String> remember = Map.of("spark.cleaner.referenceTracking", "false");
    try (TestSpark sealed = new TestSpark(dir, TestSpark.SEALED, remember)) {
      SealedShuffleManager manager = (SealedShuffleManager) SparkEnv.get().shuffleManager();
      ShuffleJobs.few(sealed.java());
      assertThat(manager.arriveSealed(0)).isTrue();
      ShuffleJobs.many(sealed.java());
      assertThat(manager.arriveSealed(1)).isFalse();
      ShuffleJobs.sql(sealed.session());
      assertThat(manager.arriveSealed(2)).isTrue();
    }
  }
}
