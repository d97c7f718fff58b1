package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** Which shard is where, while that is still being decided, and what sites hold so. */
final class Draft {
  static final int NOWHERE = PlacementProblem.NOWHERE;

  final Instance in;
  final int[] at;
  final long[] load;
  final long[] bytes;

  private Draft(Instance in, int[] at) {
    this.in = in;
    this.at = at;
    load = new long[in.sites];
    bytes = new long[in.sites];
    for (int i = 0; i < at.length; i++) {
      if (at[i] >= 0) {
        load[at[i]] += in.load[i];
        bytes[at[i]] += in.bytes[i];
      }
    }
  }

  static Draft of(Instance in, int[] at) {
    return new Draft(in, at.clone());
  }

  Draft copy() {
    return new Draft(in, at.clone());
  }

  void put(int shard, int site) {
    if (at[shard] >= 0) {
      load[at[shard]] -= in.load[shard];
      bytes[at[shard]] -= in.bytes[shard];
    }
    at[shard] = site;
    if (site >= 0) {
      load[site] += in.load[shard];
      bytes[site] += in.bytes[shard];
    }
  }

  boolean fits(int shard, int site) {
    return in.bytes[shard] <= in.capacity[site] - bytes[site];
  }

  double ratio(int site) {
    return load[site] / in.weight[site];
  }

  double highest() {
    double highest = 0;
    for (int s = 0; s < in.sites; s++) {
      highest = Math.max(highest, ratio(s));
    }
    return highest;
  }

  int highestSite() {
    int best = 0;
    for (int s = 1; s < in.sites; s++) {
      best = ratio(s) > ratio(best) ? s : best;
    }
    return best;
  }

  /** The allowed site with room where a shard adds up to the least load, or NOWHERE. */
  int leastLoaded(int shard) {
    int best = NOWHERE;
    double least = Double.POSITIVE_INFINITY;
    for (int s : in.allowed[in.groupOf[shard]]) {
      double then = (load[s] + in.load[shard]) / in.weight[s];
      if (then < least && fits(shard, s)) {
        least = then;
        best = s;
      }
    }
    return best;
  }

  int unplaced() {
    return (int) Arrays.stream(at).filter(s -> s < 0).count();
  }

  /** The shards of each site, by number. */
  int[][] members() {
    int[] count = new int[in.sites];
    for (int s : at) {
      if (s >= 0) {
        count[s]++;
      }
    }
    int[][] members = new int[in.sites][];
    for (int s = 0; s < in.sites; s++) {
      members[s] = new int[count[s]];
    }
    for (int i = at.length - 1; i >= 0; i--) {
      if (at[i] >= 0) {
        members[at[i]][--count[at[i]]] = i;
      }
    }
    return members;
  }
}
