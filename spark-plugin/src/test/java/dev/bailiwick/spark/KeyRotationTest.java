package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/**
 * A key a second, on processes of their own. The job takes 8 seconds of sleep, and 60 in the
 * profile {@code long}.
 */
final class KeyRotationTest {
  private static final int SECONDS = Boolean.getBoolean("bailiwick.long") ? 60 : 8;
  private static final int TASKS = 4 * SECONDS;
  private static final int ROWS = 100 * TASKS;
  private static final KeyScope ANYBODY = KeyScope.ungoverned("intermediate");

  @TempDir Path dir;
  private TestSites sites;
  private TestCluster cluster;
  private SparkSession spark;
  private Governance governance;

  private final Secrets secrets = new Secrets();
  private final AtomicInteger mostOfOneShuffle = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    sites = TestSites.in(dir);
    cluster = TestCluster.start(dir, Map.of("fra", sites.home("fra"), "iad", sites.home("iad")));
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .with(sites.conf(cluster.master(), "fra"), 2)
                    .set(BailiwickConf.ROTATE_AFTER, "1s")
                    .set("spark.eventLog.enabled", "true")
                    .set("spark.eventLog.compress", "false")
                    .set("spark.eventLog.dir", events().toUri().toString()))
            .getOrCreate();
    governance = Governance.of(spark.sparkContext());
  }

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private Path events() throws Exception {
    return Files.createDirectories(dir.resolve("events"));
  }

  private JavaSparkContext java() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @Test
  void aKeyASecondWhileAJobRunsAndNoneOutlivesItsShuffles() throws Exception {
    Thread watcher = new Thread(this::watch);
    watcher.start();
    try {
      assertThat(sums()).isEqualTo(expected());
      long governed =
          spark
              .read()
              .schema("origin STRING, id INT")
              .csv(sites.path("iad"))
              .repartition(3)
              .count();
      assertThat(governed).isEqualTo(TestSites.ROWS);
      look();
    } finally {
      watcher.interrupt();
      watcher.join();
    }
    int begun = governance.keys().epochsBegun();
    System.out.printf(
        "Key rotation: %d epochs in a job of %d s, at most %d of them of one shuffle; %d keys made%n",
        begun, SECONDS, mostOfOneShuffle.get(), secrets.known().size());
    assertThat(begun).isGreaterThanOrEqualTo(SECONDS / 2);
    assertThat(mostOfOneShuffle.get()).isGreaterThan(1);

    awaitTheEndOfAllShuffles();
    assertThat(governance.keys().epochsAlive()).isZero();
    assertThat(governance.keys().all()).isEmpty();
    assertThat(secrets.known().keySet())
        .hasSizeGreaterThanOrEqualTo(SECONDS / 2)
        .allMatch(EpochKey::isDestroyed);
    Set<String> states = executors();
    assertThat(states).as("both executors").hasSize(2);
    for (String state : states) {
      String[] numbers = state.split(" ");
      assertThat(Integer.parseInt(numbers[1])).as(state).isGreaterThanOrEqualTo(SECONDS / 2);
      assertThat(numbers[2])
          .as("destroyed, of those that were seen: %s", state)
          .isEqualTo(numbers[1]);
      assertThat(List.of(numbers[3], numbers[4])).as(state).containsExactly("0", "0");
    }

    spark.stop();
    noSecretIsTold();
  }

  private void noSecretIsTold() throws Exception {
    byte[] one = secrets.known().values().iterator().next();
    for (String writing : Secrets.writings(one).toList()) {
      assertThat(secrets.in("before " + writing + " after")).hasSize(1);
    }
    assertThat(events()).isNotEmptyDirectory();
    assertThat(secrets.in(events())).isEmpty();
    assertThat(secrets.in(governance.audit().file())).isEmpty();
    assertThat(secrets.in(spark.sparkContext().conf().toDebugString())).isEmpty();
    for (String log : List.of("fra", "iad")) {
      assertThat(secrets.in(cluster.executorLogs(log))).isEmpty();
    }
    for (EpochKey key : secrets.known().keySet()) {
      assertThat(secrets.in(key.toString())).isEmpty();
    }
  }

  /** Two shuffles, each of whose map stages takes half of the time; the third is small. */
  private Map<Integer, Long> sums() {
    JavaPairRDD<Integer, Long> rows =
        java()
            .parallelize(IntStream.range(0, ROWS).boxed().toList(), TASKS)
            .mapToPair(i -> new Tuple2<>(i % 97, (long) i))
            .mapPartitionsToPair(KeyRotationTest::slowly)
            .partitionBy(new HashPartitioner(TASKS))
            .mapPartitionsToPair(KeyRotationTest::slowly)
            .mapToPair(row -> new Tuple2<>(row._1() % 7, row._2()));
    return new HashMap<>(
        rows.partitionBy(new HashPartitioner(5)).reduceByKey(Long::sum, 3).collectAsMap());
  }

  private static Map<Integer, Long> expected() {
    Map<Integer, Long> sums = new HashMap<>();
    for (int i = 0; i < ROWS; i++) {
      sums.merge(i % 97 % 7, (long) i, Long::sum);
    }
    return sums;
  }

  private static <T> java.util.Iterator<T> slowly(java.util.Iterator<T> rows) throws Exception {
    TimeUnit.MILLISECONDS.sleep(250);
    KeyWatch.look();
    return rows;
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      secrets.note(governance.keys().all());
      for (int shuffle = 0; shuffle < 3; shuffle++) {
        int epochs = governance.keys().epochs(shuffle, ANYBODY).length;
        mostOfOneShuffle.accumulateAndGet(epochs, Math::max);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void look() {
    java().parallelize(List.of(1, 2, 3, 4), 4).foreach(i -> KeyWatch.look());
    secrets.note(governance.keys().all());
  }

  private Set<String> executors() {
    return new TreeSet<>(
        java()
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .map(
                i -> {
                  TimeUnit.MILLISECONDS.sleep(50);
                  return KeyWatch.state();
                })
            .collect());
  }

  /** Spark cleans what the garbage collector found unreachable, and tells executors later. */
  private void awaitTheEndOfAllShuffles() throws InterruptedException {
    for (int i = 0; i < 240; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(250);
      if (governance.keys().epochsAlive() == 0
          && executors().stream().allMatch(state -> state.endsWith(" 0 0"))) {
        return;
      }
    }
  }
}
