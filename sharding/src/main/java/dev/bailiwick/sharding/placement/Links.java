package dev.bailiwick.sharding.placement;

/** How dear it is to bring a group's bytes to a site, in few steps: the links' order of size. */
final class Links {
  private Links() {}

  /**
   * Per arc from 0, the cheapest, in steps of a factor of two.
   *
   * @param arcs the first arc of each group
   */
  static int[] dearness(Instance in, int[] arcs, int most) {
    int[] dearness = new int[arcs[in.groups]];
    double[] cost = new double[dearness.length];
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < in.groups; g++) {
      double[] bytesFrom = new double[in.sites];
      for (int i = in.start[g]; i < in.start[g + 1]; i++) {
        if (in.from[i] >= 0) {
          bytesFrom[in.from[i]] += in.bytes[i];
        }
      }
      double total = 0;
      for (int from = 0; from < in.sites; from++) {
        total += bytesFrom[from];
        for (int a = arcs[g]; bytesFrom[from] > 0 && a < arcs[g + 1]; a++) {
          int to = in.allowed[g][a - arcs[g]];
          cost[a] += bytesFrom[from] * in.problem.linkCost(in.siteGiven[from], in.siteGiven[to]);
        }
      }
      for (int a = arcs[g]; a < arcs[g + 1]; a++) {
        cost[a] /= Math.max(1, total);
        least = cost[a] > 0 ? Math.min(least, cost[a]) : least;
      }
    }
    for (int a = 0; a < cost.length; a++) {
      int steps = cost[a] > 0 ? Math.getExponent(cost[a] / least) : 0;
      dearness[a] = Math.max(0, Math.min(most, steps));
    }
    return dearness;
  }
}
