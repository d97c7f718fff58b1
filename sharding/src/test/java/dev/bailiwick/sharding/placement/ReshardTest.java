package dev.bailiwick.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One of 50 sites leaves or joins. Seeds are in the messages. */
class ReshardTest {
  private static final int WORLDS = Problems.LONG ? 200 : 12;
  private static final int SITES = 50;
  private static final int SHARDS = 20_000;
  private static final double BAR = 1.05;

  @Test
  void whenASiteLeavesOnlyWhatLayThereMoves() {
    for (int i = 0; i < WORLDS; i++) {
      Problems p = settled(i);
      int gone = new SplittableRandom(i).nextInt(SITES);
      drain(p, gone);
      p.gain = Double.POSITIVE_INFINITY;
      long there = 0;
      for (int shard = 0; shard < SHARDS; shard++) {
        there += p.current[shard] == gone ? p.bytes[shard] : 0;
      }
      assertThat(p.placed().movedBytes()).as("world %d", i).isEqualTo(there);
    }
  }

  @Test
  void whenASiteLeavesAndTheRestMayBalanceItMovesWhatAnyPlanWithItsLoadMust() {
    double worst = 0;
    for (int i = 0; i < WORLDS; i++) {
      Problems p = settled(i);
      drain(p, new SplittableRandom(i).nextInt(SITES));
      worst = Math.max(worst, ratio(p, i));
    }
    System.out.printf("leave: at most %.4f of what any plan must move%n", worst);
  }

  @Test
  void whenASiteJoinsItMovesWhatAnyPlanWithItsLoadMust() {
    double worst = 0;
    int moving = 0;
    for (int i = 0; i < WORLDS; i++) {
      Problems p = Problems.large(i, SITES, 20, SHARDS, i % 2 == 0);
      int joins = new SplittableRandom(i).nextInt(SITES);
      PlacementProblem.SiteSpec site = p.sites.get(joins);
      drain(p, joins);
      Problems then = keep(p);
      then.sites.set(joins, site);
      then.stable = true;
      // Half a percent: below that a few shards move, and whole shards miss what split ones reach.
      then.gain = 0.005;
      double ratio = ratio(then, i);
      moving += ratio > 0 ? 1 : 0;
      worst = Math.max(worst, ratio);
    }
    assertThat(moving).isGreaterThan(WORLDS / 2);
    System.out.printf(
        "join: at most %.4f of what any plan must move (%d of %d moved)%n", worst, moving, WORLDS);
  }

  @Test
  void whenWeightsChangeItMovesWhatAnyPlanWithItsLoadMust() {
    double worst = 0;
    for (int i = 0; i < WORLDS; i++) {
      Problems p = settled(i);
      for (int s = 0; s < SITES; s += 5) {
        PlacementProblem.SiteSpec site = p.sites.get(s);
        p.sites.set(
            s,
            new PlacementProblem.SiteSpec(
                site.key(), 1.5 * site.weight(), PlacementProblem.UNLIMITED, false));
      }
      p.gain = 0;
      worst = Math.max(worst, ratio(p, i));
    }
    System.out.printf("weights: at most %.4f of what any plan must move%n", worst);
    assertThat(worst).isPositive();
  }

  @Test
  void aSecondRunMovesNothing() {
    for (int i = 0; i < WORLDS; i++) {
      Problems p = settled(i);
      p.gain = 0;
      assertThat(p.placed().movedBytes()).as("world %d", i).isZero();
    }
  }

  private static double ratio(Problems p, int world) {
    Placement found = p.placed();
    long least = LeastMove.of(p, found.highestLoad());
    long moved = 0;
    for (int i = 0; i < SHARDS; i++) {
      moved += found.siteOf(i) == p.current[i] ? 0 : p.loads[i];
    }
    assertThat(found.movedBytes()).isEqualTo(64 * moved);
    assertThat((double) moved).as("world %d", world).isLessThanOrEqualTo(BAR * least);
    // Zero if what changed does not relieve the bottleneck: then nothing may have moved.
    return moved == 0 ? 0 : (double) moved / least;
  }

  private static Problems settled(int world) {
    Problems p = keep(Problems.large(world, SITES, 20, SHARDS, world % 2 == 0));
    p.stable = true;
    return p;
  }

  /** The same, with what was found as where everything lies. */
  private static Problems keep(Problems p) {
    Placement found = p.placed();
    p.current = p.current.clone();
    for (int i = 0; i < p.current.length; i++) {
      p.current[i] = found.siteOf(i);
    }
    return p;
  }

  private static void drain(Problems p, int site) {
    PlacementProblem.SiteSpec s = p.sites.get(site);
    p.sites.set(site, new PlacementProblem.SiteSpec(s.key(), s.weight(), s.capacityBytes(), true));
  }
}
