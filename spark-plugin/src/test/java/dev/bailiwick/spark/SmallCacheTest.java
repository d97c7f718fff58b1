package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.FedRows;
import dev.bailiwick.train.RoundRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Windows, a cache that does not hold all rows, and what is read ahead. */
class SmallCacheTest {
  /** What a small shard takes. */
  private static final long SHARD = FeatureRows.bytesFor(1, ToyFederation.WIDTH);

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @AfterEach
  void forget() throws Exception {
    // Rows of runs that failed: nobody told this process that they ended.
    FeatureCache.ofThisProcess()
        .hold("none", List.of(new FeatureCache.Want("none", 1)), 0, 1, () -> {})
        .letGo(List.of(0L));
    FedRows.stop();
    ToyFederation.reading = partition -> {};
    SparkEnv.get().conf().remove(BailiwickConf.CACHE_BYTES);
  }

  private static void limit(long bytes) {
    SparkEnv.get().conf().set(BailiwickConf.CACHE_BYTES, bytes + "b");
  }

  /** Four shards of 200 rows at each of three sites. */
  private static ShardRows threeSites() {
    int[] rows = new int[12];
    java.util.Arrays.fill(rows, 200);
    return ToyFederation.shards(spark, "train", 0, rows);
  }

  /** Three shards of 200 rows at one site, in partitions 0, 3 and 6. */
  private static ShardRows oneSite() {
    ShardRows all = ToyFederation.shards(spark, "train", 0, 200, 1, 1, 200, 1, 1, 200);
    return new ShardRows(
        all.input(), all.shards().stream().filter(s -> s.site().equals("fra")).toList());
  }

  private static TrainingResult run(ShardRows train, TrainingSettings settings) {
    return new TrainingRun(
            spark.sparkContext(),
            ToyFederation.COORDINATOR,
            new ToyFederation.AnySite(),
            settings,
            train,
            ToyFederation.shards(spark, "test", 0, 50, 100),
            Optional.empty(),
            new UsableShards(ShardGate.open(), notice -> {}))
        .run(r -> {}, () -> false);
  }

  private static long loaded(TrainingResult result, int round) {
    return result.history().get(round).sites().values().stream()
        .mapToLong(RoundRecord.Site::loadedRows)
        .sum();
  }

  @Test
  void aCacheThatHoldsOneShardAtATimeChangesNoBit() {
    TrainingSettings settings = ToyFederation.settings(3, 40, 2, 300, false);
    TrainingResult large = run(threeSites(), settings);
    assertThat(loaded(large, 0)).isEqualTo(2400 + 150);
    assertThat(loaded(large, 2)).isZero();
    for (long shards : new long[] {2, 4, 5}) {
      limit(shards * SHARD);
      AtomicLong most = new AtomicLong();
      FedRows.watch(
          (first, column) -> most.accumulateAndGet(FeatureCache.ofThisProcess().used(), Math::max));
      TrainingResult small = run(threeSites(), settings);
      assertThat(small.state()).as("%d shards", shards).isEqualTo(large.state());
      assertThat(loaded(small, 2)).isPositive();
      assertThat(most.get()).isBetween(2 * SHARD, shards * SHARD);
      assertThat(FeatureCache.ofThisProcess().used()).isZero();
    }
    TrainingSettings oneWindow = ToyFederation.settings(3, 40, 2, 1_000_000, false);
    assertThat(run(threeSites(), oneWindow).state()).isNotEqualTo(large.state());
  }

  @Test
  void whatCannotFitIsRefusedBeforeAnythingIsReadAndNamesTheRemedy() {
    List<Integer> read = new ArrayList<>();
    ToyFederation.reading = read::add;
    limit(SHARD - 1);
    assertThatThrownBy(() -> run(oneSite(), ToyFederation.settings(1, 5, 1, 1, false)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_ROOM))
        .hasMessageMatching("shard train-[036] has 200 rows of 4 numbers, which take .*")
        .hasMessageContaining(
            "take %d bytes; spark.bailiwick.cache.bytes is %d at site fra: raise it, or write"
                    .formatted(SHARD, SHARD - 1)
                + " smaller shards");
    limit(3 * SHARD - 1);
    assertThatThrownBy(() -> run(oneSite(), ToyFederation.settings(1, 5, 1, 600, false)))
        .hasMessageContaining("a window of 3 shards takes %d bytes".formatted(3 * SHARD))
        .hasMessageContaining("lower training.windowRows");
    assertThat(read).isEmpty();
  }

