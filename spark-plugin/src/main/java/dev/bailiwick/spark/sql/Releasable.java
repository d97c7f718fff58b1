package dev.bailiwick.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.slf4j.LoggerFactory;

/**
 * Whether what an aggregate gives may be released as statistics: sums, averages, variances and
 * counts of columns, over groups that the plan itself filters by the number of records that each
 * aggregate saw.
 *
 * <p>What it guarantees: every value is made of at least {@link Yes#minimum} different records of
 * the sources below. What it does not: that two such queries do not differ by one record, or that a
 * group is not ruled by one great value. The model is "Compliant geo-distributed query processing"
 * (SIGMOD 2021), whose aggregates end a policy's reach in the same way; the minimum is added here.
 */
sealed interface Releasable {

  /** It is a release; 0 records where it only counts all rows. */
  record Yes(long minimum) implements Releasable {}

  /** It is not, and this is what could be changed. */
  record No(String remedy) implements Releasable {}

  /** Functions whose result is the value of no single record, when they saw several. */
  Set<String> FUNCTIONS =
      Set.of("Sum", "Average", "Count", "StddevSamp", "StddevPop", "VarianceSamp", "VariancePop");

  /** What this node is. A fault of ours fails no query: what cannot be told is no release. */
  static Releasable of(LogicalPlan node) {
    try {
      return told(node);
    } catch (Exception e) {
      LoggerFactory.getLogger(Releasable.class)
          .warn("Could not tell whether an aggregate may be released, so it may not", e);
      return new No("");
    }
  }

  private static Releasable told(LogicalPlan node) {
    if (node instanceof Aggregate aggregate && isCount(aggregate)) {
      return new Yes(0);
    }
    if (node instanceof Aggregate aggregate) {
      // Without any filter over it: what could be changed.
      return of(aggregate, MinimumFilter.none());
    }
    if (node instanceof Filter filter && filter.child() instanceof Aggregate aggregate) {
      return UserCode.in(filter)
          .<Releasable>map(No::new)
          .orElseGet(() -> of(aggregate, MinimumFilter.of(filter, aggregate)));
    }
    return new No("");
  }

  private static Releasable of(Aggregate aggregate, MinimumFilter filter) {
    List<Expression> wanting = new ArrayList<>();
    long minimum = filter.ofRecords();
    Optional<String> foreign = UserCode.below(aggregate);
    if (foreign.isPresent()) {
      return new No(foreign.get());
    }
    for (AggregateExpression one : aggregates(aggregate)) {
      Optional<String> fault = fault(one, aggregate);
      if (fault.isPresent()) {
        return new No(fault.get());
      }
      if (one.aggregateFunction() instanceof Count) {
        continue;
      }
      // Null is not seen by a sum: only the number of values that are not null tells of how many
      // records it is made.
      for (Expression argument : Plans.list(one.aggregateFunction().children())) {
        boolean nullable = StoredColumn.of(argument, aggregate.child()) != StoredColumn.NEVER_NULL;
        long seen = nullable ? filter.ofValues(argument) : filter.ofRecords();
        if (seen < 1 && nullable) {
          wanting.add(argument);
        }
        minimum = Math.min(minimum, seen);
      }
    }
    if (SourceRows.areNotSingle(aggregate.child())) {
      return new No(SourceRows.REMEDY);
    }
    return minimum < 1 ? new No(MinimumFilter.remedy(wanting)) : new Yes(minimum);
  }

  /** Whether all that it gives is how many rows there are. */
  private static boolean isCount(Aggregate aggregate) {
    return aggregate.groupingExpressions().isEmpty()
        && Plans.list(aggregate.aggregateExpressions()).stream().allMatch(Releasable::countsRows);
  }

  private static boolean countsRows(NamedExpression expression) {
    return expression instanceof Alias alias
        && alias.child() instanceof AggregateExpression aggregate
        && aggregate.filter().isEmpty()
        && !aggregate.isDistinct()
        && aggregate.aggregateFunction() instanceof Count count
        && Plans.list(count.children()).stream().allMatch(Literal.class::isInstance);
  }

  private static List<AggregateExpression> aggregates(Aggregate aggregate) {
    List<AggregateExpression> found = new ArrayList<>();
    for (NamedExpression output : Plans.list(aggregate.aggregateExpressions())) {
      collect((Expression) output, found);
    }
    return found;
  }

  private static void collect(Expression expression, List<AggregateExpression> found) {
    if (expression instanceof AggregateExpression aggregate) {
      found.add(aggregate);
    } else {
      Plans.list(expression.children()).forEach(child -> collect(child, found));
    }
  }

  private static Optional<String> fault(AggregateExpression one, Aggregate in) {
    AggregateFunction function = one.aggregateFunction();
    if (!FUNCTIONS.contains(function.getClass().getSimpleName())
        || !function.getClass().getPackageName().equals(Count.class.getPackageName())) {
      return Optional.of(
          function.prettyName()
              + " gives values of single rows; sums, averages, variances and counts are"
              + " releasable");
    }
    if (one.isDistinct()) {
      return Optional.of("leave DISTINCT out of " + function.prettyName());
    }
    if (one.filter().isDefined()) {
      return Optional.of("write the FILTER of " + function.prettyName() + " as a WHERE");
    }
    for (Expression argument : Plans.list(function.children())) {
      if (Plans.contains(argument, SubqueryExpression.class)
          || StoredColumn.of(argument, in.child()) == StoredColumn.NO) {
        return Optional.of(
            "aggregate columns as they are stored: "
                + argument.sql()
                + " is computed, or declared NOT NULL where nobody checks it, and could pick out single"
                + " rows; select rows with WHERE");
      }
    }
    return Optional.empty();
  }
}
