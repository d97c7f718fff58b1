package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.sharding.placement.Placement;
import dev.bailiwick.sharding.placement.PlacementOutcome;
import dev.bailiwick.sharding.placement.PlacementProblem;
import dev.bailiwick.sharding.placement.Placer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The part of {@link PlanBenchmark} that is timed, in a process of its own. */
final class PlanTrial {
  private static final int[] SIZES = {10_000, 100_000, 1_000_000};

  private PlanTrial() {}

  /** Writes what it found as JSON to the one file that it is given. */
  public static void main(String[] arguments) throws Exception {
    new ObjectMapper().writeValue(Path.of(arguments[0]).toFile(), run());
  }

  private static BenchResult run() throws Exception {
    Trials trials = new Trials();
    SortedMap<String, Double> figures = new TreeMap<>();
    List<PlacementProblem> lying = new ArrayList<>();
    double worst = 1;
    for (int size : SIZES) {
      PlacementProblem problem = PlanWorld.of(size, true);
      lying.add(problem);
      trials.add("plan " + size, () -> place(problem));
    }
    int most = SIZES[SIZES.length - 1];
    PlacementProblem fresh = PlanWorld.of(most, false);
    trials.add("plan fresh " + most, () -> place(fresh));
    PlanRivals rivals = new PlanRivals(fresh);
    trials.add("random permitted", rivals::random);
    trials.add("rendezvous", rivals::rendezvous);
    List<BenchResult.Case> cases = trials.run();

    for (int i = 0; i < SIZES.length; i++) {
      double ratio = ratio(place(lying.get(i)));
      figures.put("load_to_lower_bound_" + SIZES[i], ratio);
      worst = Math.max(worst, ratio);
    }
    Placement placed = place(fresh);
    figures.put("load_to_lower_bound_fresh", ratio(placed));
    figures.put("load_to_lower_bound", Math.max(worst, ratio(placed)));
    figures.put("random_to_lower_bound", rivals.random() / placed.lowerBound());
    figures.put("rendezvous_to_lower_bound", rivals.rendezvous() / placed.lowerBound());
    figures.put("plan_1m_200_seconds", cases.get(2).medianSeconds());
    figures.put("growth_exponent", slope(cases));
    // What another process on the same core takes is in the seconds above, and not in these.
    long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    place(lying.get(2));
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
    figures.put("plan_1m_200_cpu_seconds", took / 1e9);
    return new BenchResult("plan", cases, figures);
  }

  private static double ratio(Placement placement) {
    return placement.highestLoad() / placement.lowerBound();
  }

  private static Placement place(PlacementProblem problem) {
    if (Placer.place(problem) instanceof PlacementOutcome.Placed done) {
      return done.placement();
    }
    throw new IllegalStateException("a problem without limits was not placed");
  }

  /** By least squares: of the logarithm of the time over that of the number of shards. */
  private static double slope(List<BenchResult.Case> cases) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < SIZES.length; i++) {
      meanX += Math.log(SIZES[i]) / SIZES.length;
      meanY += Math.log(cases.get(i).medianSeconds()) / SIZES.length;
    }
    double above = 0;
    double below = 0;
    for (int i = 0; i < SIZES.length; i++) {
      double x = Math.log(SIZES[i]) - meanX;
      above += x * (Math.log(cases.get(i).medianSeconds()) - meanY);
      below += x * x;
    }
    return above / below;
  }
}
