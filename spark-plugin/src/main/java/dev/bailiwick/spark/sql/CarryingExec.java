package dev.bailiwick.spark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ExecSubqueryExpression;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.Exchange;

/**
 * Over an operator whose expressions hold a sub-query: its result came to the driver, and goes out
 * again as a literal in the operator's code, where nothing else would show it.
 */
final class CarryingExec extends MarkExec {
  private static final long serialVersionUID = 1L;

  CarryingExec(SparkPlan child) {
    super(child);
  }

  static boolean isNeededOver(SparkPlan plan) {
    // An exchange must stay what it is; what it moves is marked below it.
    return !(plan instanceof Exchange)
        && Plans.list(plan.expressions()).stream()
            .anyMatch(e -> Plans.contains(e, ExecSubqueryExpression.class));
  }

  @Override
  RDD<InternalRow> mark(SparkPlan of, RDD<InternalRow> rows) {
    return new CarryingRDD(rows);
  }

  @Override
  MarkExec over(SparkPlan other) {
    return new CarryingExec(other);
  }
}
