package dev.bailiwick.spark.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Function1;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Marks plans, and forbids nothing: a session without these marks releases no aggregate at all.
 *
 * <p>The plugin puts it into {@code spark.sql.extensions}.
 */
public final class SovereignExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** Spark makes it, by name. */
  public SovereignExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectPreCBORule(always(new ReleaseRule()));
    extensions.injectPlannerStrategy(always(new ReleaseStrategy()));
    extensions.injectColumnar(
        always(
            new ColumnarRule() {
              @Override
              public Rule<SparkPlan> preColumnarTransitions() {
                return new CarryingRule();
              }
            }));
    return BoxedUnit.UNIT;
  }

  private static <T> Function1<SparkSession, T> always(T part) {
    return new AbstractFunction1<>() {
      @Override
      public T apply(SparkSession session) {
        return part;
      }
    };
  }

  /** Marks each aggregate that {@link Releasable} finds to be one. */
  private static final class ReleaseRule extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return Plans.transformUp(
          plan,
          node ->
              Releasable.of(node) instanceof Releasable.Yes yes
                  ? new Released(node, yes.minimum())
                  : node);
    }
  }

  private static final class ReleaseStrategy extends SparkStrategy {
    @Override
    public scala.collection.immutable.Seq<SparkPlan> apply(LogicalPlan plan) {
      return plan instanceof Released released
          ? Plans.seq(new ReleasedExec(planLater(released.child())))
          : Plans.none();
    }
  }

  /** Marks operators into which a sub-query's result is put. */
  private static final class CarryingRule extends Rule<SparkPlan> {
    @Override
    public SparkPlan apply(SparkPlan plan) {
      return Plans.transformUp(
          plan, node -> CarryingExec.isNeededOver(node) ? new CarryingExec(node) : node);
    }
  }
}
