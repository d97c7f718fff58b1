package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.MlpSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Shards of rows that can be learnt, at three sites, in one process and without the plugin: each
 * partition of an RDD is a shard, and keys come from a map.
 */
final class ToyFederation {
  static final int WIDTH = 4;
  static final Set<String> SITES = Set.of("fra", "iad", "nrt");
  static final Map<String, EpochKey> KEYS = new ConcurrentHashMap<>();
  static final Queue<String> TOUCHED = new ConcurrentLinkedQueue<>();
  static final Queue<String> TRANSFERS = new ConcurrentLinkedQueue<>();
  static final AtomicInteger FAILURES_TO_COME = new AtomicInteger();

  /** Is told of the number of each partition that begins to be read. */
  static volatile IntConsumer reading = partition -> {};

  /** Where the driver runs. */
  static final RoundCoordinator COORDINATOR =
      new RoundCoordinator() {
        @Override
        public String site() {
          return "fra";
        }

        @Override
        public EpochKey key(KeyScope scope) {
          return KEYS.computeIfAbsent(
              scope.toString(), s -> EpochKey.random("application", scope, 0));
        }

        @Override
        public void transferred(String from, String to, TransferClass transferClass, long bytes) {
          TRANSFERS.add(from + ">" + to + " " + transferClass.id());
        }
      };

  /** Where a task runs: it has every key of the map, and can be made to fail. */
  static final class AnySite implements RoundSite {
    private static final long serialVersionUID = 1L;

    @Override
    public EpochKey key(KeyScope scope) {
      if (FAILURES_TO_COME.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new IllegalStateException("this executor is lost");
      }
      EpochKey key = KEYS.get(scope.toString());
      if (key == null) {
        throw new BailiwickException(ErrorCode.KEY_NOT_RELEASED, "no key for " + scope);
      }
      return key;
    }

    @Override
    public void touched(String file) {
      TOUCHED.add(file);
    }
  }

  private ToyFederation() {}

  /** Shards of so many rows each: the first at fra, the next at iad, then nrt, and again. */
  static ShardRows shards(SparkSession spark, String split, long leastRecords, int... rows) {
    List<String> sites = List.of("fra", "iad", "nrt");
    List<TrainingShard> shards = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      shards.add(
          new TrainingShard(
              split + "-" + i,
              "file:/shards/" + split + "-" + i,
              sites.get(i % 3),
              i,
              rows[i],
              Map.of(
                  TransferClass.PARAMETERS,
                  SITES,
                  TransferClass.MODEL,
                  SITES,
                  TransferClass.METRICS,
                  SITES),
              Map.of(TransferClass.PARAMETERS, leastRecords)));
    }
    return new ShardRows(ShardInput.rows(rdd(spark, split.hashCode(), rows)), shards);
  }

  /** One partition for each number of rows. */
  static RDD<InternalRow> rdd(SparkSession spark, long seed, int... rows) {
    StructType schema =
        new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType))
            .add("label", DataTypes.FloatType);
    List<int[]> parts = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      parts.add(new int[] {i, rows[i]});
    }
    Dataset<Row> all =
        spark.createDataFrame(
            new JavaSparkContext(spark.sparkContext())
                .parallelize(parts, rows.length)
                .flatMap(
                    part -> {
                      reading.accept(part[0]);
                      return rows(part[1], seed + part[0]).iterator();
                    }),
            schema);
    return ((org.apache.spark.sql.classic.Dataset<Row>) all).queryExecution().toRdd();
  }

  private static List<Row> rows(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      float[] x = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        x[i] = (float) random.nextGaussian();
      }
      float label = x[0] + x[1] * x[1] > 1 ? 1 : 0;
      rows.add(RowFactory.create(x, label));
    }
    return rows;
  }

  static TrainingSettings settings(int rounds, boolean resume) {
    return settings(rounds, 20, 2, 1_000_000, resume);
  }

  static TrainingSettings settings(
      int rounds, int steps, int workers, long windowRows, boolean resume) {
    MlpSpec model = new MlpSpec(List.of(8), "relu", 0.1, 1e-4, 0.01, 0.95, 1);
    return new TrainingSettings(
        "job-hash",
        "manifest-hash",
        model,
        WIDTH,
        2,
        rounds,
        steps,
        16,
        7,
        workers,
        windowRows,
        resume);
  }
}
