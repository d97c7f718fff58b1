package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.ShuffleDependency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each job in each configuration, once on stock Spark and once sealed. The profile {@code long}
 * runs all pairs; otherwise each job has its turn once, and each configuration several times.
 */
final class SealedShuffleEquivalenceTest {
  private static final boolean ALL = Boolean.getBoolean("bailiwick.long");
  private static final long SEED = Long.getLong("bailiwick.seed", new Random().nextLong(1_000_000));
  private static final List<ShuffleJob> JOBS = ShuffleJob.all();
  private static final List<Configuration> CONFIGURATIONS = Configuration.all();
  private static int pairs;

  private final TestKeys keys = new TestKeys();

  /** What a job did: its rows, and what its tasks moved. */
  private record Outcome(List<String> rows, List<ShuffleCounts.Task> tasks) {}

  static Stream<Arguments> sample() {
    List<ShuffleJob> jobs = new ArrayList<>(JOBS);
    Collections.shuffle(jobs, new Random(SEED));
    return java.util.stream.IntStream.range(0, CONFIGURATIONS.size())
        .mapToObj(
            c -> {
              // In their own order: what a job gives may depend on the numbers of earlier RDDs.
              List<ShuffleJob> mine =
                  JOBS.stream()
                      .filter(j -> ALL || jobs.indexOf(j) % CONFIGURATIONS.size() == c)
                      .toList();
              return Arguments.of(CONFIGURATIONS.get(c), mine);
            });
  }

  @BeforeEach
  void installKeys() {
    ShuffleKeys.install(keys);
  }

  @AfterAll
  static void say() {
    System.out.printf(
        "shuffle equivalence: %d pairs of %d jobs and %d configurations, seed %d%n",
        pairs, JOBS.size(), CONFIGURATIONS.size(), SEED);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("sample")
  void rowsPartitionsAndMetricsAreThoseOfStockSpark(
      Configuration configuration, List<ShuffleJob> jobs, @TempDir Path dir) {
    assertThat(jobs).hasSizeGreaterThan(1);
    compare(dir, jobs, configuration.settings());
    pairs += jobs.size();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.io.compression.codec, lzf",
    "spark.file.transferTo, false",
    "spark.shuffle.unsafe.fastMergeEnabled, false",
    "spark.shuffle.checksum.enabled, false",
    "spark.shuffle.checksum.algorithm, CRC32C",
    "spark.io.encryption.enabled, true",
    "spark.sql.adaptive.fetchShuffleBlocksInBatch, false",
    "spark.shuffle.detectCorrupt.useExtraMemory, true",
    "spark.reducer.maxReqsInFlight, 1",
    "spark.shuffle.spill.numElementsForceSpillThreshold, 150",
  })
  void theyAreUnderEachSettingThatChangesThePathOfABlock(
      String setting, String value, @TempDir Path dir) {
    Map<String, String> settings =
        Map.of(setting, value, "spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    compare(dir, ShuffleJobs.all(), settings);
  }

  @ParameterizedTest
  @CsvSource({"SORT, Base", "BYPASS, Bypass", "UNSAFE, Serialized"})
  void eachWriterHasItsTurn(Configuration.Writer writer, String handle, @TempDir Path dir) {
    Map<String, String> settings = new Configuration(writer, "lz4", "Kryo").settings();
    try (TestSpark sealed = new TestSpark(dir, TestSpark.SEALED, settings)) {
      ShuffleDependency<?, ?, ?> shuffle =
          (ShuffleDependency<?, ?, ?>)
              ByKeyJobs.rows(sealed)
                  .partitionBy(new HashPartitioner(3))
                  .rdd()
                  .dependencies()
                  .head();
      assertThat(shuffle.shuffleHandle().getClass().getSimpleName()).startsWith(handle);
    }
  }

  private void compare(Path dir, List<ShuffleJob> jobs, Map<String, String> settings) {
    Map<ShuffleJob, Outcome> stock = run(dir.resolve("stock"), jobs, TestSpark.STOCK, settings);
    Map<ShuffleJob, Outcome> sealed = run(dir.resolve("sealed"), jobs, TestSpark.SEALED, settings);
    boolean compressed = !"false".equals(settings.get("spark.shuffle.compress"));
    boolean encrypted = settings.containsKey("spark.io.encryption.enabled");
    for (ShuffleJob job : jobs) {
      Outcome expected = stock.get(job);
      Outcome found = sealed.get(job);
      assertThat(found.rows).as(job.name()).isEqualTo(expected.rows);
      assertThat(found.tasks)
          .as(job.name())
          .extracting(ShuffleCounts.Task::records)
          .isEqualTo(expected.tasks.stream().map(ShuffleCounts.Task::records).toList());
      int orderPart = !compressed ? 0 : job.orderVaries() ? 2 : 50;
      for (int i = 0; i < found.tasks.size() && !encrypted; i++) {
        try {
          found.tasks.get(i).requireSealed(expected.tasks.get(i), orderPart);
        } catch (AssertionError e) {
          throw new AssertionError(job.name() + ", task " + i + ": " + e.getMessage(), e);
        }
      }
    }
    assertThat(keys.faults()).isEmpty();
  }

  private static Map<ShuffleJob, Outcome> run(
      Path dir, List<ShuffleJob> jobs, Map<String, String> manager, Map<String, String> settings) {
    Map<ShuffleJob, Outcome> outcomes = new LinkedHashMap<>();
    try (TestSpark spark = new TestSpark(dir, manager, settings)) {
      ShuffleCounts counts = new ShuffleCounts();
      spark.session().sparkContext().addSparkListener(counts);
      for (ShuffleJob job : jobs) {
        List<String> rows = job.work().run(spark);
        spark.settle();
        outcomes.put(job, new Outcome(rows, counts.take()));
      }
    }
    return outcomes;
  }
}
