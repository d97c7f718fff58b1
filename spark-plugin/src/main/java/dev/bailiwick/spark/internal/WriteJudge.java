package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.scheduler.ResultStage;

/** Rows may be written where they may be stored: the target must lie in a permitted site. */
final class WriteJudge {
  private static final Set<String> NOWHERE =
      Set.of(
          "org.apache.spark.sql.execution.datasources.noop.NoopWriterFactory$",
          "org.apache.spark.sql.execution.datasources.noop.NoopStreamingDataWriterFactory$");
  private static final String FILES =
      "org.apache.spark.sql.execution.datasources.v2.FileWriterFactory";

  /** Under such names writers write below a target; a policy may match by them. */
  private static final List<String> NAMES =
      Stream.of("", ".csv", ".json", ".parquet", ".orc", ".txt", ".avro")
          .map(end -> "/part-00000" + end)
          .toList();

  /** Where the lambdas of Spark's own {@code foreach} are written, and those of its wrappers. */
  private static final List<String> PLAIN =
      List.of(
          "org.apache.spark.SparkContext",
          "org.apache.spark.rdd.",
          "org.apache.spark.api.java.",
          "org.apache.spark.sql.Dataset",
          "org.apache.spark.sql.internal.ToScalaUDF",
          "org.apache.spark.sql.internal.UDFAdaptors",
          "org.apache.spark.sql.classic.Dataset");

  private final Placement placement;
  private final DriverGate gate;

  WriteJudge(Placement placement, DriverGate gate) {
    this.placement = placement;
    this.gate = gate;
  }

  /** A job that ends in one of Spark's writers. */
  Optional<Denial> write(
      ResultStage stage, Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    ClosureScan scan = ClosureScan.of(StageJudge.travelling(stage));
    Set<String> targets = new LinkedHashSet<>(scan.targets());
    List<String> writers = new ArrayList<>(scan.writers());
    if (writers.removeAll(NOWHERE) && writers.isEmpty() && targets.isEmpty()) {
      return Optional.empty();
    }
    writers.remove(FILES);
    writers.forEach(w -> targets.add("the sink " + w));
    return at(targets, rows, releases)
        .or(
            () ->
                scan.partitionColumns().isEmpty()
                    ? Optional.empty()
                    : gate.rows(
                        rows,
                        " The write makes a folder for each value of "
                            + scan.partitionColumns()
                            + ", and tells the driver all of them. Write without partitionBy."));
  }

  /** Work on each row or partition: the user's own, or a connector of Spark's that writes. */
  Optional<Denial> connector(
      ResultStage stage, Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    Set<String> writers = new LinkedHashSet<>();
    for (String owner : ClosureScan.of(stage.func()).lambdas()) {
      if (owner.startsWith("org.apache.spark.") && PLAIN.stream().noneMatch(owner::startsWith)) {
        writers.add("the sink " + owner);
      }
    }
    return writers.isEmpty() ? Optional.empty() : at(writers, rows, releases);
  }

  /** A reliable checkpoint writes rows in clear to the folder that its function holds. */
  Optional<Denial> checkpoint(
      ResultStage stage, Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    Optional<String> folder = FinalFunction.checkpointFolder(stage.func());
    return at(folder.map(Set::of).orElse(Set.of()), rows, releases);
  }

  /** The first reason why these may not be written there. */
  Optional<Denial> at(
      Collection<String> targets, Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    if (rows.isEmpty() && releases.isEmpty()) {
      return Optional.empty();
    }
    if (targets.isEmpty()) {
      return Optional.of(unknown(first(rows, releases), "a target that cannot be read"));
    }
    List<Condition> conditions = new ArrayList<>();
    rows.forEach(g -> conditions.add(Condition.of(g, TransferClass.RAW)));
    releases.forEach((g, r) -> conditions.add(Condition.statistics(g, r)));
    for (String target : targets) {
      Optional<String> site = placement.siteOfPath(target);
      if (site.isEmpty()) {
        return Optional.of(unknown(first(rows, releases), target));
      }
      Optional<Denial> denial =
          conditions.stream()
              .filter(c -> !c.holdsAt(site.get()))
              .findFirst()
              .map(c -> c.denial(site.get()))
              .map(d -> StageJudge.explained(d, " The job writes to " + target + "."));
      if (denial.isPresent()) {
        return denial;
      }
      Optional<Denial> freer = freer(target, rows, releases);
      if (freer.isPresent()) {
        return freer;
      }
    }
    return Optional.empty();
  }

  /** From then on the place where they lie says what governs them: it must not be laxer. */
  private Optional<Denial> freer(
      String target, Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    Map<Object, Governed> groups = new LinkedHashMap<>();
    rows.forEach(g -> groups.putIfAbsent(g.group(), g));
    Map<Object, Governed> there = new LinkedHashMap<>();
    for (String name : NAMES) {
      placement.find(target + name).ifPresent(g -> there.putIfAbsent(g.group(), g));
    }
    return there.values().stream()
        .flatMap(
            place ->
                Stream.concat(
                    groups.values().stream().flatMap(g -> Freedom.of(place, g).stream()),
                    releases.entrySet().stream()
                        .flatMap(
                            e -> Freedom.ofReleased(place, e.getKey(), e.getValue()).stream())))
        .findFirst()
        .map(
            d ->
                StageJudge.explained(
                    d,
                    " The job writes to "
                        + target
                        + ", and the policies of that place would govern what is written: rows"
                        + " would be freer than where they come from. Write to a folder whose policies are"
                        + " the same or stricter, or attach theirs to it."));
  }

  private static Governed first(Set<Governed> rows, Map<Governed, Holding.Release> releases) {
    return rows.isEmpty() ? releases.keySet().iterator().next() : rows.iterator().next();
  }

  private static Denial unknown(Governed what, String target) {
    return new Denial(
        what.name(),
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
