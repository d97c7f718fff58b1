package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.SealFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Map outputs are written, then changed on disk, then read by a second job. */
final class BadBlockTest {
  private final TestKeys keys = new TestKeys();

  @BeforeEach
  void installKeys() {
    ShuffleKeys.install(keys);
  }

  /** One shuffle whose map tasks count themselves. */
  private static final class Shuffled implements AutoCloseable {
    private final TestSpark spark;
    private final LongAccumulator mapTasks;
    private final JavaPairRDD<Integer, String> rdd;
    private final List<String> expected;

    Shuffled(Path dir, int partitions) {
      spark =
          new TestSpark(
              dir,
              TestSpark.SEALED,
              Map.of("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
      LongAccumulator ran = spark.java().sc().longAccumulator();
      mapTasks = ran;
      rdd =
          ShuffleJobs.rows(spark.java())
              .mapPartitionsToPair(
                  rows -> {
                    ran.add(1);
                    return rows;
                  })
              .partitionBy(new HashPartitioner(partitions));
      expected = read();
      assertThat(mapTasks.value()).isEqualTo(3);
    }

    List<String> read() {
      return rdd.map(Tuple2::toString).collect().stream().sorted().toList();
    }

    List<Path> dataFiles() {
      return spark.files("shuffle_").stream().filter(f -> f.toString().endsWith(".data")).toList();
    }

    @Override
    public void close() {
      spark.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void aFlippedByteIsFoundReportedAndComputedAgain(int partitions, @TempDir Path dir)
      throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, partitions)) {
      Path victim = shuffled.dataFiles().get(1);
      byte[] bytes = Files.readAllBytes(victim);
      bytes[bytes.length - 100] ^= 0x10;
      Files.write(victim, bytes);

      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(shuffled.mapTasks.value()).isGreaterThan(3);
      assertThat(keys.faults())
          .isNotEmpty()
          .allSatisfy(
              fault -> {
                assertThat(fault.fault()).isEqualTo(SealFault.ALTERED);
                assertThat(fault.reduceId()).isEqualTo(partitions - 1);
                assertThat(victim.getFileName())
                    .hasToString("shuffle_0_" + fault.mapId() + "_0.data");
                assertThat(fault.executor()).isEqualTo("driver");
              });
    }
  }

  @Test
  void blocksWhoseKeyNobodyHasAreComputedAgain(@TempDir Path dir) throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, 3)) {
      keys.lose(0);
      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(shuffled.mapTasks.value()).isGreaterThan(3);
    }
  }

  @Test
  void theOutputOfAnotherMapTaskIsRefused(@TempDir Path dir) throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, 8)) {
      List<Path> files = shuffled.dataFiles();
      copyWithIndex(files.get(0), files.get(1));

      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(keys.faults())
          .isNotEmpty()
          .allSatisfy(fault -> assertThat(fault.fault()).isEqualTo(SealFault.WRONG_PLACE));
    }
  }

  @Test
  void aTruncatedFileIsComputedAgain(@TempDir Path dir) throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, 3)) {
      Path victim = shuffled.dataFiles().get(0);
      byte[] bytes = Files.readAllBytes(victim);
      Files.write(victim, Arrays.copyOf(bytes, bytes.length - 1));

      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(shuffled.mapTasks.value()).isGreaterThan(3);
    }
  }

  @Test
  void aMissingFileIsComputedAgain(@TempDir Path dir) throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, 3)) {
      Files.delete(shuffled.dataFiles().get(2));

      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(shuffled.mapTasks.value()).isGreaterThan(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void aBlockThatTheIndexCallsEmptyIsMissedAndComputedAgain(int partitions, @TempDir Path dir)
      throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, partitions)) {
      Path index = index(shuffled.dataFiles().get(1));
      byte[] offsets = Files.readAllBytes(index);
      int last = offsets.length - Long.BYTES;
      System.arraycopy(offsets, last - Long.BYTES, offsets, last, Long.BYTES);
      Files.write(index, offsets);

      assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      assertThat(shuffled.mapTasks.value()).isGreaterThan(3);
    }
  }

  @Test
  void blocksOfOneExecutorThatFailAgainAndAgainAreTakenForAnAttack(@TempDir Path dir)
      throws IOException {
    try (Shuffled shuffled = new Shuffled(dir, 3)) {
      for (int round = 0; round < 3; round++) {
        for (Path file : shuffled.dataFiles()) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length - 1] ^= 1;
          Files.write(file, bytes);
        }
        assertThat(shuffled.read()).isEqualTo(shuffled.expected);
      }
      List<ShuffleFault> faults = keys.faults();
      assertThat(faults.get(0).isAttack()).isFalse();
      assertThat(faults.get(0)).asString().endsWith("ALTERED");
      assertThat(faults.get(faults.size() - 1).isAttack()).isTrue();
      assertThat(faults.get(faults.size() - 1)).asString().contains("taken for an attack");
    }
  }

  @Test
  void aKeyThatIsNotReleasedFailsTheJobWithoutComputingBlocksAgain(@TempDir Path dir) {
    try (Shuffled shuffled = new Shuffled(dir, 8)) {
      keys.withhold();

      assertThatThrownBy(shuffled::read)
          .isInstanceOf(SparkException.class)
          .hasMessageContaining("site nrt may not have the key of shuffle 0")
          .hasMessageNotContaining("FetchFailed(");
      assertThat(shuffled.mapTasks.value()).isEqualTo(3);
      assertThat(keys.faults()).isEmpty();
    }
  }

  private static void copyWithIndex(Path from, Path to) throws IOException {
    Files.write(to, Files.readAllBytes(from));
    for (Path index : List.of(from, to)) {
      assertThat(index(index)).exists();
    }
    Files.write(index(to), Files.readAllBytes(index(from)));
  }

  /** Spark spreads files over sub-folders by a hash of the name. */
  private static Path index(Path data) throws IOException {
    String name = data.getFileName().toString().replace(".data", ".index");
    try (var all = Files.walk(data.getParent().getParent())) {
      return all.filter(f -> f.getFileName().toString().equals(name)).findFirst().orElseThrow();
    }
  }
}
