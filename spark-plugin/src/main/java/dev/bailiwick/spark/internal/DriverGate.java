package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.Placement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides what may come to the driver, whichever way. */
final class DriverGate {
  private final Placement placement;

  DriverGate(Placement placement) {
    this.placement = placement;
  }

  /** The first of these that may not go to the driver as this class. */
  Optional<Denial> toDriver(Set<Governed> of, TransferClass c, String more) {
    // Bailiwick's own statistics go to the driver's process, and not to whoever looks at it.
    List<String> places =
        c == TransferClass.VIEW ? placement.viewedAt() : List.of(placement.driverSite());
    Map<Object, Governed> groups = new LinkedHashMap<>();
    of.forEach(g -> groups.putIfAbsent(g.group(), g));
    return places.stream()
        .flatMap(
            place ->
                groups.values().stream()
                    .filter(g -> !g.permitted(c).contains(place))
                    .map(g -> g.denial(c, place, Denial.Layer.SCHEDULER)))
        .findFirst()
        .map(d -> StageJudge.explained(d, more));
  }

  /** Rows, or some of their values: what comes is remembered. */
  Optional<Denial> rows(Set<Governed> rows, String more) {
    Optional<Denial> denial = toDriver(rows, TransferClass.VIEW, more);
    if (denial.isEmpty()) {
      placement.returnToDriver(rows);
    }
    return denial;
  }

  /** The same for aggregates that a query releases. */
  Optional<Denial> releasesToDriver(Map<Governed, Holding.Release> releases) {
    for (String place : placement.viewedAt()) {
      // Whoever can see some of the records can take them off the sum.
      boolean someSeen =
          releases.keySet().stream().anyMatch(g -> g.permitted(TransferClass.VIEW).contains(place));
      Map<Governed, Holding.Release> hidden = new LinkedHashMap<>();
      releases.forEach(
          (g, r) -> hidden.put(g, someSeen ? new Holding.Release(r.minimum(), true) : r));
      Optional<Denial> denial =
          hidden.entrySet().stream()
              .map(e -> Condition.statistics(e.getKey(), e.getValue()))
              .filter(c -> !c.holdsAt(place))
              .findFirst()
              .map(c -> c.denial(place));
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  /** Accumulators can bring whatever a task holds to the driver, in stages of any kind. */
  Optional<Denial> accumulators(Object[] travelling, Set<Governed> held) {
    Collection<String> found = ClosureScan.of(travelling).rowAccumulators();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return rows(
        held,
        " The stage carries accumulators that can bring rows to the driver: "
            + found
            + (found.contains("org.apache.spark.api.python.PythonAccumulatorV2")
                ? ". Every Python function has one; use DataFrame expressions instead."
                : ". Use counters (LongAccumulator, DoubleAccumulator)."));
  }
}
