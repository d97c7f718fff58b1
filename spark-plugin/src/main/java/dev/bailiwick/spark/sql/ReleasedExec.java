package dev.bailiwick.spark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;

/** {@link Released} as it is executed. */
final class ReleasedExec extends MarkExec {
  private static final long serialVersionUID = 1L;

  private final long minimum;

  ReleasedExec(SparkPlan child, long minimum) {
    super(child);
    this.minimum = minimum;
  }

  @Override
  RDD<InternalRow> mark(RDD<InternalRow> rows) {
    return new ReleasedRDD(rows, minimum);
  }

  @Override
  MarkExec over(SparkPlan other) {
    return new ReleasedExec(other, minimum);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int i) {
    return i == 0 ? super.productElement(0) : minimum;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof ReleasedExec e && e.minimum == minimum;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Long.hashCode(minimum);
  }
}
