package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/**
 * Turns amounts per group and site into whole shards.
 *
 * <p>Group by group, the most constrained first: what is to leave a site is taken from the largest
 * shards on, and what has no site is given out, the largest first. Without a former placement a
 * shard goes to the site that has most of its amount left (longest processing time first), by the
 * cheapest link if links differ. With one it goes to the site that wins its rendezvous among those
 * that still have room for it (bounded loads: Mirrokni, Thorup, Zadimoghaddam 2018).
 */
final class Assigner {
  private final Instance in;
  private final Draft draft;
  private final double unit;
  private final double[] amount;

  /**
   * @param unit how much flow is one of load
   */
  Assigner(Draft draft, double unit) {
    this.in = draft.in;
    this.draft = draft;
    this.unit = unit;
    amount = new double[in.sites];
  }

  /** Follows the flow as far as whole shards and capacities allow. */
  void follow(Flow flow) {
    for (int g = 0; g < in.groups; g++) {
      evict(flow, g);
    }
    for (int g = 0; g < in.groups; g++) {
      giveOut(flow, g);
    }
  }

  private void evict(Flow flow, int g) {
    boolean any = false;
    for (int i = 0; i < in.allowed[g].length; i++) {
      int arc = flow.arcs(g) + i;
      double excess = (flow.keep[arc] - flow.flow[arc]) / unit;
      amount[in.allowed[g][i]] = excess;
      any |= excess > 0;
    }
    if (!any) {
      return;
    }
    for (int i = in.start[g]; i < in.start[g + 1]; i++) {
      leaveIf(i, 1);
    }
    for (int i = in.start[g + 1] - 1; i >= in.start[g]; i--) {
      // What is left over is less than any shard: nearer to one or to none?
      leaveIf(i, 0.5);
    }
  }

  private void leaveIf(int shard, double part) {
    int s = draft.at[shard];
    if (s >= 0 && in.load[shard] > 0 && in.load[shard] * part <= amount[s]) {
      amount[s] -= in.load[shard];
      draft.put(shard, Draft.NOWHERE);
    }
  }

  private void giveOut(Flow flow, int g) {
    int[] sites = in.allowed[g];
    int[] taking = new int[sites.length];
    int count = 0;
    for (int i = 0; i < sites.length; i++) {
      int arc = flow.arcs(g) + i;
      amount[sites[i]] = (flow.flow[arc] - flow.keep[arc]) / unit;
      if (amount[sites[i]] > 0) {
        taking[count++] = sites[i];
      }
    }
    taking = Arrays.copyOf(taking, count);
    double[] weight = new double[in.sites];
    for (int s : taking) {
      weight[s] = amount[s];
    }
    for (int i = in.start[g]; i < in.start[g + 1]; i++) {
      if (draft.at[i] < 0) {
        int to = choose(i, taking, weight);
        if (to >= 0) {
          amount[to] -= in.load[i];
          draft.put(i, to);
        }
      }
    }
  }

  private int choose(int shard, int[] taking, double[] weight) {
    int to = Draft.NOWHERE;
    if (in.problem.stable()) {
      to = byRendezvous(shard, taking, weight);
    } else if (in.problem.hasLinks() && in.from[shard] >= 0) {
      to = byLink(shard, taking);
    }
    return to >= 0 ? to : byAmountLeft(shard, taking);
  }

  private int byAmountLeft(int shard, int[] taking) {
    int best = Draft.NOWHERE;
    for (int s : taking) {
      if ((best < 0 || amount[s] > amount[best]) && draft.fits(shard, s)) {
        best = s;
      }
    }
    // An amount that is used up says no more than any other site does.
    return best >= 0 && amount[best] > 0 ? best : draft.leastLoaded(shard);
  }

  private int byRendezvous(int shard, int[] taking, double[] weight) {
    int best = Draft.NOWHERE;
    double highest = 0;
    for (int s : taking) {
      if (amount[s] >= in.load[shard] && draft.fits(shard, s)) {
        double cheap = weight[s] / in.cost(shard, s);
        double score = Rendezvous.score(in.key[shard], in.siteKey[s], cheap);
        if (score > highest) {
          highest = score;
          best = s;
        }
      }
    }
    return best;
  }

  private int byLink(int shard, int[] taking) {
    int best = Draft.NOWHERE;
    double least = Double.POSITIVE_INFINITY;
    for (int s : taking) {
      if (amount[s] >= in.load[shard] && draft.fits(shard, s)) {
        double cost = in.cost(shard, s);
        if (cost < least || (cost == least && amount[s] > amount[best])) {
          least = cost;
          best = s;
        }
      }
    }
    return best;
  }
}
