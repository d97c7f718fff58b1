package dev.bailiwick.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinHint;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.CoalesceExec;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.adaptive.AQEShuffleReadExec;
import org.apache.spark.sql.execution.adaptive.ShuffleQueryStageExec;
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.apache.spark.sql.execution.joins.ShuffledHashJoinExec;
import org.apache.spark.sql.execution.joins.ShuffledJoin;
import org.apache.spark.sql.execution.joins.SortMergeJoinExec;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * A physical plan read back as the query that it carries out. Only operators of these very classes
 * of Spark's are read; any other is a relation of unknown rows.
 */
final class Reading {
  /** Operators that give each of their child's rows once, in some order and place. */
  private static final Set<Class<?>> CARRIERS =
      Set.of(
          WholeStageCodegenExec.class,
          InputAdapter.class,
          ColumnarToRowExec.class,
          SortExec.class,
          CoalesceExec.class,
          ShuffleExchangeExec.class,
          CarryingExec.class);

  private Reading() {}

  static LogicalPlan of(SparkPlan plan) {
    SparkPlan carried = carried(plan);
    if (carried != plan) {
      return of(carried);
    }
    if (!hasOnlySparks(plan)) {
      return unknown(plan);
    }
    Class<?> type = plan.getClass();
    if (type == FilterExec.class && plan instanceof FilterExec filter) {
      return new Filter(filter.condition(), of(filter.child()));
    }
    if (type == ProjectExec.class && plan instanceof ProjectExec project) {
      return new Project(project.projectList(), of(project.child()));
    }
    if (plan instanceof BaseAggregateExec last) {
      return ReadAggregate.of(last).orElseGet(() -> unknown(plan));
    }
    if (type == SortMergeJoinExec.class || type == ShuffledHashJoinExec.class) {
      return join((ShuffledJoin) plan);
    }
    if (type == ReusedExchangeExec.class && plan instanceof ReusedExchangeExec reused) {
      return renamed(reused);
    }
    if (type == FileSourceScanExec.class && plan instanceof FileSourceScanExec scan) {
      return files(scan);
    }
    return type == BatchScanExec.class && plan instanceof BatchScanExec scan
        ? read(scan)
        : unknown(plan);
  }

  /** The operator whose rows this one gives as they are; itself if it is no carrier. */
  static SparkPlan carried(SparkPlan plan) {
    if (CARRIERS.contains(plan.getClass()) && hasOnlySparks(plan)) {
      return plan.children().head();
    }
    if (plan.getClass() == ShuffleQueryStageExec.class
        && plan instanceof ShuffleQueryStageExec stage) {
      return stage.plan();
    }
    // Only this kind of read is known to take each partition once.
    return plan.getClass() == AQEShuffleReadExec.class
            && plan instanceof AQEShuffleReadExec read
            && read.isCoalescedRead()
        ? read.child()
        : plan;
  }

  static boolean hasOnlySparks(SparkPlan plan) {
    return Plans.list(plan.expressions()).stream().allMatch(UserCode::isSparks);
  }

  static LogicalPlan unknown(SparkPlan plan) {
    return new LocalRelation(plan.output(), Plans.none(), false, Option.empty());
  }

  private static LogicalPlan join(ShuffledJoin join) {
    List<Expression> left = Plans.list(join.leftKeys());
    List<Expression> right = Plans.list(join.rightKeys());
    Expression condition = join.condition().isDefined() ? join.condition().get() : null;
    for (int i = 0; i < left.size(); i++) {
      Expression equal = new EqualTo(left.get(i), right.get(i));
      condition = condition == null ? equal : new And(condition, equal);
    }
    return new Join(
        of(join.left()),
        of(join.right()),
        join.joinType(),
        Option.apply(condition),
        JoinHint.NONE());
  }

  /** A shuffle that another part of the query made, under the names that are used here. */
  private static LogicalPlan renamed(ReusedExchangeExec reused) {
    List<Attribute> from = Plans.list(reused.child().output());
    List<Attribute> to = Plans.list(reused.output());
    List<NamedExpression> names = new ArrayList<>();
    for (int i = 0; i < to.size(); i++) {
      if (!to.get(i).nullable() && from.get(i).nullable()) {
        return unknown(reused);
      }
      names.add(renamed(from.get(i), to.get(i).exprId()));
    }
    return new Project(Plans.seq(names), of(reused.child()));
  }

  static NamedExpression renamed(NamedExpression from, ExprId to) {
    Expression value = from instanceof Alias alias ? alias.child() : (Expression) from;
    return named(value, from.name(), to);
  }

  static Alias named(Expression value, String name, ExprId id) {
    return new Alias(value, name, id, Plans.none(), Option.empty(), Plans.none());
  }

  private static LogicalPlan files(FileSourceScanExec scan) {
    // What partitions such a scan says to have is what somebody wrote about the files.
    return scan.bucketedScan() || scan.stream().isDefined()
        ? unknown(scan)
        : new LogicalRelation(
            scan.relation(), columns(scan), Option.empty(), false, Option.empty());
  }

  private static LogicalPlan read(BatchScanExec scan) {
    if (scan.keyGroupedPartitioning().isDefined()
        || scan.spjParams().keyGroupedPartitioning().isDefined()) {
      return unknown(scan);
    }
    DataSourceV2Relation relation =
        new DataSourceV2Relation(
            scan.table(),
            scan.output(),
            Option.empty(),
            Option.empty(),
            CaseInsensitiveStringMap.empty(),
            Option.empty());
    return new DataSourceV2ScanRelation(
        relation, scan.scan(), scan.output(), Option.empty(), Option.empty());
  }

  private static scala.collection.immutable.Seq<AttributeReference> columns(SparkPlan scan) {
    return Plans.seq(
        Plans.list(scan.output()).stream().map(AttributeReference.class::cast).toList());
  }
}
