package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a benchmark found, as {@code target/bench/NAME.json} holds it.
 *
 * @param bench its name
 * @param cases what was timed
 * @param figures name to number: rates and ratios made of the cases' medians
 */
public record BenchResult(String bench, List<Case> cases, SortedMap<String, Double> figures) {
  public BenchResult {
    cases = List.copyOf(cases);
    figures = new TreeMap<>(figures);
  }

  /**
   * One case.
   *
   * @param medianSeconds over its runs
   */
  public record Case(
      String name,
      @JsonProperty("median_s") double medianSeconds,
      @JsonProperty("min_s") double minSeconds,
      @JsonProperty("max_s") double maxSeconds) {

    static Case of(String name, double[] seconds) {
      double[] sorted = seconds.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
      return new Case(name, median, sorted[0], sorted[sorted.length - 1]);
    }
  }
}
