package dev.bailiwick.spark.sql;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.WindowFrame;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.ExecSubqueryExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.UserDefinedType;
import scala.runtime.AbstractFunction1;

/**
 * Finds code that is not Spark's own. It could answer for ten rows with what it saw in the first,
 * as a key, a value or a condition, or change a value that Spark goes on to use.
 */
final class UserCode {
  private static final String SPARK = "org.apache.spark.sql.";
  private static final String EXPRESSIONS = SPARK + "catalyst.expressions.";
  private static final String OBJECTS = EXPRESSIONS + "objects.";

  private UserCode() {}

  /**
   * What to leave out of this node or of what is below; the far side of a semi join only selects.
   */
  static Optional<String> below(LogicalPlan plan) {
    Optional<String> found = in(plan);
    if (found.isPresent()) {
      return found;
    }
    boolean selects = plan instanceof Join join && SourceRows.onlySelects(join);
    return Plans.list(plan.children()).stream()
        .limit(selects ? 1 : Long.MAX_VALUE)
        .map(UserCode::below)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What to leave out of the expressions of this node. */
  static Optional<String> in(LogicalPlan node) {
    return Plans.list(node.expressions()).stream()
        .filter(e -> !isSparks(e))
        .findFirst()
        .map(
            e ->
                "leave functions that are not Spark's own, or give another answer each time, out of"
                    + " what is aggregated: "
                    + e.sql());
  }

  /** Whether all of this is Spark's own code, and gives the same answer each time. */
  static boolean isSparks(Expression expression) {
    List<Expression> children = Plans.list(expression.children());
    // An aggregate depends on the order of rows, and is looked at by itself.
    boolean certain =
        expression.deterministic()
            || expression instanceof AggregateFunction
            || children.stream().anyMatch(child -> !child.deterministic());
    return certain
        && isOne(expression)
        && !hasUserType(expression)
        && children.stream().allMatch(UserCode::isSparks);
  }

  private static boolean isOne(Expression expression) {
    Class<?> type = expression.getClass();
    if (!isSparks(type)
        || expression instanceof UserDefinedExpression
        || expression instanceof CallMethodViaReflection) {
      return false;
    }
    if (expression instanceof StaticInvoke call) {
      return isSparks(call.staticObject());
    }
    if (expression instanceof Invoke call) {
      return call.targetObject() instanceof Literal literal
          && literal.value() != null
          && isSparks(literal.value().getClass());
    }
    // Aggregators of typed data sets are user code in a class of Spark's, elsewhere.
    return expression instanceof ExecSubqueryExpression
        || expression instanceof Partitioning
        || (type.getName().startsWith(EXPRESSIONS) && !type.getName().startsWith(OBJECTS));
  }

  /** Anybody can name a class like this; but it would not be loaded where Spark is. */
  static boolean isSparks(Class<?> type) {
    return type.getName().startsWith(SPARK)
        && type.getClassLoader() == Expression.class.getClassLoader();
  }

  private static boolean hasUserType(Expression expression) {
    // What a window is made over has no type, and says so by an exception.
    return expression.resolved()
        && !(expression instanceof WindowSpecDefinition)
        && !(expression instanceof WindowFrame)
        && expression
            .dataType()
            .existsRecursively(
                new AbstractFunction1<>() {
                  @Override
                  public Object apply(DataType type) {
                    return type instanceof UserDefinedType;
                  }
                });
  }
}
