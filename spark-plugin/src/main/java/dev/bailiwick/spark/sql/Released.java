package dev.bailiwick.spark.sql;

import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** In a logical plan: what the child gives is a release of aggregates, and no rows. */
final class Released extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final LogicalPlan child;
  private final long minimum;

  /**
   * @param minimum from how many records each of the child's rows is made at least; 0 for a count
   *     of all rows, which is no transfer
   */
  Released(LogicalPlan child, long minimum) {
    this.child = child;
    this.minimum = minimum;
  }

  LogicalPlan child() {
    return child;
  }

  long minimum() {
    return minimum;
  }

  @Override
  public Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Plans.seq(child);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new Released(children.head(), minimum);
  }

  // Spark would copy by a public constructor; but nobody else is to make one of these.

  @Override
  public LogicalPlan makeCopy(Object[] arguments) {
    return copied((LogicalPlan) arguments[0]);
  }

  @Override
  public LogicalPlan clone() {
    return copied(child.clone());
  }

  private Released copied(LogicalPlan of) {
    Released copy = new Released(of, minimum);
    copy.copyTagsFrom(this);
    return copy;
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int i) {
    return i == 0 ? child : minimum;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Released;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Released r && r.minimum == minimum && r.child.equals(child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(child, minimum);
  }
}
