package dev.bailiwick.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bailiwick.sharding.placement.PlacementConflict.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every placement, looked for in random problems; a failure names its seed. */
class PlacementLawsTest {
  private static final int PROBLEMS = Problems.LONG ? 100_000 : 2_000;

  @Test
  void everyShardIsPlacedOnceWhereItMayBeAndWithinCapacity() {
    int[] placed = {0};
    seeds(
        1,
        seed -> {
          Problems p = Problems.random(seed, 12, 60);
          if (p.place() instanceof PlacementOutcome.Placed done) {
            placed[0]++;
            requireLawful(p, done.placement());
          }
        });
    assertThat(placed[0]).isGreaterThan(PROBLEMS / 4);
  }

  @Test
  void smallProblemsArePlacedIfTryingEverythingFindsAPlacementAndRefusedIfNot() {
    int[] count = new int[2];
    seeds(
        2,
        seed -> {
          Problems p = Problems.random(seed, 4, 7);
          List<Integer> all = IntStream.range(0, p.keys.length).boxed().toList();
          PlacementOutcome outcome = p.place();
          boolean fits = Oracle.fit(p, all);
          count[fits ? 1 : 0]++;
          assertThat(outcome)
              .as("seed %d", seed)
              .isInstanceOf(
                  fits ? PlacementOutcome.Placed.class : PlacementOutcome.Infeasible.class);
          if (outcome instanceof PlacementOutcome.Placed done) {
            requireLawful(p, done.placement());
          } else if (outcome instanceof PlacementOutcome.Infeasible no) {
            no.conflicts().forEach(c -> requireProved(p, c, seed));
          }
        });
    System.out.printf("oracle: %d fit, %d do not%n", count[1], count[0]);
    assertThat(count[0]).isGreaterThan(PROBLEMS / 20);
    assertThat(count[1]).isGreaterThan(PROBLEMS / 20);
  }

  @Test
  void theOrderInWhichAProblemIsWrittenDownDoesNotMatter() {
    seeds(
        3,
        seed -> {
          Problems p = Problems.random(seed, 10, 40);
          Problems q = shuffled(p, seed);
          assertThat(sitesByKey(q)).as("seed %d", seed).isEqualTo(sitesByKey(p));
        });
  }

  @Test
  void nothingThatMayStayMovesWhereNoGainIsWorthIt() {
    seeds(
        4,
        seed -> {
          Problems p = Problems.random(seed, 10, 40);
          p.gain = 1;
          boolean capped = p.sites.stream().anyMatch(s -> s.capacityBytes() < Long.MAX_VALUE);
          if (!capped && p.place() instanceof PlacementOutcome.Placed done) {
            for (int i = 0; i < p.keys.length; i++) {
              if (p.current[i] >= 0 && p.allows(i, p.current[i])) {
                assertThat(done.placement().siteOf(i)).as("seed %d", seed).isEqualTo(p.current[i]);
              }
            }
          }
        });
  }

