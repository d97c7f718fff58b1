package dev.bailiwick.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cases that are run in turn, round after round, so that what the machine does hits them alike. */
final class Trials {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int ROUNDS = 9;
  private static final double NANOS = 1e9;

  private final Map<String, Work> cases = new LinkedHashMap<>();

  /** What is timed. */
  interface Work {
    void run() throws Exception;
  }

  Trials add(String name, Work work) {
    cases.put(name, work);
    return this;
  }

  List<BenchResult.Case> run() throws Exception {
    Map<String, double[]> seconds = new LinkedHashMap<>();
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (Map.Entry<String, Work> one : cases.entrySet()) {
        long begun = System.nanoTime();
        one.getValue().run();
        double took = (System.nanoTime() - begun) / NANOS;
        if (round >= 0) {
          seconds.computeIfAbsent(one.getKey(), n -> new double[ROUNDS])[round] = took;
        }
      }
    }
    List<BenchResult.Case> results = new ArrayList<>();
    seconds.forEach((name, all) -> results.add(BenchResult.Case.of(name, all)));
    return results;
  }
}
