package dev.bailiwick.sharding.placement;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The least highest load that amounts per group allow if shards could be split, and below it the
 * least loads of the sites that are no bottleneck.
 *
 * <p>Load is amount divided by weight. For any groups, what they have must lie within the sites
 * allowed to them: so no placement is below the largest ratio of amount to weight over all sets of
 * groups. The set that attains it is found as Dinkelbach's method finds it: start from all groups,
 * send what flows, take the groups of a minimal cut as the next set, until all flows. Those groups
 * and sites are settled then, and the rest has a bound of its own, which is lower.
 */
final class Bound {
  private static final int LEVELS = 16;
  private static final int HALVINGS = 200;

  private final int[][] allowed;
  private final double[] weight;
  private final double[] base;
  private final double[] limit;

  /** For each site the load to which it is filled; the highest first in time. */
  final double[] fill;

  /** The highest of them: infinite if the limits do not hold the amounts. */
  double highest;

  /**
   * @param base the load that each site has already, in units of amount
   * @param limit the most that each site can take in all, in units of amount; may be infinite
   */
  Bound(int[][] allowed, double[] weight, double[] base, double[] limit) {
    this.allowed = allowed;
    this.weight = weight;
    this.base = base;
    this.limit = limit;
    fill = new double[weight.length];
  }

  Bound of(long[] amount) {
    boolean[] groups = new boolean[allowed.length];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = amount[g] > 0;
    }
    boolean[] sites = new boolean[weight.length];
    Arrays.fill(sites, true);
    double last = 0;
    for (int level = 0; level < LEVELS && any(groups); level++) {
      last = settle(amount, groups, sites, level == LEVELS - 1);
      highest = Math.max(highest, last);
    }
    return this;
  }

  private static boolean any(boolean[] flags) {
    return IntStream.range(0, flags.length).anyMatch(i -> flags[i]);
  }

  /** Finds the tightest set among what is open, fills its sites, and closes it. */
  private double settle(long[] amount, boolean[] groups, boolean[] sites, boolean all) {
    int[] of = IntStream.range(0, groups.length).filter(g -> groups[g]).toArray();
    int[][] open = new int[of.length][];
    for (int i = 0; i < of.length; i++) {
      open[i] = Arrays.stream(allowed[of[i]]).filter(s -> sites[s]).toArray();
    }
    Flow flow = new Flow(open, weight.length);
    double total = 0;
    boolean[] cut = new boolean[of.length + weight.length];
    for (int i = 0; i < of.length; i++) {
      flow.left[i] = amount[of[i]];
      total += amount[of[i]];
      cut[i] = true;
      for (int s : open[i]) {
        cut[of.length + s] = true;
      }
    }
    boolean[] tight = cut;
    boolean[] reached = cut;
    double load = fillOf(cut, of.length, total);
    long[] given = new long[weight.length];
    while (load < Double.POSITIVE_INFINITY) {
      for (int s = 0; s < weight.length; s++) {
        long more = (long) Math.ceil(takes(s, load)) - given[s];
        given[s] += Math.max(0, more);
        flow.room[s] += Math.max(0, more);
      }
      flow.run();
      if (flow.unsent() == 0) {
        break;
      }
      tight = flow.bottleneck();
      double inside = 0;
      for (int i = 0; i < of.length; i++) {
        inside += tight[i] ? amount[of[i]] : 0;
      }
      load = Math.max(Math.nextUp(load), fillOf(tight, of.length, inside));
    }
    boolean[] closed = all || load == Double.POSITIVE_INFINITY ? reached : tight;
    for (int i = 0; i < of.length; i++) {
      groups[of[i]] &= !closed[i];
    }
    for (int s = 0; s < weight.length; s++) {
      if (sites[s] && closed[of.length + s]) {
        fill[s] = load;
        sites[s] = false;
      }
    }
    return load;
  }

  private double takes(int site, double load) {
    return Math.max(0, Math.min(limit[site], load * weight[site]) - base[site]);
  }

  /** The load at which the sites of a set take an amount. */
  private double fillOf(boolean[] set, int groups, double amount) {
    double heavy = 0;
    double high = 0;
    double most = 0;
    boolean plain = true;
    for (int s = 0; s < weight.length; s++) {
      if (set[groups + s]) {
        heavy += weight[s];
        high = Math.max(high, base[s] / weight[s]);
        most += Math.max(0, limit[s] - base[s]);
        plain &= base[s] == 0 && limit[s] == Double.POSITIVE_INFINITY;
      }
    }
    if (plain) {
      return amount / heavy;
    }
    if (most < amount) {
      return Double.POSITIVE_INFINITY;
    }
    double low = 0;
    high += amount / heavy;
    while (taken(set, groups, high) < amount) {
      double before = high;
      high *= 2;
      if (before == high) {
        return Double.POSITIVE_INFINITY;
      }
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (taken(set, groups, middle) < amount) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double taken(boolean[] set, int groups, double load) {
    double sum = 0;
    for (int s = 0; s < weight.length; s++) {
      sum += set[groups + s] ? takes(s, load) : 0;
    }
    return sum;
  }
}
