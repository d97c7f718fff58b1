package dev.bailiwick.spark.sql;

import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** An operator that changes nothing in the rows, and may leave a mark in their lineage. */
abstract sealed class MarkExec extends SparkPlan permits ReleasedExec, CarryingExec {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;

  MarkExec(SparkPlan child) {
    this.child = child;
  }

  /** What marks the rows of this operator; the rows as they are where there is nothing to mark. */
  abstract RDD<InternalRow> mark(SparkPlan of, RDD<InternalRow> rows);

  /** The same mark on other rows. */
  abstract MarkExec over(SparkPlan other);

  // Spark would copy by a public constructor; but nobody else is to make one of these.

  @Override
  public final SparkPlan makeCopy(Object[] arguments) {
    return copied((SparkPlan) arguments[0]);
  }

  @Override
  public final SparkPlan clone() {
    return copied(child.clone());
  }

  private SparkPlan copied(SparkPlan of) {
    MarkExec copy = over(of);
    copy.copyTagsFrom(this);
    return copy;
  }

  @Override
  public final SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return over(children.head());
  }

  @Override
  public final RDD<InternalRow> doExecute() {
    return mark(child, child.execute());
  }

  @Override
  public final Seq<SparkPlan> children() {
    return Plans.seq(child);
  }

  @Override
  public final Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public final Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public final Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public final boolean canEqual(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int i) {
    return child;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MarkExec e && e.getClass() == getClass() && e.child.equals(child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(getClass(), child);
  }
}
