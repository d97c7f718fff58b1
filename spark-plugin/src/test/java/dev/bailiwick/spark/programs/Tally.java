package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The counts of a campaign, and what must not have happened. */
public final class Tally {
  int generated;
  int legal;
  int ran;
  int ranLegal;
  int ranThoughIllegal;
  int refusedLegal;
  int refusedRightly;
  int kills;
  int touches;
  final List<String> violations = new ArrayList<>();
  final List<String> wrongResults = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<String> broken = new ArrayList<>();
  final List<String> bareRefusals = new ArrayList<>();
  final Map<String, Integer> reasons = new TreeMap<>();
  final Map<String, Integer> operatorsRun = new TreeMap<>();
  final Map<String, Integer> operators = new TreeMap<>();

  Tally() {}

  public int legal() {
    return legal;
  }

  public int ranLegal() {
    return ranLegal;
  }

  public int kills() {
    return kills;
  }

  public int touches() {
    return touches;
  }

  public int operators() {
    return operators.size();
  }

  /** Rows where they must not be. */
  public List<String> violations() {
    return violations;
  }

  /** Results other than those of an ungoverned Spark. */
  public List<String> wrongResults() {
    return wrongResults;
  }

  /** Programs that neither ran nor were refused. */
  public List<String> failures() {
    return failures;
  }

  /** Programs that the ungoverned Spark cannot run, either. */
  public List<String> broken() {
    return broken;
  }

  /** Refusals that name no policy, file and line. */
  public List<String> bareRefusals() {
    return bareRefusals;
  }

  @Override
  public String toString() {
    return """
        generated %d, legal by the oracle %d, ran %d (%d of the legal, %.0f %%), \
        refused though legal %d, refused rightly %d, ran though the oracle says no %d
        violations %d, wrong results %d, failures %d, broken without us, too %d, refusals without a rule %d, kills %d, \
        touches on record %d
        refused though legal, by reason: %s
        operators generated: %s
        operators of programs that ran: %s"""
        .formatted(
            generated,
            legal,
            ran,
            ranLegal,
            legal == 0 ? 0.0 : 100.0 * ranLegal / legal,
            refusedLegal,
            refusedRightly,
            ranThoughIllegal,
            violations.size(),
            wrongResults.size(),
            failures.size(),
            broken.size(),
            bareRefusals.size(),
            kills,
            touches,
            reasons,
            operators,
            operatorsRun);
  }
}
