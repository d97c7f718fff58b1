package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/**
 * With compression off, a text that every row holds is looked for in every file, from before the
 * jobs until after them. The same search on stock Spark finds it in files of each kind: so the
 * search sees what there is to see.
 */
final class NothingInTheClearTest {
  private static final String PLANTED = "Quittenmus-4711";
  private static final Map<String, String> READABLE =
      Map.of(
          "spark.shuffle.compress", "false",
          "spark.shuffle.spill.compress", "false",
          "spark.rdd.compress", "false",
          "spark.shuffle.file.buffer", "1k",
          "spark.shuffle.spill.numElementsForceSpillThreshold", "50");

  @BeforeEach
  void installKeys() {
    ShuffleKeys.install(new TestKeys());
  }

  @Test
  void stockSparkLeavesThePlantedTextInEveryKindOfFile(@TempDir Path dir) {
    Findings found = runJobs(dir, TestSpark.STOCK);
    assertThat(found.kindsWithText).contains("shuffle_data", "temp_shuffle", "temp_local", "rdd");
  }

  @Test
  void theSealedShuffleLeavesItInNone(@TempDir Path dir) {
    Findings found = runJobs(dir, TestSpark.SEALED);
    assertThat(found.filesWithText).isEmpty();
    assertThat(found.kinds).contains("shuffle_data", "temp_shuffle", "temp_local", "rdd");
  }

  /** What the watcher saw. */
  private static final class Findings {
    private final Set<String> kinds = new ConcurrentSkipListSet<>();
    private final Set<String> kindsWithText = new ConcurrentSkipListSet<>();
    private final Set<String> filesWithText = new ConcurrentSkipListSet<>();

    void look(TestSpark spark) {
      for (Path file : spark.files("")) {
        String name = file.getFileName().toString();
        String kind =
            name.endsWith(".data")
                ? "shuffle_data"
                : name.replaceAll("^([a-z]+(_[a-z]+)?)_.*", "$1");
        kinds.add(kind);
        if (TestSpark.contains(file, PLANTED)) {
          kindsWithText.add(kind);
          filesWithText.add(name);
        }
      }
    }
  }

  private static Findings runJobs(Path dir, Map<String, String> manager) {
    Findings findings = new Findings();
    try (TestSpark spark = new TestSpark(dir, manager, READABLE)) {
      Thread watcher =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  findings.look(spark);
                }
              });
      watcher.start();
      try {
        Set<Long> counts = new TreeSet<>();
        JavaPairRDD<Integer, String> rows = rows(spark, 1500);
        JavaPairRDD<Integer, String> bypass = rows.partitionBy(new HashPartitioner(3));
        counts.add(bypass.mapValues(NothingInTheClearTest::slowly).count());
        JavaPairRDD<Integer, Iterable<String>> grouped = rows.groupByKey(6);
        counts.add(grouped.mapValues(Object::toString).count());
        JavaPairRDD<Integer, String> sorted =
            rows.repartitionAndSortWithinPartitions(new HashPartitioner(7));
        counts.add(sorted.count());
        JavaRDD<String> cached = rows.values().persist(StorageLevel.DISK_ONLY());
        counts.add(cached.count());
        counts.add(cached.filter(v -> v.contains(PLANTED)).count());
        Dataset<Row> facts =
            spark
                .session()
                .range(1500)
                .selectExpr("id % 50 AS k", "concat('" + PLANTED + "', id) AS t");
        counts.add(facts.repartition(9).sortWithinPartitions("t").distinct().count());
        assertThat(counts).isEqualTo(Set.of(50L, 1500L));
        findings.look(spark);
      } finally {
        watcher.interrupt();
        join(watcher);
      }
    }
    return findings;
  }

  private static JavaPairRDD<Integer, String> rows(TestSpark spark, int count) {
    return spark
        .java()
        .parallelize(IntStream.range(0, count).boxed().toList(), 2)
        .mapToPair(i -> new Tuple2<>(i % 50, slowly(PLANTED + "-" + i)));
  }

  /** Gives the watcher time to see files that live only while a task runs. */
  private static String slowly(String value) {
    if (value.hashCode() % 8 == 0) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return value;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
