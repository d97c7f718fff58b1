package dev.bailiwick.spark.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateMode;
import org.apache.spark.sql.catalyst.expressions.aggregate.Final$;
import org.apache.spark.sql.catalyst.expressions.aggregate.Partial$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec;
import org.apache.spark.sql.execution.aggregate.HashAggregateExec;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import org.apache.spark.sql.execution.aggregate.SortAggregateExec;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import scala.Option;

/**
 * The two operators that carry out an aggregate, read back as one. The last takes what the first
 * made of rows by its place in a row: over anything else it would give that as numbers.
 *
 * @param keys how many columns are grouped by
 */
record ReadAggregate(BaseAggregateExec first, BaseAggregateExec last, int keys) {
  private static final Set<Class<?>> KINDS =
      Set.of(HashAggregateExec.class, SortAggregateExec.class, ObjectHashAggregateExec.class);

  /** The aggregate that ends here, if it is whole. */
  static Optional<LogicalPlan> of(BaseAggregateExec last) {
    SparkPlan below = carried(child(last));
    if (below instanceof BaseAggregateExec first
        && KINDS.contains(first.getClass())
        && KINDS.contains(last.getClass())
        && Reading.hasOnlySparks(below)) {
      ReadAggregate both = new ReadAggregate(first, last, first.groupingExpressions().size());
      return both.fit() ? Optional.of(both.read()) : Optional.empty();
    }
    return Optional.empty();
  }

  private static SparkPlan child(BaseAggregateExec aggregate) {
    return ((SparkPlan) aggregate).children().head();
  }

  private static SparkPlan carried(SparkPlan plan) {
    SparkPlan next =
        plan.getClass() == ReusedExchangeExec.class && plan instanceof ReusedExchangeExec reused
            ? reused.child()
            : Reading.carried(plan);
    return next == plan ? plan : carried(next);
  }

  private boolean fit() {
    List<AggregateExpression> made = Plans.list(first.aggregateExpressions());
    List<AggregateExpression> taken = Plans.list(last.aggregateExpressions());
    if (!areAll(made, Partial$.MODULE$)
        || !areAll(taken, Final$.MODULE$)
        || made.size() != taken.size()
        || first.isStreaming()
        || last.isStreaming()
        || first.initialInputBufferOffset() != 0
        || last.initialInputBufferOffset() != keys) {
      return false;
    }
    for (int i = 0; i < made.size(); i++) {
      if (!areSame(made.get(i), taken.get(i))) {
        return false;
      }
    }
    long attributes =
        Plans.list(last.aggregateAttributes()).stream().map(Attribute::exprId).distinct().count();
    return attributes == taken.size()
        && last.aggregateAttributes().size() == taken.size()
        && keysAreInPlace()
        && groupsAreWhole();
  }

  private static boolean areAll(List<AggregateExpression> all, AggregateMode mode) {
    return all.stream().allMatch(one -> one.mode().equals(mode));
  }

  /**
   * Arguments may have other names after a shuffle that is used again; what is done is the same.
   */
  private static boolean areSame(AggregateExpression made, AggregateExpression taken) {
    List<Expression> from = Plans.list(made.aggregateFunction().children());
    List<Expression> to = Plans.list(taken.aggregateFunction().children());
    boolean same =
        made.aggregateFunction().getClass() == taken.aggregateFunction().getClass()
            && made.isDistinct() == taken.isDistinct()
            && from.size() == to.size();
    for (int i = 0; same && i < from.size(); i++) {
      same = from.get(i).dataType().equals(to.get(i).dataType());
    }
    return same;
  }

  private boolean keysAreInPlace() {
    List<NamedExpression> grouped = Plans.list(first.groupingExpressions());
    List<NamedExpression> given = Plans.list(first.resultExpressions());
    List<NamedExpression> wanted = Plans.list(last.groupingExpressions());
    List<Attribute> arrived = Plans.list(child(last).output());
    int buffers = first.aggregateBufferAttributes().size();
    if (wanted.size() != keys
        || given.size() != keys + buffers
        || arrived.size() != keys + buffers
        || last.aggregateBufferAttributes().size() != buffers) {
      return false;
    }
    for (int i = 0; i < keys; i++) {
      boolean said = ((Expression) given.get(i)).nullable() && arrived.get(i).nullable();
      if (!wanted.get(i).exprId().equals(arrived.get(i).exprId())
          || (!said && ((Expression) grouped.get(i)).nullable())) {
        return false;
      }
    }
    return true;
  }

  /** Whether all rows of a group meet, so that each group is there once. */
  private boolean groupsAreWhole() {
    List<Expression> wanted = new ArrayList<>();
    Plans.list(last.groupingExpressions()).forEach(key -> wanted.add((Expression) key));
    return keys == 0
        || child(last)
            .outputPartitioning()
            .satisfies(new ClusteredDistribution(Plans.seq(wanted), false, Option.empty()));
  }

  private LogicalPlan read() {
    SparkPlan rows = child(first);
    Map<ExprId, Expression> values = new HashMap<>();
    List<Attribute> results = Plans.list(last.aggregateAttributes());
    for (int i = 0; i < results.size(); i++) {
      values.put(results.get(i).exprId(), first.aggregateExpressions().apply(i));
    }
    List<Expression> by = new ArrayList<>();
    List<NamedExpression> columns = new ArrayList<>();
    Plans.list(rows.output()).forEach(columns::add);
    for (int i = 0; i < keys; i++) {
      NamedExpression key = last.groupingExpressions().apply(i);
      columns.removeIf(column -> column.exprId().equals(key.exprId()));
      columns.add(Reading.renamed(first.groupingExpressions().apply(i), key.exprId()));
      by.add((Expression) key);
    }
    List<NamedExpression> outputs =
        Plans.list(last.resultExpressions()).stream().map(out -> output(out, values)).toList();
    return new Aggregate(
        Plans.seq(by),
        Plans.seq(outputs),
        new Project(Plans.seq(columns), Reading.of(rows)),
        Option.empty());
  }

  private static NamedExpression output(NamedExpression given, Map<ExprId, Expression> values) {
    Expression made =
        Plans.transformUp(
            (Expression) given,
            e -> e instanceof Attribute a ? values.getOrDefault(a.exprId(), e) : e);
    return made instanceof NamedExpression named
        ? named
        : Reading.named(made, given.name(), given.exprId());
  }
}
