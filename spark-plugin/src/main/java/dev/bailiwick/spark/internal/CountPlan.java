package dev.bailiwick.spark.internal;

import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether a running SQL execution does nothing but count rows: {@code df.count()}. Its last job
 * collects one row, like any other query, so only the plan can tell. A plan with a join or a
 * sub-query is never one: those send rows through the driver in jobs of the same execution.
 */
final class CountPlan {
  private static final Set<String> HARMLESS =
      Set.of(
          "Aggregate",
          "Project",
          "Filter",
          "Union",
          "LogicalRelation",
          "DataSourceV2ScanRelation",
          "LogicalRDD",
          "LocalRelation",
          "Range",
          "SerializeFromObject",
          "MapElements",
          "DeserializeToObject",
          "MapPartitions",
          "TypedFilter");

  private CountPlan() {}

  static boolean isRunning(String executionId) {
    QueryExecution execution = SQLExecution.getQueryExecution(Long.parseLong(executionId));
    return execution != null && isCount(execution.optimizedPlan());
  }

  private static boolean isCount(LogicalPlan plan) {
    LogicalPlan root = plan;
    return root instanceof Aggregate aggregate
        && aggregate.groupingExpressions().isEmpty()
        && CollectionConverters.asJava(aggregate.aggregateExpressions()).stream()
            .allMatch(CountPlan::countsRows)
        && isHarmless(root);
  }

  private static boolean countsRows(NamedExpression expression) {
    return expression instanceof Alias alias
        && alias.child() instanceof AggregateExpression aggregate
        && aggregate.filter().isEmpty()
        && aggregate.aggregateFunction() instanceof Count count
        && CollectionConverters.asJava(count.children()).stream()
            .allMatch(Literal.class::isInstance);
  }

  private static boolean isHarmless(LogicalPlan plan) {
    if (!plan.subqueries().isEmpty()) {
      return false;
    }
    if (plan instanceof InMemoryRelation cached) {
      String physical = cached.cachedPlan().toString();
      return !physical.contains("Broadcast") && !physical.contains("Subquery");
    }
    boolean known = plan instanceof Project || HARMLESS.contains(plan.nodeName());
    return known
        && CollectionConverters.asJava(plan.children()).stream().allMatch(CountPlan::isHarmless);
  }
}