  @Test
  void theNextWindowIsReadWhileThePresentOneIsTrained() {
    Queue<String> events = new ConcurrentLinkedQueue<>();
    CountDownLatch second = new CountDownLatch(2);
    ToyFederation.reading =
        partition -> {
          events.add("read");
          second.countDown();
        };
    FedRows.watch(
        (first, column) -> {
          if (first == 176) {
            // The last batch that is all of window 1 does not end before that.
            awaitOrFail(second);
          }
          events.add("trained " + first);
        });
    run(oneSite(), ToyFederation.settings(1, 20, 1, 1, false));
    List<String> seen = List.copyOf(events);
    assertThat(seen).startsWith("read").contains("trained 176", "trained 192");
    assertThat(seen.subList(0, seen.indexOf("trained 176")).stream().filter("read"::equals))
        .as("reads that began before window 1's last batch: %s", seen)
        .hasSize(2);
    // Never more than one window ahead: the third only after the second was begun.
    assertThat(seen.lastIndexOf("read")).isGreaterThan(seen.indexOf("trained 176"));
  }

  @Test
  void withoutRoomForTwoWindowsNothingIsReadAhead() {
    List<String> events = new ArrayList<>();
    ToyFederation.reading = partition -> events.add("read");
    FedRows.watch((first, column) -> events.add("trained " + first));
    limit(SHARD);
    run(oneSite(), ToyFederation.settings(1, 20, 1, 1, false));
    assertThat(events.indexOf("trained 176")).isEqualTo(12);
    assertThat(events.get(13)).isEqualTo("read");
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing was read ahead");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The site's shards, of which the one that comes second is said to have a row more. */
  private static ShardRows withABadSecondShard() {
    ShardRows good = oneSite();
    List<Integer> order = new ArrayList<>();
    ToyFederation.reading = order::add;
    run(good, ToyFederation.settings(1, 25, 1, 1, false));
    ToyFederation.reading = partition -> {};
    int second = order.get(1);
    List<TrainingShard> shards = new ArrayList<>();
    for (TrainingShard s : good.shards()) {
      long rows = s.partition() == second ? 201 : 200;
      shards.add(
          new TrainingShard(
              s.id(), s.file(), s.site(), s.partition(), rows, s.permitted(), s.leastRecords()));
    }
    return new ShardRows(good.input(), shards);
  }

  @Test
  void whatGoesWrongAheadFailsTheTaskThatNeedsItAndNamesTheShard() {
    ShardRows bad = withABadSecondShard();
    // This round needs the first window alone.
    assertThat(run(bad, ToyFederation.settings(1, 3, 1, 1, false)).rounds()).isEqualTo(1);
    assertThatThrownBy(() -> run(bad, ToyFederation.settings(1, 20, 1, 1, false)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageMatching("shard train-[036] has 200 rows, the manifest says 201: .*");
  }

  @Test
  void aTaskThatFailsEndsWhatItReadsAheadAndLetsGo() {
    CountDownLatch ahead = new CountDownLatch(2);
    ToyFederation.reading =
        partition -> {
          ahead.countDown();
          if (ahead.getCount() == 0) {
            try {
              TimeUnit.MINUTES.sleep(10);
            } catch (InterruptedException e) {
              throw new IllegalStateException("given up", e);
            }
          }
        };
    FedRows.watch(
        (first, column) -> {
          awaitOrFail(ahead);
          throw new IllegalStateException("this task has a fault");
        });
    assertThatThrownBy(() -> run(oneSite(), ToyFederation.settings(1, 20, 1, 1, false)))
        .hasMessageContaining("this task has a fault");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("prefetch of"));
    // The shard that was read stays, and nothing is promised to the one that was not.
    assertThat(FeatureCache.ofThisProcess().used()).isEqualTo(SHARD);
  }
}
