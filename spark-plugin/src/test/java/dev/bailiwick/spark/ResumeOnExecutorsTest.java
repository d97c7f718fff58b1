package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Checkpoint;
import dev.bailiwick.train.CheckpointKeys;
import dev.bailiwick.train.CheckpointStore;
import dev.bailiwick.train.MlpSpec;
import dev.bailiwick.train.Replica;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Issue 5, bar 6: from random cursors, on 1, 2 and 5 executors of one site, the rows that the
 * network is really fed are those of the run that was not interrupted, in its order. Real
 * processes, under policy; five workers a site, several windows an epoch, batches that straddle
 * windows and epochs. In the profile {@code long} at 100 cursors.
 */
class ResumeOnExecutorsTest {
  private static final int CURSORS = Boolean.getBoolean("bailiwick.long") ? 100 : 3;
  private static final long SEED = 20_261_121;
  private static final int[] SHARDS = {70, 3, 55, 41, 29, 61};
  private static final int WORKERS = 5;
  private static final int STEPS = 5;
  private static final int BATCH = 4;
  private static final int ROUNDS = 8;
  private static final int ROUND_ROWS = WORKERS * STEPS * BATCH;
  private static final CheckpointKeys KEYS =
      new CheckpointKeys() {
        @Override
        public Token create() {
          return new Token(new byte[] {1}, open(new byte[] {1}));
        }

        @Override
        public EpochKey open(byte[] token) {
          KeyScope scope = KeyScope.of("model", List.of("fra"));
          byte[] secret = new byte[32];
          secret[0] = 7;
          return EpochKey.dangerouslyOfSecret(scope, 0, "checkpoints", secret);
        }
      };

