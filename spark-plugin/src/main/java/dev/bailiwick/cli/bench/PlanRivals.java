package dev.bailiwick.cli.bench;

import dev.bailiwick.sharding.placement.PlacementProblem;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What a user would write in an afternoon: both keep to the permitted set, and look no further. */
final class PlanRivals {
  private final PlacementProblem problem;
  private final int[][] homes;

  PlanRivals(PlacementProblem problem) {
    this.problem = problem;
    homes =
        IntStream.range(0, problem.classes())
            .mapToObj(c -> problem.permitted(c).stream().toArray())
            .toArray(int[][]::new);
  }

  /** Any permitted site; the highest load by weight. */
  double random() {
    SplittableRandom random = new SplittableRandom(11);
    double[] load = new double[problem.sites()];
    for (int i = 0; i < problem.shards(); i++) {
      int[] of = homes[problem.classOf(i)];
      load[of[random.nextInt(of.length)]] += problem.load(i);
    }
    return highest(load);
  }

  /** The permitted site that wins a weighted rendezvous; the highest load by weight. */
  double rendezvous() {
    double[] load = new double[problem.sites()];
    for (int i = 0; i < problem.shards(); i++) {
      int best = -1;
      double highest = 0;
      for (int s : homes[problem.classOf(i)]) {
        long seed = problem.site(s).key() ^ (i * 0x9e3779b97f4a7c15L);
        double draw = new SplittableRandom(seed).nextDouble();
        double score = -problem.site(s).weight() / Math.log(draw);
        if (best < 0 || score > highest) {
          best = s;
          highest = score;
        }
      }
      load[best] += problem.load(i);
    }
    return highest(load);
  }

  private double highest(double[] load) {
    return IntStream.range(0, load.length)
        .mapToDouble(s -> load[s] / problem.site(s).weight())
        .max()
        .orElseThrow();
  }
}
