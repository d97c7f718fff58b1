package dev.bailiwick.train;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is on record of one round, for progress, report and checkpoint.
 *
 * @param round rounds done with this one, from 1
 * @param loss mean training loss, weighted by rows
 * @param test evaluation of the average on all test rows; of no rows when the run has none
 * @param milliseconds of the whole round, evaluation and checkpoint included
 * @param sites by name
 */
public record RoundRecord(
    int round, double loss, Evaluation test, long milliseconds, Map<String, Site> sites) {

  /** Sorts the sites. */
  public RoundRecord {
    sites = java.util.Collections.unmodifiableMap(new TreeMap<>(sites));
  }

  /**
   * One site's part.
   *
   * @param workers that trained
   * @param rows distinct rows that they cover
   * @param loss mean training loss, weighted by rows; 0 without workers
   * @param test evaluation on the site's test rows
   * @param computeMilliseconds of all its workers together, training and evaluation
   * @param loadedRows read from shards in this round, because no cache had them
   * @param parametersDownBytes sealed assignments that went to the site
   * @param parametersUpBytes sealed updates that came from it
   * @param metricsUpBytes sealed counts that came from it
   */
  public record Site(
      int workers,
      long rows,
      double loss,
      Evaluation test,
      long computeMilliseconds,
      long loadedRows,
      long parametersDownBytes,
      long parametersUpBytes,
      long metricsUpBytes) {}
}
