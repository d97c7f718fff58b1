package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.CheckpointKeys;
import dev.bailiwick.train.CheckpointStore;
import dev.bailiwick.train.RoundRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds through Spark, in one process: what is trained, and what happens when something fails. */
class TrainingRunTest {
  private static SparkSession spark;
  @TempDir Path folder;

  private static final CheckpointKeys CHECKPOINT_KEYS =
      new CheckpointKeys() {
        @Override
        public Token create() {
          return new Token(new byte[] {1}, open(new byte[] {1}));
        }

        @Override
        public EpochKey open(byte[] token) {
          byte[] secret = new byte[32];
          secret[0] = 7;
          return EpochKey.dangerouslyOfSecret(
              KeyScope.of("model", List.of("fra")), 0, "checkpoints", secret);
        }
      };

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            // Three attempts a task: only so does a local master repeat a failed one.
            .master("local[2,3]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void forget() {
    ToyFederation.FAILURES_TO_COME.set(0);
    ToyFederation.TOUCHED.clear();
    ToyFederation.TRANSFERS.clear();
  }

  private static ShardRows train() {
    return ToyFederation.shards(spark, "train", 0, 40, 300, 60, 25, 200);
  }

  private static ShardRows test() {
    return ToyFederation.shards(spark, "test", 0, 50, 100);
  }

  private static TrainingRun run(
      TrainingSettings settings, ShardRows train, Optional<CheckpointStore> store) {
    return new TrainingRun(
        spark.sparkContext(),
        ToyFederation.COORDINATOR,
        new ToyFederation.AnySite(),
        settings,
        train,
        test(),
        store,
        new UsableShards(ShardGate.open(), notice -> {}));
  }

  private static TrainingResult run(int rounds) {
    return run(ToyFederation.settings(rounds, false), train(), Optional.empty())
        .run(r -> {}, () -> false);
  }

  private CheckpointStore store() {
    return new CheckpointStore(folder, 2, CHECKPOINT_KEYS);
  }

  @Test
  void roundsLearnAndTheSameRunGivesTheSameBits() {
    TrainingResult first = run(6);
    TrainingResult second = run(6);
    assertThat(second.state()).isEqualTo(first.state());
    assertThat(second.run()).isNotEqualTo(first.run());
    List<RoundRecord> history = first.history();
    assertThat(history).hasSize(6);
    assertThat(history.get(5).loss()).isLessThan(0.8 * history.get(0).loss());
    assertThat(first.test().rows()).isEqualTo(150);
    assertThat(first.test().error()).isLessThan(0.2);
  }

  @Test
  void aRoundIsOnRecordBySite() {
    RoundRecord round = run(1).history().get(0);
    assertThat(round.sites().keySet()).containsExactly("fra", "iad", "nrt");
    RoundRecord.Site iad = round.sites().get("iad");
    assertThat(iad.workers()).isEqualTo(2);
    assertThat(iad.rows()).isEqualTo(500);
    assertThat(iad.test().rows()).isEqualTo(100);
    assertThat(iad.parametersDownBytes()).isPositive();
    assertThat(iad.parametersUpBytes()).isPositive();
    assertThat(iad.metricsUpBytes()).isPositive();
    assertThat(round.sites().get("nrt").test().rows()).isZero();
    // What stays at the coordinator's site did not move.
    assertThat(ToyFederation.TRANSFERS)
        .contains("fra>iad parameters", "iad>fra parameters", "iad>fra metrics")
        .doesNotContain("fra>fra parameters", "nrt>fra metrics");
  }

  @Test
  void rowsAreReadOnceButEachRoundSaysWhatItTouches() {
    List<RoundRecord> history = run(3).history();
    assertThat(history.get(0).sites().get("iad").loadedRows()).isEqualTo(600);
    assertThat(history.get(1).sites().get("iad").loadedRows()).isZero();
    assertThat(ToyFederation.TOUCHED.stream().filter("file:/shards/train-1"::equals))
        .as("by two workers in three rounds")
        .hasSize(6);
    assertThat(ToyFederation.TOUCHED.stream().filter("file:/shards/test-0"::equals)).hasSize(3);
  }

  @Test
  void aFinishedRunLeavesNoRowsInTheExecutor() {
    String run = run(1).run();
    assertThat(FeatureCache.ofThisProcess().bytes(run)).isZero();
  }

