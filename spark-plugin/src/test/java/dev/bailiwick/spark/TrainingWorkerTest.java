package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who gets which shard, and whether what is made of it may leave. */
class TrainingWorkerTest {
  private static TrainingShard shard(String id, String site, long rows, long least) {
    return new TrainingShard(
        id,
        "file:/" + id,
        site,
        0,
        rows,
        Map.of(
            TransferClass.PARAMETERS,
            Set.of("fra", "iad"),
            TransferClass.MODEL,
            Set.of("fra", "iad"),
            TransferClass.METRICS,
            Set.of("fra")),
        Map.of(TransferClass.PARAMETERS, least));
  }

  private static List<String> assign(List<TrainingShard> shards, int perSite) {
    return TrainingWorker.assign(shards, perSite, TransferClass.PARAMETERS).stream()
        .map(
            w ->
                w.id()
                    + " of "
                    + w.ofSite()
                    + "="
                    + w.shards().stream().map(TrainingShard::id).toList())
        .toList();
  }

  private static final List<TrainingShard> SHARDS =
      List.of(
          shard("s1", "iad", 500, 0),
          shard("s2", "iad", 300, 0),
          shard("s3", "iad", 200, 0),
          shard("s4", "fra", 100, 0),
          shard("s5", "iad", 100, 0));

  @Test
  void everyWorkerOfASiteReadsAllItsShards() {
    assertThat(assign(SHARDS, 1)).containsExactly("fra/0 of 1=[s4]", "iad/0 of 1=[s1, s2, s3, s5]");
    assertThat(assign(SHARDS, 2))
        .containsExactly(
            "fra/0 of 2=[s4]",
            "fra/1 of 2=[s4]",
            "iad/0 of 2=[s1, s2, s3, s5]",
            "iad/1 of 2=[s1, s2, s3, s5]");
  }

  @Test
  void theWorkersDoNotDependOnTheOrderOfTheShards() {
    List<TrainingShard> shards = new ArrayList<>(SHARDS);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(shards, new Random(i));
      assertThat(assign(shards, 3)).isEqualTo(assign(SHARDS, 3));
    }
  }

  @Test
  void aSiteHasNoMoreWorkersThanItsRecordsAllow() {
    List<TrainingShard> shards =
        List.of(
            shard("a", "iad", 600, 1000), shard("b", "iad", 600, 1000), shard("c", "iad", 900, 0));
    assertThat(assign(shards, 3)).containsExactly("iad/0 of 2=[a, b, c]", "iad/1 of 2=[a, b, c]");
    List<TrainingShard> few = List.of(shard("a", "iad", 600, 1000), shard("b", "iad", 300, 0));
    assertThat(assign(few, 2)).containsExactly("iad/0 of 1=[a, b]");
    assertThat(assign(List.of(shard("a", "iad", 2, 0)), 5)).hasSize(2);
  }

  @Test
  void parametersMustBePermittedWhereverTheAverageGoes() {
    List<TrainingShard> train = List.of(shard("s1", "iad", 5, 0), shard("s2", "nrt", 5, 0));
    assertThatThrownBy(() -> require(train, List.of(), "fra"))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED))
        .hasMessageContaining("parameters made from s1 (at iad) may not go to nrt")
        .hasMessageContaining("Permitted are [fra, iad]");
    require(train.subList(0, 1), List.of(), "fra");
  }

  @Test
  void aSiteThatOnlyEvaluatesGetsTheAverageToo() {
    TrainingShard test = shard("t1", "nrt", 5, 0);
    assertThatThrownBy(() -> require(List.of(shard("s1", "iad", 5, 0)), List.of(test), "fra"))
        .hasMessageContaining("parameters made from s1 (at iad) may not go to nrt");
  }

  @Test
  void metricsMustBePermittedAtTheCoordinator() {
    TrainingShard test = shard("t1", "iad", 5, 0);
    require(List.of(), List.of(test), "fra");
    assertThatThrownBy(() -> require(List.of(), List.of(test), "iad"))
        .hasMessageContaining("metrics made from t1 (at iad) may not go to iad");
  }

  private static void require(
      List<TrainingShard> train, List<TrainingShard> test, String coordinator) {
    Releases.require(train, test, coordinator, ShardGate.open());
  }
}
