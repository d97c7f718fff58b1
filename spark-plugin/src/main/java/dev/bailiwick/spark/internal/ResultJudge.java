package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.GovernedResult;
import dev.bailiwick.spark.Placement;
import dev.bailiwick.spark.sql.ReleaseAdvice;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.spark.scheduler.ResultStage;
import org.apache.spark.scheduler.TaskSet;
import org.jspecify.annotations.Nullable;

/** Decides what the last stage of a job may return to the driver. */
final class ResultJudge {
  private static final String POSSIBLE =
      " Counts, work on each partition and writes into the storage of a permitted site are possible"
          + " without.";

  private final Placement placement;
  private final DriverGate gate;
  private final WriteJudge writes;

  ResultJudge(Placement placement, DriverGate gate, WriteJudge writes) {
    this.placement = placement;
    this.gate = gate;
    this.writes = writes;
  }

  /**
   * Why this stage may not run; empty when it may.
   *
   * @param all what its tasks hold, together
   */
  Optional<Denial> judge(ResultStage stage, TaskSet taskSet, Holding all) {
    Set<Governed> held = all.held();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    if (stage.rdd() instanceof GovernedResult ours) {
      return gate.toDriver(held, ours.resultClass(), "");
    }
    Optional<Placement.Trusted> trusted = placement.trusted(taskSet.properties());
    if (trusted.isPresent()) {
      return trusted.get().transferClass().flatMap(c -> gate.toDriver(held, c, ""));
    }
    return gate.accumulators(StageJudge.travelling(stage), held)
        .or(() -> result(stage, taskSet, all.rows(), all.releases()));
  }

  private Optional<Denial> result(
      ResultStage stage,
      TaskSet taskSet,
      Set<Governed> rows,
      Map<Governed, Holding.Release> releases) {
    if (rows.isEmpty() && releases.isEmpty()) {
      return Optional.empty();
    }
    return switch (FinalFunction.of(stage.rdd(), stage.func())) {
      case COUNT, SCHEMA -> Optional.empty();
      case EACH -> writes.connector(stage, rows, releases);
      case WRITE -> writes.write(stage, rows, releases);
      case CHECKPOINT -> writes.checkpoint(stage, rows, releases);
      case ROWS ->
          gate.releasesToDriver(releases)
              .or(() -> gate.rows(rows, ""))
              // Looked for only when it is needed: it asks the query's plan.
              .map(d -> StageJudge.explained(d, returned(taskSet.properties())));
    };
  }

  /** What the user could do instead. */
  private static String returned(@Nullable Properties properties) {
    Optional<String> advice =
        Optional.ofNullable(properties)
            .map(p -> p.getProperty("spark.sql.execution.id"))
            .flatMap(ReleaseAdvice::forExecution);
    String asStatistics =
        advice
            .map(a -> " To release aggregates under a rule for 'statistics': " + a + ".")
            .orElse("");
    return " The driver runs there, and the job would return rows to it. (So do broadcast joins,"
        + " by a hint or where spark.sql.autoBroadcastJoinThreshold is not -1, global sorts, which"
        + " sample keys, and reading a schema from CSV or JSON: give one.)"
        + POSSIBLE
        + asStatistics;
  }
}
