package dev.bailiwick.spark.sql;

import java.util.Optional;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;

/** What could be changed in a query so that its aggregates may be released. Decides nothing. */
public final class ReleaseAdvice {
  private ReleaseAdvice() {}

  /** Advice for the query with this execution id; empty if it aggregates nothing. */
  public static Optional<String> forExecution(String executionId) {
    QueryExecution execution = SQLExecution.getQueryExecution(Long.parseLong(executionId));
    // A job of the optimiser's own must not wait here for the plan that waits for that job.
    boolean planned =
        execution != null
            && execution.tracker().phases().contains(QueryPlanningTracker.OPTIMIZATION());
    return planned ? advice(execution.optimizedPlan()) : Optional.empty();
  }

  private static Optional<String> advice(LogicalPlan plan) {
    if (plan instanceof Released) {
      return Optional.empty();
    }
    if (plan instanceof Filter filter && filter.child() instanceof Aggregate) {
      return remedy(Releasable.of(filter));
    }
    if (plan instanceof Aggregate aggregate) {
      return remedy(Releasable.of(aggregate));
    }
    return Plans.list(plan.children()).stream()
        .map(ReleaseAdvice::advice)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> remedy(Releasable found) {
    return found instanceof Releasable.No no && !no.remedy().isEmpty()
        ? Optional.of(no.remedy())
        : Optional.empty();
  }
}
