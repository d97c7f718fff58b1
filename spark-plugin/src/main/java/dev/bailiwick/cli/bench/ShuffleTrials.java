package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.shuffle.SealedShuffleManager;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The cases of {@link ShuffleBenchmark}, in the process that is driver and executor of two cores.
 * Each run has an application of its own, whose start and end are not timed.
 */
final class ShuffleTrials {
  private static final int WARM_UP_ROUNDS = 1;
  private static final int ROUNDS = 7;
  private static final long MEGA = 1 << 20;
  private static final double NANOS = 1e9;

  /** A row of Spark's has eight bytes for each of these, and eight for which of them are null. */
  private static final int COLUMNS = 12;

  private static final int ROW_BYTES = 8 * (COLUMNS + 1);

  /** So many partitions that none of them spills, as a user would choose. */
  private static final int PARTITION_MEGABYTES = 64;

  private static final Map<String, Map<String, String>> KINDS =
      new TreeMap<>(
          Map.of(
              "ours", Map.of("spark.shuffle.manager", SealedShuffleManager.class.getName()),
              "plain", Map.of(),
              "ioencryption", Map.of("spark.io.encryption.enabled", "true")));

  private final Path folder;
  private final int megabytes;

  private ShuffleTrials(Path folder, int megabytes) {
    this.folder = folder;
    this.megabytes = megabytes;
  }

  /**
   * The child process's part.
   *
   * @param args a folder for the files, how many megabytes to sort, and where the result goes
   */
  public static void main(String[] args) throws Exception {
    ShuffleKeys.install(new OneKey());
    BenchResult result = new ShuffleTrials(Path.of(args[0]), Integer.parseInt(args[1])).run();
    new ObjectMapper().writeValue(Path.of(args[2]).toFile(), result);
  }

  private BenchResult run() throws Exception {
    Trials trials = new Trials(WARM_UP_ROUNDS, ROUNDS);
    KINDS.forEach((kind, settings) -> trials.addTimed("sort " + kind, () -> sort(settings)));
    KINDS.forEach((kind, settings) -> trials.addTimed("join " + kind, () -> join(settings)));
    List<BenchResult.Case> cases = trials.run();
    Map<String, Double> medians =
        cases.stream()
            .collect(Collectors.toMap(BenchResult.Case::name, BenchResult.Case::medianSeconds));
    SortedMap<String, Double> figures = new TreeMap<>();
    for (String job : List.of("sort", "join")) {
      double ours = medians.get(job + " ours");
      for (String rival : List.of("plain", "ioencryption")) {
        figures.put("ours_to_" + rival + "_" + job, ours / medians.get(job + " " + rival));
      }
    }
    return new BenchResult("shuffle", cases, figures);
  }

  private double sort(Map<String, String> settings) throws IOException {
    return timed(settings, megabytes, spark -> rows(spark, megabytes).sort("c0"));
  }

  private double join(Map<String, String> settings) throws IOException {
    int each = megabytes / 4;
    return timed(settings, megabytes / 2, spark -> rows(spark, each).join(rows(spark, each), "c0"));
  }

  /** What is shuffled. */
  private interface Query {
    Dataset<Row> of(SparkSession spark);
  }

  private double timed(Map<String, String> settings, int shuffled, Query query) throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("bailiwick bench shuffle")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", folder.toString())
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .config("spark.sql.autoBroadcastJoinThreshold", "-1")
            .config("spark.sql.shuffle.partitions", partitions(shuffled));
    settings.forEach(builder::config);
    try (SparkSession spark = builder.getOrCreate()) {
      System.gc();
      long begun = System.nanoTime();
      query.of(spark).write().format("noop").mode("overwrite").save();
      return (System.nanoTime() - begun) / NANOS;
    }
  }

  private static int partitions(int megabytes) {
    return Math.max(2, megabytes / PARTITION_MEGABYTES);
  }

  /** Numbers without order, so that no compression makes the sealing cheap. */
  private static Dataset<Row> rows(SparkSession spark, int megabytes) {
    String[] columns =
        IntStream.range(0, COLUMNS)
            .mapToObj(i -> "xxhash64(id, " + i + ") AS c" + i)
            .toArray(String[]::new);
    return spark
        .range(0, megabytes * MEGA / ROW_BYTES, 1, partitions(megabytes))
        .selectExpr(columns);
  }

  /** The same for all: what keys cost is not what is measured. */
  private static final class OneKey implements ShuffleKeys {
    private final EpochKey key =
        EpochKey.random(application(), KeyScope.ungoverned("intermediate"), 0);

    @Override
    public EpochKey keyFor(int shuffleId, int reduceId) {
      return key;
    }

    @Override
    public String application() {
      return "bench";
    }
  }
}
