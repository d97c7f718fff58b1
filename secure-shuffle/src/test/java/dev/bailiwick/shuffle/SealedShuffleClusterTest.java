package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** Two executor processes: blocks cross from one to the other. */
final class SealedShuffleClusterTest {
  private static @TempDir Path dir;
  private static TestSpark cluster;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Map<String, String> overTheNetwork = Map.of("spark.shuffle.readHostLocalDisk", "false");
    cluster = new TestSpark(dir, TestSpark.CLUSTER, TestSpark.SEALED, overTheNetwork);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void forgetFaults() {
    ClusterKeysPlugin.FAULTS.clear();
  }

  @Test
  void everyJobGivesWhatItGivesInOneProcess() {
    assertThat(ShuffleJobs.few(cluster.java())).isEqualTo(expected("few"));
    assertThat(ShuffleJobs.many(cluster.java())).isEqualTo(expected("many"));
    List<Row> sums =
        cluster
            .session()
            .sql("SELECT id % 5, sum(id) FROM range(1000) GROUP BY 1 ORDER BY 1")
            .collectAsList();
    assertThat(sums)
        .extracting(row -> row.getLong(1))
        .containsExactly(99500L, 99700L, 99900L, 100100L, 100300L);
    assertThat(ClusterKeysPlugin.FAULTS).isEmpty();
  }

  @Test
  void aFlippedByteIsFoundWhenFetchedFromAnotherExecutorAndComputedAgain() throws IOException {
    JavaPairRDD<Integer, String> shuffled =
        ShuffleJobs.rows(cluster.java()).partitionBy(new HashPartitioner(4));
    List<String> expected = strings(shuffled.map(Tuple2::toString));
    String block = "shuffle_" + shuffleId(shuffled) + "_";
    for (Path file : cluster.files(block)) {
      if (file.toString().endsWith(".data")) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }

    assertThat(strings(shuffled.map(Tuple2::toString))).isEqualTo(expected);
    assertThat(ClusterKeysPlugin.FAULTS)
        .isNotEmpty()
        .allMatch(f -> f.matches(block + "\\d+_\\d+ from executor [01] on \\S+: ALTERED.*"));
  }

  @Test
  void aBlockCachedOnDiskIsReadByAnotherExecutorWithoutBeingComputedAgain() {
    LongAccumulator computed = cluster.java().sc().longAccumulator();
    JavaRDD<String> cached =
        ShuffleJobs.rows(cluster.java())
            .map(
                row -> {
                  computed.add(1);
                  return row._2();
                })
            .persist(StorageLevel.DISK_ONLY());
    List<String> expected = strings(cached);
    assertThat(cluster.files("rdd_")).hasSize(3).allMatch(f -> f.toString().endsWith(".sealed"));

    assertThat(strings(cached.coalesce(1))).isEqualTo(expected);
    assertThat(computed.value()).isEqualTo(ShuffleJobs.ROWS);
  }

  private static List<String> expected(String name) {
    return IntStream.range(0, ShuffleJobs.ROWS)
        .mapToObj(i -> new Tuple2<>(i * 31 % 997, "row-" + i))
        .filter(row -> !name.equals("few") || row._1() % 4 != 2)
        .map(row -> name + " " + row)
        .sorted()
        .toList();
  }

  private static int shuffleId(JavaPairRDD<?, ?> shuffled) {
    return ((ShuffleDependency<?, ?, ?>) shuffled.rdd().dependencies().head()).shuffleId();
  }

  private static List<String> strings(JavaRDD<String> rdd) {
    return rdd.collect().stream().sorted().toList();
  }
}
