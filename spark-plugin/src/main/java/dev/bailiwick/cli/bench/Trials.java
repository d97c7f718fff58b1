package dev.bailiwick.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cases that are run in turn, round after round, so that what the machine does hits them alike.
 * Each second round goes backwards: what becomes faster or slower all the while favours nobody.
 */
final class Trials {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int ROUNDS = 9;
  private static final double NANOS = 1e9;

  private final int warmUps;
  private final int rounds;
  private final Map<String, Timed> cases = new LinkedHashMap<>();

  Trials() {
    this(WARM_UP_ROUNDS, ROUNDS);
  }

  Trials(int warmUps, int rounds) {
    this.warmUps = warmUps;
    this.rounds = rounds;
  }

  /** What is timed. */
  interface Work {
    void run() throws Exception;
  }

  /** What times itself, because not all of it counts. */
  interface Timed {
    double seconds() throws Exception;
  }

  Trials add(String name, Work work) {
    return addTimed(
        name,
        () -> {
          long begun = System.nanoTime();
          work.run();
          return (System.nanoTime() - begun) / NANOS;
        });
  }

  Trials addTimed(String name, Timed work) {
    cases.put(name, work);
    return this;
  }

  List<BenchResult.Case> run() throws Exception {
    Map<String, double[]> seconds = new LinkedHashMap<>();
    cases.keySet().forEach(name -> seconds.put(name, new double[rounds]));
    List<String> order = new ArrayList<>(cases.keySet());
    for (int round = -warmUps; round < rounds; round++) {
      for (String name : order) {
        double took = cases.get(name).seconds();
        if (round >= 0) {
          seconds.get(name)[round] = took;
        }
      }
      Collections.reverse(order);
    }
    List<BenchResult.Case> results = new ArrayList<>();
    seconds.forEach((name, all) -> results.add(BenchResult.Case.of(name, all)));
    return results;
  }
}
