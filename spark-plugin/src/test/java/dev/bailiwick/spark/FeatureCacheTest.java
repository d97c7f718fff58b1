package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.train.FeatureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {
  private static final long EACH = FeatureRows.bytesFor(1, 2);
  private final FeatureCache cache = new FeatureCache();
  private final List<String> loads = new ArrayList<>();

  private static List<FeatureCache.Want> want(String... shards) {
    return Arrays.stream(shards).map(s -> new FeatureCache.Want(s, EACH)).toList();
  }

  private FeatureCache.Hold hold(long limit, String... shards) throws Exception {
    return cache.hold(
        "run",
        want(shards),
        0,
        limit * EACH,
        () -> {
          throw new IllegalStateException("no room");
        });
  }

  private FeatureRows load(FeatureCache.Hold hold, int index, String shard) throws Exception {
    return hold.rows(
        index,
        () -> {
          loads.add(shard);
          FeatureRows rows = new FeatureRows(2, 2);
          rows.add(new float[] {1, 2}, 1);
          return rows;
        });
  }

  /** Loads a shard and lets it go. */
  private FeatureRows use(long limit, String shard, long neededAt) throws Exception {
    FeatureCache.Hold hold = hold(limit, shard);
    FeatureRows rows = load(hold, 0, shard);
    hold.letGo(List.of(neededAt));
    return rows;
  }

  @Test
  void whatIsNeededAgainLastGoesFirstAndIsOverwritten() throws Exception {
    FeatureRows a = use(3, "a", 300);
    FeatureRows b = use(3, "b", 900);
    FeatureRows c = use(3, "c", 600);
    use(3, "d", 700);
    assertThat(b.rows()).isZero();
    use(3, "e", 800);
    assertThat(a.rows()).isEqualTo(1);
    assertThat(c.rows()).isEqualTo(1);
    assertThat(cache.has("run", List.of("a", "c", "e"))).isTrue();
    assertThat(cache.has("run", List.of("d"))).isFalse();
    assertThat(cache.used()).isEqualTo(3 * EACH);
    assertThat(cache.bytes("run")).isEqualTo(3 * EACH);
  }

  @Test
  void whatFitsIsLoadedOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      use(2, "a", i);
      use(2, "b", i);
    }
    assertThat(loads).containsExactly("a", "b");
  }

  @Test
  void readingAheadEvictsOnlyWhatIsNeededLater() throws Exception {
    use(2, "soon", 100);
    use(2, "late", 900);
    FeatureCache.Hold ahead = cache.tryHold("run", want("next"), 500, 2 * EACH);
    assertThat(ahead).isNotNull();
    assertThat(cache.has("run", List.of("soon"))).isTrue();
    assertThat(cache.tryHold("run", want("more"), 600, 2 * EACH)).isNull();
    assertThat(cache.used()).isEqualTo(2 * EACH);
  }

  @Test
  void whatIsHeldStaysAndOthersWaitForIt() throws Exception {
    FeatureCache.Hold held = hold(1, "a");
    FeatureRows rows = load(held, 0, "a");
    assertThatThrownBy(() -> hold(1, "b")).hasMessage("no room");
    assertThat(rows.rows()).isEqualTo(1);
    AtomicInteger pauses = new AtomicInteger();
    CompletableFuture<FeatureCache.Hold> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return cache.hold("run", want("b"), 0, EACH, pauses::incrementAndGet);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (pauses.get() < 1) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    // Nobody reads ahead while somebody waits.
    assertThat(cache.tryHold("run", want("a"), 0, 9 * EACH)).isNull();
    held.letGo(List.of(5L));
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(rows.rows()).isZero();
  }

  @Test
  void twoHoldersOfAShardShareItAndItStaysForTheSecond() throws Exception {
    FeatureCache.Hold one = hold(1, "a");
    FeatureCache.Hold two = hold(1, "a");
    assertThat(load(two, 0, "a")).isSameAs(load(one, 0, "a"));
    one.letGo(List.of(9L));
    assertThatThrownBy(() -> hold(1, "b")).hasMessage("no room");
    two.letGo(List.of(9L));
    use(1, "b", 1);
    assertThat(loads).containsExactly("a", "b");
  }

  @Test
  void aFailedLoadLeavesNothingBehind() throws Exception {
    FeatureCache.Hold hold = hold(1, "a");
    assertThatThrownBy(
            () ->
                hold.rows(
                    0,
                    () -> {
                      throw new IllegalStateException("damaged");
                    }))
        .hasMessage("damaged");
    hold.letGo(List.of(0L));
    assertThat(cache.used()).isZero();
    use(1, "a", 0);
    assertThat(loads).containsExactly("a");
  }

  @Test
  void releaseOverwritesWhatIsHeldAndWhatComesLate() throws Exception {
    FeatureRows kept = use(4, "a", 1);
    FeatureCache.Hold held = hold(4, "b", "c");
    FeatureRows used = load(held, 0, "b");
    cache.release("run");
    assertThat(kept.rows()).isZero();
    assertThat(used.rows()).isZero();
    assertThat(cache.used()).isZero();
    FeatureRows late = load(held, 1, "c");
    held.letGo(List.of(1L, 1L));
    assertThat(late.rows()).isZero();
    assertThat(cache.used()).isZero();
    assertThat(cache.bytes("run")).isZero();
  }
}
