package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds of every plan, looked at in random policies, topologies, sizes and strategies.
 *
 * <p>With {@code -Dbailiwick.long=true} (profile {@code long}) in 100,000 of them.
 */
final class ShardPlannerLawsTest {
  private static final int CASES = Boolean.getBoolean("bailiwick.long") ? 100_000 : 600;

  private int planned;
  private int infeasible;
  private int violated;
  private int moved;
  private int copied;

  @Test
  void noShardIsWhereItMayNotBeAndEveryRowIsSomewhereOnce(@TempDir Path folder) {
    long first = Boolean.getBoolean("bailiwick.long") ? new Random().nextLong() : 20261121L;
    for (int i = 0; i < CASES; i++) {
      long seed = first + i;
      try {
        look(new PlannerCase(seed, folder), seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.printf(
        "%d cases from seed %d: %d planned (%d with moves, %d with replicas), %d with violations,"
            + " %d infeasible%n",
        CASES, first, planned, moved, copied, violated, infeasible);
    // The cases must be of all kinds, or they prove nothing.
    assertThat(List.of(planned, infeasible, violated, moved, copied))
        .allMatch(n -> n > CASES / 100);
  }

  private void look(PlannerCase c, long seed) {
    List<SourceCount> counts = c.counts;
    long all = counts.stream().mapToLong(SourceCount::rows).sum();
    ShardPlan plan;
    try {
      plan = ShardPlanner.plan("people", c.policies, c.topology, counts, c.options);
    } catch (BailiwickException e) {
      refused(c, e);
      return;
    }
    planned++;
    violated += plan.violations().isEmpty() ? 0 : 1;
    moved += plan.movedRows() > 0 ? 1 : 0;
    copied += plan.shards().stream().anyMatch(s -> !s.replicas().isEmpty()) ? 1 : 0;

    assertThat(plan.rows() + plan.unknownLawRows() + plan.violatingRows()).isEqualTo(all);
    plan.unknownLaw().forEach(u -> assertThat(PlannerCase.lawOf(u.jurisdiction())).isEmpty());
    for (Violation v : plan.violations()) {
      assertThat(c.mayLive(v.law(), v.site())).isFalse();
      v.waysHome().forEach(w -> assertThat(c.mayLive(v.law(), w.site())).isTrue());
    }
    plan.shards().forEach(s -> isLawful(c, s));
    sitesHoldWhatTheyCan(c, plan);
    for (Stratum stratum : plan.strata()) {
      List<PlannedShard> of =
          plan.shards().stream().filter(s -> s.stratum().equals(stratum)).toList();
      isCutEvenly(c, stratum, of);
      isCutOnce(c, of);
    }
    replicasAreMissingOnlyWithAReason(c, plan);

    List<SourceCount> other = new ArrayList<>(counts);
    Collections.shuffle(other, new Random(seed));
    assertThat(ShardPlanner.plan("people", c.policies, c.topology, other, c.options))
        .isEqualTo(plan);
  }

  private void refused(PlannerCase c, BailiwickException e) {
    if (e.code() == ErrorCode.BAD_DATA) {
      assertThat(c.counts)
          .allMatch(n -> n.rows() == 0 || PlannerCase.lawOf(n.jurisdiction()).isEmpty());
      return;
    }
    assertThat(e.code()).isEqualTo(ErrorCode.PLAN_INFEASIBLE);
    // Rows that lie where they may could stay, were there no limits and no draining.
    assertThat(c.topology.sites())
        .as(e.getMessage())
        .anyMatch(s -> s.draining() || s.capacityBytes().isPresent());
    assertThat(e).hasMessageContaining("shard-").hasMessageContaining(" by rule 'r");
    infeasible++;
  }

  private static void isLawful(PlannerCase c, PlannedShard s) {
    List<String> at = new ArrayList<>(s.replicas());
    at.add(s.home());
    assertThat(new HashSet<>(at)).hasSize(at.size());
    assertThat(s.laws()).isNotEmpty();
    assertThat(s.stratum().laws()).containsAll(s.laws());
    for (String law : s.stratum().laws()) {
      assertThat(at).allMatch(site -> c.mayLive(law, site));
      assertThat(c.mayLive(law, s.origin())).isTrue();
    }
  }

  private static void sitesHoldWhatTheyCan(PlannerCase c, ShardPlan plan) {
    Map<String, Long> bytes = new HashMap<>();
    for (PlannedShard s : plan.shards()) {
      bytes.merge(s.home(), s.bytes(), Long::sum);
      s.replicas().forEach(r -> bytes.merge(r, s.bytes(), Long::sum));
    }
    for (Site site : c.topology.sites()) {
      long there = bytes.getOrDefault(site.name(), 0L);
      assertThat(there).isLessThanOrEqualTo(site.capacityBytes().orElse(Long.MAX_VALUE));
      assertThat(site.draining() && bytes.containsKey(site.name())).isFalse();
    }
  }

  private static void isCutEvenly(PlannerCase c, Stratum stratum, List<PlannedShard> shards) {
    long rows =
        c.counts.stream()
            .filter(n -> n.site().equals(stratum.origin()) && n.split().equals(stratum.split()))
            .filter(n -> stratum.category().isEmpty() || n.category().equals(stratum.category()))
            .filter(n -> stratum.values().contains(n.jurisdiction()))
            .mapToLong(SourceCount::rows)
            .sum();
    List<PlannedShard> own = shards.stream().filter(s -> !s.isContext()).toList();
    long target = c.options.targetRowsPerShard();
    assertThat(own.size()).isEqualTo((rows + target - 1) / target);
    long next = 0;
    for (PlannedShard s : own) {
      assertThat(s.first()).isEqualTo(next);
      assertThat(s.rows()).isBetween(rows / own.size(), rows / own.size() + 1);
      assertThat(s.rows()).isLessThanOrEqualTo(target);
      next += s.rows();
    }
    assertThat(next).isEqualTo(rows);
  }

  private static void isCutOnce(PlannerCase c, List<PlannedShard> shards) {
    Map<String, Long> taken = new HashMap<>();
    for (PlannedShard s : shards) {
      if (s.isContext()) {
        PlannedShard of =
            shards.stream().filter(o -> o.id().equals(s.contextOf())).findAny().orElseThrow();
        assertThat(s.first() + s.rows()).isEqualTo(of.first());
        assertThat(s.rows()).isEqualTo(Math.min(c.options.strategy().contextRows(), of.first()));
        assertThat(s.home()).isEqualTo(of.home());
        assertThat(s.replicas()).isEqualTo(of.replicas());
      } else if (c.options.strategy() instanceof Strategy.Size) {
        long sum = 0;
        for (Contribution part : s.contributions()) {
          assertThat(part.firstRow()).isEqualTo(taken.getOrDefault(part.source(), 0L));
          taken.put(part.source(), part.firstRow() + part.rows());
          sum += part.rows();
        }
        assertThat(sum).isEqualTo(s.rows());
      }
    }
  }

  private static void replicasAreMissingOnlyWithAReason(PlannerCase c, ShardPlan plan) {
    Map<Integer, Long> missing = new HashMap<>();
    for (ReplicaGap gap : plan.replicaGaps()) {
      missing.merge(gap.stratum(), gap.shards(), Long::sum);
      assertThat(gap.got()).isLessThan(gap.wanted());
      assertThat(gap.why()).isNotBlank();
    }
    Map<Integer, Long> found = new HashMap<>();
    for (PlannedShard s : plan.shards()) {
      if (s.replicas().size() < c.options.replicas() && !s.isContext()) {
        found.merge(s.stratum().index(), 1L, Long::sum);
        long could =
            c.topology.sites().stream()
                .filter(t -> !t.draining() && t.capacityBytes().isEmpty())
                .map(Site::name)
                .filter(t -> !t.equals(s.home()))
                .filter(t -> s.stratum().laws().stream().allMatch(law -> c.mayLive(law, t)))
                .count();
        assertThat(could).isLessThanOrEqualTo(s.replicas().size());
      }
    }
    assertThat(missing).isEqualTo(found);
  }
}
