package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.HashPartitioner;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SecurityManager;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.deploy.ExternalShuffleService;
import org.apache.spark.internal.config.package$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerSpeculativeTaskSubmitted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;

/** Blocks that another process than their writer hands out, and map tasks that run twice. */
final class ShuffleServiceClusterTest {
  @BeforeEach
  void start() throws IOException {
    ClusterKeysPlugin.FAULTS.clear();
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
  }

  @Test
  void theExternalShuffleServiceServesSealedBlocksAndABadOneIsLaidToItsWriter(@TempDir Path dir)
      throws IOException {
    int port = freePort();
    SparkConf conf =
        new SparkConf(false)
            .set("spark.shuffle.service.enabled", "true")
            .set("spark.shuffle.service.db.enabled", "false")
            .set("spark.shuffle.service.port", String.valueOf(port));
    ExternalShuffleService service =
        new ExternalShuffleService(
            conf, new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()));
    service.start();
    try (TestSpark cluster =
        cluster(
            dir,
            Map.of(
                "spark.shuffle.service.enabled", "true",
                "spark.shuffle.service.port", String.valueOf(port),
                "spark.shuffle.readHostLocalDisk", "false"))) {
      JavaPairRDD<Integer, String> shuffled =
          ByKeyJobs.rows(cluster).partitionBy(new HashPartitioner(4));
      List<String> expected = strings(shuffled);
      assertThat(servedFrom(shuffled)).containsOnly(port);

      flipAByteOfEachFile(cluster, "shuffle_" + shuffleId(shuffled) + "_");
      assertThat(strings(shuffled)).isEqualTo(expected);
      assertThat(ClusterKeysPlugin.FAULTS)
          .isNotEmpty()
          .allMatch(f -> f.matches("shuffle_\\d+_\\d+_\\d+ from executor [01] on \\S+: ALTERED.*"));
    } finally {
      service.stop();
    }
  }

  @Test
  void blocksAreReadFromTheDiskOfAnotherExecutorOnThisHost(@TempDir Path dir) {
    try (TestSpark cluster = cluster(dir, Map.of("spark.shuffle.readHostLocalDisk", "true"))) {
      ShuffleCounts counts = new ShuffleCounts();
      cluster.session().sparkContext().addSparkListener(counts);
      assertThat(strings(ByKeyJobs.rows(cluster).partitionBy(new HashPartitioner(4))))
          .hasSize(ShuffleJobs.ROWS);
      cluster.settle();
      assertThat(counts.take().stream().mapToLong(ShuffleCounts.Task::blocks).sum()).isEqualTo(12);
      assertThat(counts.remoteBytes()).isZero();
      assertThat(ClusterKeysPlugin.FAULTS).isEmpty();
    }
  }

  @Test
  void aMapTaskThatRunsTwiceAtOnceGivesEachRowOnce(@TempDir Path dir) {
    Map<String, String> speculative =
        Map.of(
            "spark.speculation", "true",
            "spark.speculation.interval", "50ms",
            "spark.speculation.quantile", "0.3",
            "spark.speculation.multiplier", "1.1",
            "spark.speculation.minTaskRuntime", "50ms");
    try (TestSpark cluster = cluster(dir, speculative)) {
      AtomicInteger copies = new AtomicInteger();
      cluster
          .session()
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onSpeculativeTaskSubmitted(
                    SparkListenerSpeculativeTaskSubmitted submitted) {
                  copies.incrementAndGet();
                }
              });
      JavaPairRDD<Integer, String> shuffled =
          ByKeyJobs.rows(cluster)
              .mapPartitionsToPair(
                  rows -> {
                    if (TaskContext.getPartitionId() == 0
                        && TaskContext.get().attemptNumber() == 0) {
                      Thread.sleep(5_000);
                    }
                    return rows;
                  })
              .partitionBy(new HashPartitioner(4));
      assertThat(strings(shuffled)).isEqualTo(strings(ByKeyJobs.rows(cluster)));
      cluster.settle();
      assertThat(copies.get()).isPositive();
      assertThat(ClusterKeysPlugin.FAULTS).isEmpty();
    }
  }

  private static TestSpark cluster(Path dir, Map<String, String> settings) {
    return new TestSpark(dir, TestSpark.CLUSTER, TestSpark.SEALED, settings);
  }

  private static void flipAByteOfEachFile(TestSpark cluster, String block) throws IOException {
    for (Path file : cluster.files(block)) {
      if (file.toString().endsWith(".data")) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
  }

  private static List<Integer> servedFrom(JavaPairRDD<?, ?> shuffled) {
    MapOutputTrackerMaster tracker = (MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker();
    return Arrays.stream(tracker.shuffleStatuses().apply(shuffleId(shuffled)).mapStatuses())
        .map(status -> status.location().port())
        .toList();
  }

  private static int shuffleId(JavaPairRDD<?, ?> shuffled) {
    return ((ShuffleDependency<?, ?, ?>) shuffled.rdd().dependencies().head()).shuffleId();
  }

  private static List<String> strings(JavaPairRDD<?, ?> rdd) {
    return rdd.map(Tuple2::toString).collect().stream().sorted().toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
