package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrategyPlansTest {
  private static final PolicySet ANYWHERE =
      World.policy("{id: all, effect: allow, transfer: [raw, intermediate], to: [ANYWHERE]}");

  private final World world;

  StrategyPlansTest(@TempDir Path folder) {
    world = new World(folder, 1, 1, 1);
  }

  private ShardPlan plan(PlanOptions options, SourceCount... counts) {
    return ShardPlanner.plan("people", ANYWHERE, world.topology(), List.of(counts), options);
  }

  private static PlanOptions with(Strategy strategy, int target) {
    return PlanOptions.of(target).withoutMoves().with(strategy);
  }

  private static SourceCount of(String category, long rows, long bytes) {
    return new SourceCount("a", "fra", "DE", category, "train", rows, bytes);
  }

  @Test
  void aDisjointStratificationKeepsCategoriesApart() {
    ShardPlan plan =
        plan(
            with(new Strategy.Stratified("income", true), 100),
            of("<=50K", 250, 0),
            of(">50K", 90, 0));
    assertThat(plan.strata()).extracting(Stratum::category).containsExactly("<=50K", ">50K");
    assertThat(plan.shards()).extracting(PlannedShard::rows).containsExactly(84L, 83L, 83L, 90L);
    assertThat(plan.shards()).extracting(PlannedShard::first).containsExactly(0L, 84L, 167L, 0L);
    assertThat(plan.shards()).allMatch(s -> s.contributions().isEmpty());
  }

  @Test
  void aProportionalStratificationHasTheSizesOfDealingInTurn() {
    ShardPlan plan =
        plan(
            with(new Strategy.Stratified("income", false), 100),
            of("<=50K", 251, 0),
            of(">50K", 90, 0));
    assertThat(plan.strata()).extracting(Stratum::category).containsExactly("");
    long[] dealt = new long[4];
    for (int row = 0; row < 341; row++) {
      dealt[row % 4]++;
    }
    assertThat(plan.shards()).extracting(PlannedShard::rows).containsExactly(boxed(dealt));
  }

  private static Long[] boxed(long[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Long[]::new);
  }

  @Test
  void aShardOfALaterTimeHasTheRowsBeforeItBesideIt() {
    ShardPlan plan =
        plan(with(new Strategy.TimeRanges("at", 120), 100), of("", 300, 3000)).withRanges(Map.of());
    assertThat(plan.shards())
        .extracting(PlannedShard::id)
        .containsExactly(
            "shard-0001", "shard-0002", "shard-0002-context", "shard-0003", "shard-0003-context");
    PlannedShard second = plan.shards().get(2);
    assertThat(second.contextOf()).isEqualTo("shard-0002");
    assertThat(second.first()).isZero();
    assertThat(second.rows()).isEqualTo(100);
    PlannedShard third = plan.shards().get(4);
    assertThat(third.first()).isEqualTo(80);
    assertThat(third.rows()).isEqualTo(120);
    assertThat(third.bytes()).isEqualTo(1200);
    assertThat(plan.rows()).isEqualTo(300);
  }

  @Test
  void idsSortAsTheirNumbersDoHoweverManyThereAre() {
    ShardPlan plan = plan(with(new Strategy.TimeRanges("at", 1), 1), of("", 12_345, 0));
    assertThat(plan.shards()).extracting(PlannedShard::id).isSorted().startsWith("shard-00001");
  }

  @Test
  void shardsThatKeepEqualRowsTogetherHaveTheSizesThatWereFound() {
    PlanOptions options = with(new Strategy.Hash(List.of("user"), true), 100);
    List<SourceCount> counts = List.of(of("", 300, 600));
    ShardPlan plan =
        ShardPlanner.plan(
            "people",
            ANYWHERE,
            world.topology(),
            counts,
            options,
            Map.of(0, List.of(170L, 0L, 130L)));
    assertThat(plan.shards()).extracting(PlannedShard::rows).containsExactly(170L, 130L);
    assertThat(plan.shards()).extracting(PlannedShard::first).containsExactly(0L, 170L);
    assertThat(plan.shards()).extracting(PlannedShard::bytes).containsExactly(340L, 260L);
    assertThatThrownBy(
            () ->
                ShardPlanner.plan(
                    "people",
                    ANYWHERE,
                    world.topology(),
                    counts,
                    options,
                    Map.of(0, List.of(170L, 131L))))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContainingAll("300", "301");
  }

  @Test
  void rangesAreAddedByTheIdsOfShards() {
    ShardPlan plan = plan(with(new Strategy.TimeRanges("at", 0), 100), of("", 200, 0));
    ShardRange range = new ShardRange("at", "2014-04-01T00:00:00Z", "2014-04-02T00:00:00Z");
    ShardPlan ranged = plan.withRanges(Map.of("shard-0002", List.of(range)));
    assertThat(ranged.shards().get(0)).isEqualTo(plan.shards().get(0));
    assertThat(ranged.shards().get(1).ranges()).containsExactly(range);
    assertThat(ShardPlanText.lines(ranged, world.topology()))
        .anyMatch(l -> l.endsWith("; at 2014-04-01T00:00:00Z to 2014-04-02T00:00:00Z"));
  }

  @Test
  void bytesAreSharedOutToTheLast() {
    ShardPlan plan = plan(with(new Strategy.Size(), 7), of("", 1000, 12_347));
    assertThat(plan.shards().stream().mapToLong(PlannedShard::bytes).sum()).isEqualTo(12_347);
    assertThat(plan.shards()).allMatch(s -> s.bytes() >= 73 && s.bytes() <= 100);
  }

  @Test
  void moreShardsThanCanBePlannedAreRefused() {
    assertThatThrownBy(() -> plan(with(new Strategy.Size(), 1), of("", 10_000_001, 0)))
        .hasMessageContainingAll("10,000,001", "raise it");
  }
}
