package dev.bailiwick.preprocess;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Proves, before a query runs, that it is one task that moves no row to another.
 *
 * <p>Spark is free to plan a shuffle where we expect none: a setting, a rule of another plugin or
 * the caller's own query can bring one. Then rows of a site could be asked to leave it. The
 * physical plan is searched for exchanges first, because only without one is it safe to make its
 * RDD; then the RDD's lineage for what a plan does not show, such as cached data.
 */
final class OneTask {

  private OneTask() {}

  static Dataset<Row> require(Dataset<Row> query) {
    Deque<SparkPlan> plans = new ArrayDeque<>();
    plans.add(query.queryExecution().executedPlan());
    while (!plans.isEmpty()) {
      SparkPlan plan = plans.remove();
      if (plan instanceof Exchange || plan instanceof ReusedExchangeExec) {
        throw refuse("the plan has the exchange " + plan.nodeName());
      }
      if (plan instanceof AdaptiveSparkPlanExec adaptive) {
        plans.add(adaptive.inputPlan());
      }
      plans.addAll(CollectionConverters.asJava(plan.children()));
      plans.addAll(CollectionConverters.asJava(plan.subqueries()));
    }

    RDD<?> result = query.queryExecution().toRdd();
    // A site without files has no task at all.
    if (result.getNumPartitions() > 1) {
      throw refuse("it has " + result.getNumPartitions() + " tasks");
    }
    Deque<RDD<?>> lineage = new ArrayDeque<>();
    Set<Integer> seen = new HashSet<>();
    lineage.add(result);
    while (!lineage.isEmpty()) {
      RDD<?> rdd = lineage.remove();
      if (!seen.add(rdd.id())) {
        continue;
      }
      for (Dependency<?> dependency : CollectionConverters.asJava(rdd.dependencies())) {
        if (dependency instanceof ShuffleDependency) {
          throw refuse("its lineage has a shuffle under " + rdd.getClass().getSimpleName());
        }
        lineage.add(dependency.rdd());
      }
    }
    return query;
  }

  private static BailiwickException refuse(String found) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "statistics of a site must be one task without a shuffle, but "
            + found
            + ": give rows that are read straight from the site's shards");
  }
}
