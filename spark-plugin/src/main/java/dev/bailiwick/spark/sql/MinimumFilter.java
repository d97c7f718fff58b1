package dev.bailiwick.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/** How many records a filter over an aggregate ({@code having count(x) >= 10}) asks for. */
final class MinimumFilter {
  /**
   * One conjunct.
   *
   * @param counted what is counted, with null left out; a literal for all records
   */
  private record Bound(Expression counted, long least) {}

  private final List<Bound> bounds;

  private MinimumFilter(List<Bound> bounds) {
    this.bounds = bounds;
  }

  static MinimumFilter none() {
    return new MinimumFilter(List.of());
  }

  static MinimumFilter of(Filter filter, Aggregate aggregate) {
    List<Bound> bounds = new ArrayList<>();
    conjunct(filter.condition(), aggregate, bounds);
    return new MinimumFilter(bounds);
  }

  private static void conjunct(Expression condition, Aggregate aggregate, List<Bound> bounds) {
    if (condition instanceof And and) {
      conjunct(and.left(), aggregate, bounds);
      conjunct(and.right(), aggregate, bounds);
    } else if (condition instanceof GreaterThanOrEqual c) {
      bound(c.left(), c.right(), 0, aggregate, bounds);
    } else if (condition instanceof GreaterThan c) {
      bound(c.left(), c.right(), 1, aggregate, bounds);
    } else if (condition instanceof LessThanOrEqual c) {
      bound(c.right(), c.left(), 0, aggregate, bounds);
    } else if (condition instanceof LessThan c) {
      bound(c.right(), c.left(), 1, aggregate, bounds);
    }
  }

  private static void bound(
      Expression count, Expression number, long more, Aggregate in, List<Bound> bounds) {
    if (!(count instanceof Attribute attribute)
        || !(number instanceof Literal literal)
        || !(literal.value() instanceof Long || literal.value() instanceof Integer)) {
      return;
    }
    long least = Math.max(0, Math.min(Long.MAX_VALUE - 1, ((Number) literal.value()).longValue()));
    for (NamedExpression output : Plans.list(in.aggregateExpressions())) {
      if (output.exprId().equals(attribute.exprId())
          && output instanceof Alias alias
          && alias.child() instanceof AggregateExpression aggregate
          && aggregate.filter().isEmpty()
          && !aggregate.isDistinct()
          && aggregate.aggregateFunction() instanceof Count counted
          && counted.children().size() == 1) {
        bounds.add(new Bound(counted.children().head(), least + more));
      }
    }
  }

  /** How many records there are at least in each group that passes; 0 if nothing is said. */
  long ofRecords() {
    // Whoever counts fewer, because null is left out, asks for as many records at least.
    return bounds.stream().mapToLong(Bound::least).max().orElse(0);
  }

  /** How many records with a value there are at least; 0 if nothing is said. */
  long ofValues(Expression argument) {
    return bounds.stream()
        .filter(b -> core(b.counted).semanticEquals(core(argument)))
        .mapToLong(Bound::least)
        .max()
        .orElse(0);
  }

  private static String name(Expression expression) {
    return expression instanceof Attribute attribute ? attribute.name() : expression.sql();
  }

  /** Numbers as a double: Spark casts for variances, and never makes a null by it. */
  static Expression core(Expression expression) {
    return expression instanceof Cast cast
            && cast.dataType().equals(DataTypes.DoubleType)
            && cast.child().dataType() instanceof NumericType
        ? cast.child()
        : expression;
  }

  /** The clause that is missing, with N for the number that the policy asks for. */
  static String remedy(List<Expression> wanting) {
    String clause =
        wanting.isEmpty()
            ? "count(1) >= N"
            : wanting.stream()
                .map(e -> "count(" + name(core(e)) + ") >= N")
                .distinct()
                .collect(Collectors.joining(" AND "));
    return "add HAVING "
        + clause
        + " (with DataFrames: filter on such a count after agg), N being the rule's minRecords";
  }
}
