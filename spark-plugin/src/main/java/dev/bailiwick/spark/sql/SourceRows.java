package dev.bailiwick.spark.sql;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.First;
import org.apache.spark.sql.catalyst.planning.ExtractEquiJoinKeys$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.FileTable;

/**
 * Whether each record of the sources is at most one row of a plan. Where it is not, ten rows may be
 * one record ten times, and their number says nothing.
 */
final class SourceRows {
  static final String REMEDY =
      "aggregate rows as they are stored: below the aggregate only WHERE, SELECT, semi joins, and"
          + " joins on keys that are unique on both sides (dropDuplicates) are known to repeat no"
          + " record; no union, explode, cube, window, sample, cached data or RDD";

  private SourceRows() {}

  static boolean areNotSingle(LogicalPlan plan) {
    return !areSingle(plan);
  }

  private static boolean areSingle(LogicalPlan plan) {
    if (plan instanceof Project
        || plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof RepartitionOperation) {
      return areSingle(plan.children().head());
    }
    if (plan instanceof Join join) {
      return areSingle(join);
    }
    if (plan instanceof Aggregate aggregate) {
      // One row for each value of the keys: records of different rows are different.
      return areSingle(aggregate.child());
    }
    if (plan instanceof LogicalRelation relation) {
      return relation.relation() instanceof HadoopFsRelation files
          && differ(files.location().inputFiles());
    }
    return plan instanceof DataSourceV2Relation relation && areSingle(relation.table());
  }

  private static boolean areSingle(Table table) {
    // A manifest names each shard once.
    return table.getClass().getName().startsWith("dev.bailiwick.sharding.")
        || (table instanceof FileTable files && differ(files.fileIndex().inputFiles()));
  }

  private static boolean differ(String[] files) {
    return Arrays.stream(files).distinct().count() == files.length;
  }

  private static boolean areSingle(Join join) {
    String type = join.joinType().sql();
    if (type.equals("LEFT SEMI") || type.equals("LEFT ANTI")) {
      return areSingle(join.left());
    }
    if (!type.equals("INNER") || !areSingle(join.left()) || !areSingle(join.right())) {
      return false;
    }
    var keys = ExtractEquiJoinKeys$.MODULE$.unapply(join);
    return keys.isDefined()
        && areUnique(join.left(), Plans.list(keys.get()._2()))
        && areUnique(join.right(), Plans.list(keys.get()._3()));
  }

  private static boolean areUnique(LogicalPlan side, List<Expression> keys) {
    var distinct = side.distinctKeys().iterator();
    while (distinct.hasNext()) {
      ExpressionSet unique = distinct.next();
      var each = unique.iterator();
      boolean all = true;
      while (all && each.hasNext()) {
        Expression key = each.next();
        all = keys.stream().anyMatch(key::semanticEquals);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an expression is a column as it is stored, if with another type. Whatever is computed
   * could be something in one row and nothing in all others.
   */
  static boolean isColumn(Expression expression, LogicalPlan plan) {
    if (expression instanceof Cast cast) {
      return isColumn(cast.child(), plan);
    }
    return expression instanceof Attribute attribute && isStored(attribute, plan);
  }

  private static boolean isStored(Attribute attribute, LogicalPlan plan) {
    if (plan instanceof Project project) {
      return comesFrom(attribute, Plans.list(project.projectList()), project.child());
    }
    if (plan instanceof Aggregate aggregate) {
      return comesFrom(attribute, Plans.list(aggregate.aggregateExpressions()), aggregate.child());
    }
    if (plan.children().isEmpty()) {
      return true;
    }
    return Plans.list(plan.children()).stream()
        .filter(child -> child.outputSet().contains((NamedExpression) attribute))
        .findFirst()
        .filter(child -> isStored(attribute, child))
        .isPresent();
  }

  private static boolean comesFrom(
      Attribute attribute, List<NamedExpression> outputs, LogicalPlan child) {
    for (NamedExpression output : outputs) {
      if (output.exprId().equals(attribute.exprId())) {
        Expression from = output instanceof Alias alias ? alias.child() : (Expression) output;
        if (from instanceof AggregateExpression one
            && one.filter().isEmpty()
            && one.aggregateFunction() instanceof First first) {
          from = first.child();
        }
        return isColumn(from, child);
      }
    }
    return false;
  }
}
