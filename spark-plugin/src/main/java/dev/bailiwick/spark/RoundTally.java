package dev.bailiwick.spark;

import dev.bailiwick.train.Evaluation;
import dev.bailiwick.train.RoundRecord;
import dev.bailiwick.train.Update;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the answers of one round, by site. */
final class RoundTally {
  private final Map<String, Site> sites = new TreeMap<>();

  private static final class Site {
    int workers;
    long rows;
    double lossByRows;
    Evaluation test = Evaluation.NONE;
    long nanoseconds;
    long loadedRows;
    long parametersDown;
    long parametersUp;
    long metricsUp;
  }

  void trained(RoundJob.Answer answer) {
    Site site = count(answer);
    Update.Figures figures = answer.update().figures();
    site.workers++;
    site.rows += figures.rows();
    site.lossByRows += figures.loss() * figures.rows();
    site.parametersUp += answer.upBytes();
  }

  void evaluated(RoundJob.Answer answer) {
    Site site = count(answer);
    site.test = site.test.plus(answer.update().evaluation());
    site.metricsUp += answer.upBytes();
  }

  private Site count(RoundJob.Answer answer) {
    Site site = sites.computeIfAbsent(answer.update().worker().site(), s -> new Site());
    site.nanoseconds += answer.update().figures().nanoseconds();
    site.loadedRows += answer.update().figures().loadedRows();
    site.parametersDown += answer.downBytes();
    return site;
  }

  RoundRecord record(int rounds, long milliseconds) {
    Map<String, RoundRecord.Site> out = new TreeMap<>();
    long rows = 0;
    double lossByRows = 0;
    Evaluation test = Evaluation.NONE;
    for (Map.Entry<String, Site> entry : sites.entrySet()) {
      Site site = entry.getValue();
      rows += site.rows;
      lossByRows += site.lossByRows;
      test = test.plus(site.test);
      out.put(
          entry.getKey(),
          new RoundRecord.Site(
              site.workers,
              site.rows,
              site.rows == 0 ? 0 : site.lossByRows / site.rows,
              site.test,
              site.nanoseconds / 1_000_000,
              site.loadedRows,
              site.parametersDown,
              site.parametersUp,
              site.metricsUp));
    }
    return new RoundRecord(rounds, lossByRows / rows, test, milliseconds, out);
  }
}
