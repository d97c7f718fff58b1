package dev.bailiwick.sharding.placement;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A problem in an order of its own, so that the answer does not depend on how it was written down.
 *
 * <p>Sites are sorted by key. Shards that may be at the same sites make one group, whatever class
 * they were given; what may not leave its site is in the group of that site alone. Groups are
 * sorted with the most constrained first, and shards by group, then the largest load first, then by
 * key.
 */
final class Instance {
  final PlacementProblem problem;
  final int shards;
  final int sites;
  final int groups;

  /** The given number of a site, and back. */
  final int[] siteGiven;

  final int[] siteHere;
  final long[] siteKey;
  final double[] weight;
  final long[] capacity;
  final boolean capped;

  /** The sites of a group, ascending; empty if it may be nowhere. */
  final int[][] allowed;

  final BitSet[] allowedSet;

  /** The shards of group g are from start[g] to start[g + 1]. */
  final int[] start;

  final int[] groupOf;
  final int[] given;
  final long[] key;
  final long[] load;
  final long[] bytes;

  /** Where a shard lies, or NOWHERE; stays is the same, but NOWHERE if it may not stay. */
  final int[] from;

  final int[] stays;

  Instance(PlacementProblem p) {
    problem = p;
    shards = p.shards();
    sites = p.sites();
    siteGiven =
        IntStream.range(0, sites)
            .boxed()
            .sorted(Comparator.comparingLong((Integer s) -> p.site(s).key()))
            .mapToInt(Integer::intValue)
            .toArray();
    siteHere = new int[sites];
    siteKey = new long[sites];
    weight = new double[sites];
    capacity = new long[sites];
    BitSet open = new BitSet(sites);
    for (int s = 0; s < sites; s++) {
      PlacementProblem.SiteSpec spec = p.site(siteGiven[s]);
      siteHere[siteGiven[s]] = s;
      siteKey[s] = spec.key();
      weight[s] = spec.weight();
      capacity[s] = spec.capacityBytes();
      open.set(s, !spec.draining());
    }
    int[] rough = new int[shards];
    List<BitSet> sets = groupSets(p, open, rough);
    groups = sets.size();
    allowedSet = sets.toArray(BitSet[]::new);
    allowed = sets.stream().map(b -> b.stream().toArray()).toArray(int[][]::new);

    given = new RadixOrder(shards).by(p.keys).byDescending(p.loads).by(rough, groups);
    groupOf = new int[shards];
    key = new long[shards];
    load = new long[shards];
    bytes = new long[shards];
    from = new int[shards];
    stays = new int[shards];
    start = new int[groups + 1];
    long total = 0;
    for (int i = 0; i < shards; i++) {
      int was = given[i];
      groupOf[i] = rough[was];
      start[groupOf[i] + 1]++;
      key[i] = p.keys[was];
      load[i] = p.loads[was];
      bytes[i] = p.bytes[was];
      total += bytes[i];
      int at = p.current(was);
      from[i] = at < 0 ? PlacementProblem.NOWHERE : siteHere[at];
      boolean may = from[i] >= 0 && allowedSet[groupOf[i]].get(from[i]);
      stays[i] = may ? from[i] : PlacementProblem.NOWHERE;
    }
    for (int g = 0; g < groups; g++) {
      start[g + 1] += start[g];
    }
    long all = total;
    capped = open.stream().anyMatch(s -> capacity[s] < all);
  }

  /** The sets of sites that shards have, in order; which one each shard has goes into rough. */
  private List<BitSet> groupSets(PlacementProblem p, BitSet open, int[] rough) {
    Map<BitSet, Integer> known = new HashMap<>();
    int[] number = new int[p.classes()];
    Arrays.fill(number, -1);
    for (int i = 0; i < shards; i++) {
      int c = p.classOf(i);
      if (number[c] < 0) {
        number[c] = number(known, here(p.permitted(c), open));
      }
      rough[i] = number[c];
    }
    List<BitSet> sets = known.keySet().stream().sorted(Instance::compareSets).toList();
    int[] sorted = new int[sets.size()];
    for (int g = 0; g < sorted.length; g++) {
      sorted[known.get(sets.get(g))] = g;
    }
    for (int i = 0; i < shards; i++) {
      rough[i] = sorted[rough[i]];
    }
    return sets;
  }

  private static int number(Map<BitSet, Integer> known, BitSet set) {
    int next = known.size();
    return known.computeIfAbsent(set, s -> next);
  }

  private BitSet here(BitSet permitted, BitSet open) {
    BitSet set = new BitSet(sites);
    permitted.stream().forEach(s -> set.set(siteHere[s]));
    set.and(open);
    return set;
  }

  private static int compareSets(BitSet a, BitSet b) {
    int bySize = Integer.compare(a.cardinality(), b.cardinality());
    if (bySize != 0) {
      return bySize;
    }
    return Arrays.compare(a.toLongArray(), b.toLongArray());
  }

  /** What a byte of a shard costs on its way to a site; 1 if nothing is known. */
  double cost(int shard, int to) {
    return from[shard] < 0 ? 1 : problem.linkCost(siteGiven[from[shard]], siteGiven[to]);
  }
}
