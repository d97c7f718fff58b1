package dev.bailiwick.cli.bench;

import dev.bailiwick.sharding.placement.PlacementProblem;
import dev.bailiwick.sharding.placement.PlacementProblem.SiteSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Shards as a federation has them: sites of unequal weight, laws that permit from one site to all
 * of them, sizes that are log-normal, and most rows at a few of the sites where they may be.
 */
final class PlanWorld {
  static final int SITES = 200;
  private static final int CLASSES = 300;
  private static final long SEED = 7;
  private static final double MEDIAN_ROWS_LOG = 11;
  private static final long ROW_BYTES = 100;

  private PlanWorld() {}

  /**
   * A problem.
   *
   * @param lie whether the rows lie somewhere, or come from outside
   */
  static PlacementProblem of(int shards, boolean lie) {
    SplittableRandom random = new SplittableRandom(SEED);
    Random normal = new Random(SEED);
    List<SiteSpec> sites = new ArrayList<>();
    for (int s = 0; s < SITES; s++) {
      double weight = Math.exp(0.5 * normal.nextGaussian());
      sites.add(new SiteSpec(random.nextLong(), weight, PlacementProblem.UNLIMITED, false));
    }
    PlacementProblem.Builder problem = PlacementProblem.between(sites);
    int[][] homes = new int[CLASSES][];
    double[] upTo = new double[CLASSES];
    double total = 0;
    for (int c = 0; c < CLASSES; c++) {
      BitSet set = new BitSet();
      int breadth = (int) Math.exp(random.nextDouble() * Math.log(SITES));
      while (set.cardinality() < Math.max(1, breadth)) {
        set.set(random.nextInt(SITES));
      }
      problem.addClass(set);
      homes[c] = set.stream().toArray();
      total += set.cardinality() * Math.exp(normal.nextGaussian());
      upTo[c] = total;
    }
    long[] keys = new long[shards];
    long[] rows = new long[shards];
    long[] bytes = new long[shards];
    int[] classOf = new int[shards];
    int[] current = new int[shards];
    for (int i = 0; i < shards; i++) {
      keys[i] = random.nextLong();
      rows[i] = (long) Math.exp(MEDIAN_ROWS_LOG + normal.nextGaussian());
      bytes[i] = rows[i] * ROW_BYTES;
      int c = Arrays.binarySearch(upTo, random.nextDouble() * total);
      classOf[i] = Math.min(CLASSES - 1, c < 0 ? -c - 1 : c);
      int[] of = homes[classOf[i]];
      int at = of[(int) (Math.pow(random.nextDouble(), 2) * of.length)];
      current[i] = lie ? at : PlacementProblem.NOWHERE;
    }
    return problem.shards(keys, rows, bytes, classOf, current).build();
  }
}
