package dev.bailiwick.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.planning.ExtractEquiJoinKeys$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * Whether each record of the sources is at most one row of a plan. Where it is not, ten rows may be
 * one record ten times, and their number says nothing.
 */
final class SourceRows {
  static final String REMEDY =
      "aggregate rows as they are stored: below the aggregate only WHERE, SELECT, semi joins, and"
          + " joins on keys that are unique on both sides (dropDuplicates) are known to repeat no"
          + " record; no union, explode, cube, window, sample, cached data or RDD; files in one of Spark's own"
          + " formats, without lineSep";

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
    return SourceFiles.areSingle(plan);
  }

  private static boolean areSingle(Join join) {
    if (onlySelects(join)) {
      return areSingle(join.left());
    }
    if (!join.joinType().sql().equals("INNER")
        || !areSingle(join.left())
        || !areSingle(join.right())) {
      return false;
    }
    var keys = ExtractEquiJoinKeys$.MODULE$.unapply(join);
    return keys.isDefined()
        && areUnique(join.left(), Plans.list(keys.get()._2()))
        && areUnique(join.right(), Plans.list(keys.get()._3()));
  }

  /** Whether it gives rows of its left side, as they are, and none of its right. */
  static boolean onlySelects(Join join) {
    String type = join.joinType().sql();
    return type.equals("LEFT SEMI") || type.equals("LEFT ANTI");
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
}