  private static void seeds(int salt, LongConsumer law) {
    for (int i = 0; i < PROBLEMS; i++) {
      long seed = 1_000_000_007L * salt + i;
      try {
        law.accept(seed);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void requireLawful(Problems p, Placement found) {
    int m = p.sites.size();
    long[] load = new long[m];
    long[] bytes = new long[m];
    long moved = 0;
    long copies = 0;
    for (int i = 0; i < p.keys.length; i++) {
      int site = found.siteOf(i);
      assertThat(p.allows(i, site)).as("shard %d at %d", i, site).isTrue();
      load[site] += p.loads[i];
      bytes[site] += p.bytes[i];
      moved += p.current[i] >= 0 && p.current[i] != site ? p.bytes[i] : 0;
      int[] others = found.replicasOf(i);
      copies += others.length;
      assertThat(Arrays.stream(others).distinct().filter(s -> s != site)).hasSize(others.length);
      for (int s : others) {
        assertThat(p.allows(i, s)).as("copy of %d at %d", i, s).isTrue();
        bytes[s] += p.bytes[i];
      }
    }
    double highest = 0;
    for (int s = 0; s < m; s++) {
      assertThat(found.loadOf(s)).isEqualTo(load[s]);
      assertThat(found.bytesAt(s)).isEqualTo(bytes[s]);
      assertThat(bytes[s]).isLessThanOrEqualTo(p.sites.get(s).capacityBytes());
      highest = Math.max(highest, load[s] / p.sites.get(s).weight());
    }
    assertThat(found.highestLoad()).isCloseTo(highest, within(1e-9 * (1 + highest)));
    assertThat(found.lowerBound()).isLessThanOrEqualTo(highest * (1 + 1e-9));
    assertThat(found.movedBytes()).isEqualTo(moved);
    assertThat(found.missingReplicas()).isEqualTo((long) p.replicas * p.keys.length - copies);
  }

  /** The shards that are named conflict by themselves, and each remedy lifts that. */
  private static void requireProved(Problems p, PlacementConflict conflict, long seed) {
    assertThat(Oracle.fit(p, conflict.shards())).as("seed %d: %s", seed, conflict).isFalse();
    assertThat(conflict.shards()).isNotEmpty();
    int last = conflict.shards().size() - 1;
    if (conflict.reason() == PlacementConflict.Reason.WHOLE_SHARDS) {
      for (int i = 0; i <= last; i++) {
        List<Integer> without = new ArrayList<>(conflict.shards());
        without.remove(i);
        assertThat(Oracle.fit(p, without)).as("seed %d: %s", seed, conflict).isTrue();
      }
    }
    for (PlacementConflict.Remedy remedy : conflict.remedies()) {
      Problems helped = helped(p, remedy);
      boolean still =
          helped.place() instanceof PlacementOutcome.Infeasible no
              && no.conflicts().stream()
                  .anyMatch(
                      c ->
                          c.reason() == conflict.reason()
                              && c.classes().equals(conflict.classes())
                              && c.sites().equals(conflict.sites())
                              && c.bytesNeeded() == conflict.bytesNeeded()
                              && (c.shards().equals(conflict.shards()) || c.shards().size() > 1));
      assertThat(still).as("seed %d: %s does not lift %s", seed, remedy, conflict).isFalse();
    }
  }

  private static Problems helped(Problems p, PlacementConflict.Remedy remedy) {
    Problems q = copy(p);
    if (remedy.change() == Change.PERMIT_SITE) {
      for (int c : remedy.classes()) {
        q.permitted.get(c).set(remedy.site());
      }
    } else {
      PlacementProblem.SiteSpec s = p.sites.get(remedy.site());
      q.sites.set(
          remedy.site(),
          new PlacementProblem.SiteSpec(
              s.key(),
              s.weight(),
              s.capacityBytes() + remedy.bytes(),
              s.draining() && remedy.change() != Change.STOP_DRAINING));
    }
    return q;
  }

  private static Problems copy(Problems p) {
    Problems q = new Problems();
    q.sites.addAll(p.sites);
    p.permitted.forEach(set -> q.permitted.add((BitSet) set.clone()));
    for (int i = 0; i < p.keys.length; i++) {
      q.shard(p.classOf[i], p.bytes[i], p.current[i]);
      q.keys[i] = p.keys[i];
      q.loads[i] = p.loads[i];
    }
    q.links = p.links;
    q.replicas = p.replicas;
    q.gain = p.gain;
    q.stable = p.stable;
    return q;
  }

  private static Problems shuffled(Problems p, long seed) {
    Random random = new Random(seed);
    List<Integer> sites = order(p.sites.size(), random);
    List<Integer> kinds = order(p.permitted.size(), random);
    Problems q = new Problems();
    sites.forEach(s -> q.sites.add(p.sites.get(s)));
    for (int c : kinds) {
      q.permitted.add(
          p.permitted.get(c).stream()
              .map(sites::indexOf)
              .collect(BitSet::new, BitSet::set, BitSet::or));
    }
    for (int i : order(p.keys.length, random)) {
      int at = p.current[i] < 0 ? p.current[i] : sites.indexOf(p.current[i]);
      q.shard(kinds.indexOf(p.classOf[i]), p.bytes[i], at);
      q.keys[q.keys.length - 1] = p.keys[i];
      q.loads[q.keys.length - 1] = p.loads[i];
    }
    if (p.links.length > 0) {
      q.links = new double[sites.size()][sites.size()];
      for (int s = 0; s < sites.size(); s++) {
        for (int t = 0; t < sites.size(); t++) {
          q.links[s][t] = p.links[sites.get(s)][sites.get(t)];
        }
      }
    }
    q.replicas = p.replicas;
    q.gain = p.gain;
    q.stable = p.stable;
    return q;
  }

  private static List<Integer> order(int n, Random random) {
    List<Integer> order = IntStream.range(0, n).boxed().collect(Collectors.toList());
    Collections.shuffle(order, random);
    return order;
  }

  private static Map<Long, List<Long>> sitesByKey(Problems p) {
    Map<Long, List<Long>> sites = new HashMap<>();
    if (p.place() instanceof PlacementOutcome.Placed done) {
      for (int i = 0; i < p.keys.length; i++) {
        List<Long> at = new ArrayList<>();
        at.add(p.sites.get(done.placement().siteOf(i)).key());
        for (int s : done.placement().replicasOf(i)) {
          at.add(p.sites.get(s).key());
        }
        sites.put(p.keys[i], at);
      }
    }
    return sites;
  }
}
