package dev.bailiwick.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.First;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Whether an expression is a column as it is stored, if with another type. Whatever is computed
 * could be something in one row and nothing in all others.
 *
 * <p>What Spark says of null is not believed without a reason: code that was told that there is no
 * null reads one as 0, and counts it.
 */
enum StoredColumn {
  /** It is computed, or is said to be never null without a reason. */
  NO,
  /** It is, and can be null. */
  NULLABLE,
  /** It is, and rows with null in it were filtered out, or are refused by the source. */
  NEVER_NULL;

  static StoredColumn of(Expression expression, LogicalPlan plan) {
    if (expression instanceof Literal literal) {
      return literal.value() == null ? NULLABLE : NEVER_NULL;
    }
    if (expression instanceof Cast cast) {
      StoredColumn from = of(cast.child(), plan);
      return from == NEVER_NULL && MinimumFilter.core(cast) == cast ? NULLABLE : from;
    }
    return expression instanceof Attribute attribute
        ? of(attribute, plan).saidToBe(attribute.nullable())
        : NO;
  }

  private StoredColumn saidToBe(boolean nullable) {
    return this == NULLABLE && !nullable ? NO : this;
  }

  private static StoredColumn of(Attribute attribute, LogicalPlan plan) {
    if (plan instanceof Project project) {
      return output(attribute, Plans.list(project.projectList()), project.child());
    }
    if (plan instanceof Aggregate aggregate) {
      return output(attribute, Plans.list(aggregate.aggregateExpressions()), aggregate.child());
    }
    if (plan instanceof Filter filter) {
      StoredColumn below = of(attribute, filter.child());
      return below == NULLABLE && leavesOutNull(filter.condition(), attribute) ? NEVER_NULL : below;
    }
    if (plan.children().isEmpty()) {
      return SourceFiles.column(attribute, plan);
    }
    return Plans.list(plan.children()).stream()
        .filter(child -> child.outputSet().contains((NamedExpression) attribute))
        .findFirst()
        .map(child -> of(attribute, child))
        .orElse(NO);
  }

  private static StoredColumn output(
      Attribute attribute, List<NamedExpression> outputs, LogicalPlan child) {
    for (NamedExpression output : outputs) {
      if (output.exprId().equals(attribute.exprId())) {
        Expression from = output instanceof Alias alias ? alias.child() : (Expression) output;
        if (from instanceof AggregateExpression one
            && one.filter().isEmpty()
            && one.aggregateFunction() instanceof First first) {
          from = first.child();
        }
        return from instanceof Literal ? NO : of(from, child);
      }
    }
    return NO;
  }

  private static boolean leavesOutNull(Expression condition, Attribute attribute) {
    if (condition instanceof And and) {
      return leavesOutNull(and.left(), attribute) || leavesOutNull(and.right(), attribute);
    }
    return condition instanceof IsNotNull is
        && is.child() instanceof Attribute tested
        && tested.exprId().equals(attribute.exprId());
  }
}
