package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.GovernedResult;
import dev.bailiwick.spark.Placement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.scheduler.ResultStage;
import org.apache.spark.scheduler.TaskSet;
import scala.Option;

/** Decides what the last stage of a job may return to the driver, and where it may write. */
final class ResultJudge {
  private final Placement placement;

  ResultJudge(Placement placement) {
    this.placement = placement;
  }

  /** Why this stage may not run; empty when it may. */
  Optional<Denial> judge(ResultStage stage, TaskSet taskSet, List<Holding> holdings) {
    Set<Governed> rows = new LinkedHashSet<>();
    holdings.forEach(h -> rows.addAll(h.all()));
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    if (stage.rdd() instanceof GovernedResult ours) {
      return toDriver(rows, ours.resultClass(), "");
    }
    Optional<Placement.Trusted> trusted = placement.trusted(taskSet.properties());
    if (trusted.isPresent()) {
      return trusted.get().transferClass().flatMap(c -> toDriver(rows, c, ""));
    }
    Optional<Denial> view = toDriver(rows, TransferClass.VIEW, "");
    FinalFunction function = FinalFunction.of(stage.rdd(), stage.func());
    if (view.isEmpty()) {
      if (function == FinalFunction.ROWS) {
        placement.returnToDriver(rows);
      }
      return switch (function) {
        case WRITE -> judgeWrite(stage, rows);
        case CHECKPOINT -> judgeCheckpoint(stage, rows);
        default -> Optional.empty();
      };
    }
    ClosureScan scan = ClosureScan.of(StageJudge.travelling(stage));
    if (!scan.rowAccumulators().isEmpty()) {
      return toDriver(
          rows,
          TransferClass.VIEW,
          " The stage carries accumulators that can bring rows to the driver: "
              + scan.rowAccumulators()
              + ".");
    }
    return switch (function) {
      case COUNT, EACH, SCHEMA -> Optional.empty();
      case WRITE -> judgeWrite(stage, rows);
      case CHECKPOINT -> judgeCheckpoint(stage, rows);
      case ROWS ->
          isCount(taskSet)
              ? Optional.empty()
              : toDriver(
                  rows,
                  TransferClass.VIEW,
                  " The driver runs there, and the job would return rows to it. Counts, work on"
                      + " each partition and writes to a permitted site are possible.");
    };
  }

  /** The first of these that may not go to the driver as this class. */
  private Optional<Denial> toDriver(Set<Governed> rows, TransferClass c, String more) {
    List<String> places =
        c == TransferClass.VIEW ? placement.viewedAt() : List.of(placement.driverSite());
    return places.stream()
        .flatMap(
            place ->
                rows.stream()
                    .filter(g -> !g.permitted(c).contains(place))
                    .map(g -> g.denial(c, place, Denial.Layer.SCHEDULER)))
        .findFirst()
        .map(d -> StageJudge.explained(d, more));
  }

  private static boolean isCount(TaskSet taskSet) {
    if (taskSet.properties() == null) {
      return false;
    }
    String execution = taskSet.properties().getProperty("spark.sql.execution.id");
    return execution != null && CountPlan.isRunning(execution);
  }

  /** Rows may be written where they may be stored: the target must lie in a permitted site. */
  private Optional<Denial> judgeWrite(ResultStage stage, Set<Governed> rows) {
    return judgeTargets(ClosureScan.of(StageJudge.travelling(stage)).targets(), rows);
  }

  /** A checkpoint is a write in clear, whoever may see the rows. */
  private Optional<Denial> judgeCheckpoint(ResultStage stage, Set<Governed> rows) {
    Option<String> folder = stage.rdd().context().getCheckpointDir();
    return judgeTargets(folder.isDefined() ? List.of(folder.get()) : List.of(), rows);
  }

  private Optional<Denial> judgeTargets(List<String> targets, Set<Governed> rows) {
    if (targets.isEmpty()) {
      return Optional.of(unknownTarget(rows, "a target that cannot be read from the job"));
    }
    for (String target : targets) {
      Optional<String> site = placement.siteOfPath(target);
      if (site.isEmpty()) {
        return Optional.of(unknownTarget(rows, target));
      }
      Optional<Denial> denial =
          rows.stream()
              .filter(g -> !g.permitted(TransferClass.RAW).contains(site.get()))
              .findFirst()
              .map(g -> g.denial(TransferClass.RAW, site.get(), Denial.Layer.SCHEDULER));
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  private static Denial unknownTarget(Set<Governed> rows, String target) {
    return new Denial(
        rows.iterator().next().name(),
        "unknown",
        TransferClass.RAW.id(),
        "",
        "",
        "",
        "The job writes to "
            + target
            + ", which lies in no site's storage. Write below the storage of a site that the"
            + " topology names.",
        Denial.Layer.SCHEDULER);
  }
}