  @TempDir static Path dir;
  private static TestSites sites;
  private static TestCluster cluster;
  private int runs;

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    int row = 0;
    for (int i = 0; i < SHARDS.length; i++) {
      StringBuilder rows = new StringBuilder();
      for (int r = 0; r < SHARDS[i]; r++, row++) {
        rows.append(row).append(',').append(row % 2).append('\n');
      }
      Files.createDirectories(shard(i).getParent());
      Files.writeString(shard(i), rows);
    }
    Files.writeString(
        dir.resolve("numbers.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: numbers, version: 1.0.0, steward: dpo@test.example}
        dataset: {match: "%s/**", jurisdiction: DE}
        rules:
          - {id: at-home, effect: allow, transfer: [raw, intermediate, parameters, model], to: [DE]}
        """
            .formatted(sites.storage("fra").toUri().toString().replaceAll("/$", "")));
    Map<String, Path> homes = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      homes.put("fra-" + i, sites.home("fra"));
    }
    cluster = TestCluster.start(dir, homes);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Path shard(int i) {
    return sites.storage("fra").resolve("numbers/shard-%d.csv".formatted(i));
  }

  private static SparkSession spark(int executors) {
    SparkConf conf =
        cluster
            .with(sites.conf(cluster.master(), "fra"), executors)
            .set(BailiwickConf.POLICIES, dir.resolve("numbers.yaml").toString());
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static ShardRows rows(SparkSession spark) {
    Dataset<Row> all = null;
    List<TrainingShard> shards = new ArrayList<>();
    for (int i = 0; i < SHARDS.length; i++) {
      Dataset<Row> one =
          spark
              .read()
              .schema("id INT, label FLOAT")
              .csv(shard(i).toString())
              .selectExpr("array(CAST(id / %f AS FLOAT))".formatted(RecordingSite.SCALE), "label");
      all = all == null ? one : all.unionAll(one);
      Set<String> fra = Set.of("fra");
      shards.add(
          new TrainingShard(
              "shard-" + i,
              shard(i).toUri().toString(),
              "fra",
              i,
              SHARDS[i],
              Map.of(TransferClass.PARAMETERS, fra, TransferClass.MODEL, fra),
              Map.of()));
    }
    return new ShardRows(
        ShardInput.rows(
            ((org.apache.spark.sql.classic.Dataset<Row>) java.util.Objects.requireNonNull(all))
                .queryExecution()
                .toRdd()),
        shards);
  }

  private static TrainingSettings settings(int rounds) {
    MlpSpec model = new MlpSpec(List.of(4), "relu", 0.1, 0, 0.01, 1, 1);
    return new TrainingSettings(
        "job", "manifest", model, 1, 2, rounds, STEPS, BATCH, 7, WORKERS, 100, true);
  }

  /** The rows that were trained, in order, the state that came out, and who trained. */
  private record Trained(List<Integer> rows, ByteBuffer state, int executors) {}

  /** A run that is resumed from a checkpoint at this cursor. */
  private Trained train(SparkSession spark, ShardRows rows, int rounds, long cursor)
      throws IOException {
    Path folder =
        Files.createDirectory(
            dir.resolve("run-" + spark.sparkContext().applicationId() + "-" + runs++));
    Path fed = Files.createDirectory(folder.resolve("fed"));
    CheckpointStore store = new CheckpointStore(folder.resolve("checkpoints"), 1, KEYS);
    TrainingSettings settings = settings(rounds);
    Checkpoint.Identity identity =
        new Checkpoint.Identity("job", "manifest", 7, WORKERS, 100, settings.configuration());
    Checkpoint from =
        new Checkpoint(
            "run-" + folder.getFileName(),
            0,
            identity,
            Map.of("fra", cursor),
            new Replica(identity.model()).state(),
            List.of());
    store.save(from);
    TrainingResult result =
        new TrainingRun(
                spark.sparkContext(),
                new DriverRounds(Governance.of(spark.sparkContext())),
                new RecordingSite(fed),
                settings,
                rows,
                new ShardRows(rows.input(), List.of()),
                Optional.of(store),
                new UsableShards(ShardGate.open(), notice -> {}))
            .run(r -> {}, () -> false);
    assertThat(store.latest().orElseThrow().cursors())
        .isEqualTo(Map.of("fra", cursor + (long) rounds * ROUND_ROWS));
    Map<Long, Integer> trained = RecordingSite.rows(fed);
    List<Integer> inOrder = new ArrayList<>();
    for (long place = cursor; place < cursor + (long) rounds * ROUND_ROWS; place++) {
      inOrder.add(trained.remove(place));
    }
    assertThat(trained).as("rows from other places").isEmpty();
    return new Trained(inOrder, ByteBuffer.wrap(result.state()), RecordingSite.files(fed).size());
  }

  @Test
  void theRowsAfterACursorAreTheSameOnAnyNumberOfExecutors() throws Exception {
    List<Integer> straight = new ArrayList<>();
    Map<Long, ByteBuffer> states = new LinkedHashMap<>();
    int compared = 0;
    for (int executors : new int[] {1, 2, 5}) {
      SparkSession spark = spark(executors);
      try {
        ShardRows rows = rows(spark);
        if (straight.isEmpty()) {
          straight.addAll(train(spark, rows, ROUNDS, 0).rows());
          assertThat(straight).hasSize(ROUNDS * ROUND_ROWS).doesNotContainNull();
          assertThat(new HashSet<>(straight.subList(0, 259))).as("the first epoch").hasSize(259);
        }
        Random random = new Random(SEED);
        int most = 0;
        for (int n = 0; n < CURSORS; n++) {
          int cursor = random.nextInt((ROUNDS - 1) * ROUND_ROWS);
          Trained resumed = train(spark, rows, 1, cursor);
          assertThat(resumed.rows())
              .as("seed %d, cursor %d, %d executors", SEED, cursor, executors)
              .isEqualTo(straight.subList(cursor, cursor + ROUND_ROWS));
          ByteBuffer state = states.putIfAbsent((long) cursor, resumed.state());
          assertThat(resumed.state()).isEqualTo(state == null ? resumed.state() : state);
          most = Math.max(most, resumed.executors());
          compared++;
        }
        assertThat(most).as("executors that trained").isBetween(Math.min(2, executors), executors);
        System.out.printf(
            "on %d executors (%d trained at once at most): %d cursors%n", executors, most, CURSORS);
      } finally {
        spark.stop();
      }
    }
    assertThat(compared).isEqualTo(3 * CURSORS);
  }
}
