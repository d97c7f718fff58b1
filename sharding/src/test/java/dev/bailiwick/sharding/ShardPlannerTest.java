package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardPlannerTest {
  private static final String[] SITES = {"fra", "iad", "nrt"};

  private final World world;

  ShardPlannerTest() throws IOException {
    world = new World(Files.createTempDirectory("planner"), 1, 1, 1);
  }

  /** Anything may go anywhere, but the rows of DE only to DE and JP. */
  private static PolicySet mixed() {
    return World.policy(
        "{id: de, effect: allow, transfer: [raw, intermediate, parameters], to: [DE, JP], for:"
            + " {jurisdiction: [DE]}}",
        "{id: rest, effect: allow, transfer: [raw, intermediate], to: [ANYWHERE], for:"
            + " {jurisdiction: [US, FR, JP]}}");
  }

  /** Counts that are feasible under {@link #mixed}, some of no known law. */
  private static List<SourceCount> counts(Random random) {
    String[] values = {"Germany", "DE", "US", "FR", "JP", "", "Atlantis"};
    List<SourceCount> counts = new ArrayList<>();
    for (int source = 0; source < 5; source++) {
      String site = SITES[source % 3];
      for (String value : values) {
        boolean german = value.equals("Germany") || value.equals("DE");
        if (random.nextInt(3) > 0 && !(german && site.equals("iad"))) {
          long rows = random.nextInt(10) == 0 ? 1 : random.nextInt(500);
          String split = random.nextInt(4) == 0 ? "test" : "train";
          counts.add(SourceCount.of("s" + source, site, value, split, rows));
        }
      }
    }
    counts.add(SourceCount.of("s0", "fra", "US", "train", 1 + random.nextInt(3000)));
    return counts;
  }

  @Property(tries = 300)
  void everyRowIsInOneShardAtAPermittedSite(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int target) {
    List<SourceCount> counts = counts(new Random(seed));
    ShardPlan plan = plan(counts, PlanOptions.of(target).withGain(0.05));

    long all = counts.stream().mapToLong(SourceCount::rows).sum();
    assertThat(plan.rows() + plan.unknownLawRows()).isEqualTo(all);
    assertThat(plan.unknownLaw()).allMatch(c -> c.jurisdiction().matches("|Atlantis"));
    Map<Integer, LongSummaryStatistics> sizes = new HashMap<>();
    for (PlannedShard s : plan.shards()) {
      for (String c : List.of("raw", "intermediate")) {
        assertThat(s.stratum().permitted().get(c)).contains(s.home(), s.origin());
      }
      assertThat(s.rows()).isBetween(1L, (long) target);
      assertThat(s.contributions().stream().mapToLong(Contribution::rows).sum())
          .isEqualTo(s.rows());
      assertThat(s.stratum().laws()).containsAll(s.laws());
      sizes.computeIfAbsent(s.stratum().index(), k -> new LongSummaryStatistics()).accept(s.rows());
    }
    assertThat(sizes.values()).allMatch(s -> s.getMax() - s.getMin() <= 1);
    requireEachRowOnce(plan, counts);
  }

  private void requireEachRowOnce(ShardPlan plan, List<SourceCount> counts) {
    Map<String, List<Contribution>> parts = new HashMap<>();
    for (PlannedShard s : plan.shards()) {
      for (Contribution c : s.contributions()) {
        parts
            .computeIfAbsent(s.stratum().index() + " " + c.source(), k -> new ArrayList<>())
            .add(c);
      }
    }
    parts.forEach(
        (key, list) -> {
          list.sort((a, b) -> Long.compare(a.firstRow(), b.firstRow()));
          long next = 0;
          for (Contribution c : list) {
            assertThat(c.firstRow()).isEqualTo(next);
            next += c.rows();
          }
          Stratum stratum = plan.strata().get(Integer.parseInt(key.split(" ")[0]));
          String source = key.split(" ")[1];
          assertThat(next)
              .isEqualTo(
                  counts.stream()
                      .filter(c -> c.source().equals(source))
                      .filter(c -> c.split().equals(stratum.split()))
                      .filter(c -> stratum.values().contains(c.jurisdiction()))
                      .mapToLong(SourceCount::rows)
                      .sum());
        });
  }

  @Property(tries = 100)
  void theOrderOfTheCountsDoesNotMatter(@ForAll long seed) {
    List<SourceCount> counts = counts(new Random(seed));
    List<SourceCount> other = new ArrayList<>(counts);
    Collections.shuffle(other, new Random(seed + 1));
    PlanOptions options = PlanOptions.of(50).withGain(0.05);
    assertThat(plan(other, options)).isEqualTo(plan(counts, options));
  }

  @Property(tries = 200)
  void movingNeverMakesTheMostLoadedSiteWorse(@ForAll long seed) {
    List<SourceCount> counts = counts(new Random(seed));
    long before = highest(plan(counts, PlanOptions.of(40).withoutMoves()));
    ShardPlan moved = plan(counts, PlanOptions.of(40).withGain(0.1));
    if (moved.movedRows() > 0) {
      assertThat(highest(moved)).isLessThanOrEqualTo(Math.round(before * 0.9));
    } else {
      assertThat(highest(moved)).isEqualTo(before);
    }
  }

  private static long highest(ShardPlan plan) {
    return plan.shards().stream()
        .collect(
            Collectors.groupingBy(PlannedShard::home, Collectors.summingLong(PlannedShard::rows)))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  @Test
  void rowsOfOneSiteAreSpreadWhereTheyMayGo() {
    ShardPlan plan =
        plan(
            List.of(
                SourceCount.of("a", "fra", "DE", "train", 3000),
                SourceCount.of("b", "iad", "US", "train", 1000)),
            PlanOptions.of(100));
    Map<String, Long> rows =
        plan.shards().stream()
            .collect(
                Collectors.groupingBy(
                    PlannedShard::home, Collectors.summingLong(PlannedShard::rows)));
    assertThat(rows).containsEntry("iad", 1000L);
    assertThat(rows.get("fra")).isBetween(1400L, 1600L);
    assertThat(rows.get("nrt")).isBetween(1400L, 1600L);
  }

  @Test
  void aSiteWithHardlyAnyComputeIsGivenNothing(@TempDir Path folder) {
    World weak = new World(folder, 1, 1, 0.000001);
    ShardPlan plan =
        ShardPlanner.plan(
            "people",
            mixed(),
            weak.topology(),
            List.of(SourceCount.of("a", "fra", "DE", "train", 3000)),
            PlanOptions.of(100));
    assertThat(plan.movedRows()).isZero();
  }

  @Test
  void everyShardCitesTheRuleThatDecided() {
    ShardPlan plan =
        plan(List.of(SourceCount.of("a", "fra", "DE", "train", 10)), PlanOptions.of(100));
    assertThat(plan.strata().get(0).decidedBy())
        .anySatisfy(
            d -> {
              assertThat(d.transferClass()).isEqualTo("raw");
              assertThat(d.allowed()).isTrue();
              assertThat(d.sites()).containsExactly("fra", "nrt");
              assertThat(d.rule()).isEqualTo("de");
              assertThat(d.place()).startsWith("rows.yaml:6:");
            });
  }

  @Test
  void rowsThatLieWrongAreInNoShardAndThePlanSaysHowTheyComeHome() {
    ShardPlan plan =
        plan(
            List.of(
                SourceCount.of("a", "iad", "Germany", "train", 1200),
                SourceCount.of("b", "iad", "DE", "test", 34),
                SourceCount.of("c", "fra", "DE", "train", 10)),
            PlanOptions.of(100));
    assertThat(plan.rows()).isEqualTo(10);
    assertThat(plan.violatingRows()).isEqualTo(1234);
    Violation violation = plan.violations().get(0);
    assertThat(plan.violations()).hasSize(1);
    assertThat(violation.law()).isEqualTo("DE");
    assertThat(violation.site()).isEqualTo("iad");
    assertThat(violation.sources()).containsExactly("a", "b");
    assertThat(violation.denied().transferClass()).isEqualTo("raw");
    assertThat(violation.denied().place()).startsWith("rows.yaml:");
    assertThat(violation.waysHome()).extracting(WayHome::site).containsExactly("fra", "nrt");
    assertThatThrownBy(plan::requireLawful)
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_INFEASIBLE))
        .hasMessageContainingAll(
            "1,234 rows", "DE", "'iad'", "US-VA", "raw", "rows.yaml", "{fra, nrt}", "'a', 'b'");
  }

  @Test
  void rowsThatMayBeNowhereNeedARuleOrMustGo() {
    ShardPlan plan =
        ShardPlanner.plan(
            "people",
            World.policy("{id: de, effect: allow, transfer: [raw], to: [DE]}"),
            world.topology(),
            List.of(SourceCount.of("a", "fra", "DE", "train", 5)),
            PlanOptions.of(100));
    assertThat(plan.shards()).isEmpty();
    assertThatThrownBy(plan::requireLawful)
        .hasMessageContainingAll("intermediate is not permitted", "No site", "ask the steward");
  }

  @Test
  void rowsOfNoKnownLawAloneAreNoDataset() {
    assertThatThrownBy(
            () ->
                plan(
                    List.of(SourceCount.of("a", "fra", "Atlantis", "train", 5)),
                    PlanOptions.of(100)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("5");
  }

  @Test
  void withoutAPolicyNothingIsPlanned() {
    assertThatThrownBy(
            () ->
                ShardPlanner.plan(
                    "people",
                    PolicySet.of(List.of()),
                    world.topology(),
                    List.of(SourceCount.of("a", "fra", "DE", "train", 5)),
                    PlanOptions.of(100)))
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_INFEASIBLE))
        .hasMessageContaining("No policy");
  }

  @Test
  void aSiteThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> plan(List.of(SourceCount.of("a", "mars", "DE", "train", 5)), PlanOptions.of(100)))
        .hasMessageContainingAll("mars", "fra");
  }

  private ShardPlan plan(List<SourceCount> counts, PlanOptions options) {
    return ShardPlanner.plan("people", mixed(), world.topology(), counts, options);
  }
}