  @Test
  void aResumedRunEndsWithTheSameBits() {
    List<Integer> told = new ArrayList<>();
    TrainingResult half =
        run(ToyFederation.settings(6, true), train(), Optional.of(store()))
            .run(r -> told.add(r.round()), () -> told.size() == 2);
    assertThat(half.stopped()).isTrue();
    assertThat(half.rounds()).isEqualTo(2);
    TrainingResult rest =
        run(ToyFederation.settings(6, true), train(), Optional.of(store()))
            .run(r -> told.add(r.round()), () -> false);
    assertThat(told).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(rest.stopped()).isFalse();
    assertThat(rest.run()).isEqualTo(half.run());
    assertThat(rest.history()).hasSize(6);
    assertThat(rest.state()).isEqualTo(run(6).state());
  }

  @Test
  void anotherJobDoesNotResumeIt() {
    run(ToyFederation.settings(1, true), train(), Optional.of(store())).run(r -> {}, () -> false);
    TrainingSettings s = ToyFederation.settings(1, true);
    TrainingSettings other =
        new TrainingSettings(
            "x", "manifest-hash", s.model(), s.inputs(), 2, 1, 20, 16, 7, 2, 1_000_000, true);
    assertThatThrownBy(() -> run(other, train(), Optional.of(store())).run(r -> {}, () -> false))
        .hasMessageContaining("is of another job file");
  }

  @Test
  void aTaskThatFailsIsRepeatedAndChangesNothing() {
    ToyFederation.FAILURES_TO_COME.set(2);
    byte[] state = run(2).state();
    assertThat(ToyFederation.FAILURES_TO_COME).hasValue(0);
    assertThat(state).isEqualTo(run(2).state());
  }

  @Test
  void anExecutorThatForgotEverythingChangesNothing() {
    TrainingResult straight = run(3);
    byte[] forgetful =
        run(ToyFederation.settings(3, true), train(), Optional.of(store()))
            .run(
                r -> FeatureCache.ofThisProcess().release(store().latest().orElseThrow().run()),
                () -> false)
            .state();
    assertThat(forgetful).isEqualTo(straight.state());
  }

  private static void assertRefused(ErrorCode code, String text, TrainingRun run) {
    assertThatThrownBy(() -> run.run(r -> {}, () -> false))
        .isInstanceOfSatisfying(BailiwickException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text);
  }

  @Test
  void anUpdateOfTooFewRecordsIsRefusedInTheExecutor() {
    ShardRows train = ToyFederation.shards(spark, "train", 50, 40, 300, 60);
    assertRefused(
        ErrorCode.POLICY_DENIED,
        "worker fra/0 covers 40 records",
        run(ToyFederation.settings(1, false), train, Optional.empty()));
  }

  @Test
  void aShardWithOtherRowsThanTheManifestSaysIsRefused() {
    ShardRows good = train();
    List<TrainingShard> shards = new ArrayList<>(good.shards());
    TrainingShard s = shards.get(2);
    shards.set(
        2,
        new TrainingShard(
            s.id(), "", s.site(), s.partition(), 61, s.permitted(), s.leastRecords()));
    assertRefused(
        ErrorCode.BAD_DATA,
        "shard train-2 has 60 rows, the manifest says 61",
        run(
            ToyFederation.settings(1, false),
            new ShardRows(good.input(), shards),
            Optional.empty()));
  }

  @Test
  void aModelForAnotherWidthIsRefusedByTheShardAndNotByACrash() {
    TrainingSettings s = ToyFederation.settings(1, false);
    TrainingSettings wide =
        new TrainingSettings(
            "j", "m", s.model(), ToyFederation.WIDTH + 1, 2, 1, 20, 16, 7, 1, 1_000_000, false);
    assertRefused(
        ErrorCode.BAD_DATA,
        "row 0 has 4 features, expected 5",
        run(wide, train(), Optional.empty()));
  }

  @Test
  void oneProcessSeesAsManyExamplesAsAllWorkersTogether() {
    TrainingResult single =
        new SingleProcessRun(
                spark.sparkContext(),
                ToyFederation.COORDINATOR,
                new ToyFederation.AnySite(),
                ToyFederation.settings(2, false),
                3,
                ToyFederation.rdd(spark, 1, 400),
                ToyFederation.rdd(spark, 2, 90))
            .run(r -> {}, () -> false);
    assertThat(single.test().rows()).isEqualTo(90);
    assertThat(single.history()).hasSize(2);
    // Iterations done, at byte 12 of the state: 2 rounds of 3 workers' 20 steps.
    assertThat(
            java.nio.ByteBuffer.wrap(single.state())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong(12))
        .isEqualTo(2 * 3 * 20);
    assertThat(ToyFederation.TRANSFERS).isEmpty();
    assertThat(ToyFederation.TOUCHED).isEmpty();
  }
}
