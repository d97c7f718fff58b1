package dev.bailiwick.spark.sql;

import java.util.OptionalLong;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;

/**
 * {@link Released} as it is executed. It marks nothing by itself: strategies, later rules and
 * whoever holds a plan can put other operators under it, so what is below is proven when it runs.
 */
final class ReleasedExec extends MarkExec {
  private static final long serialVersionUID = 1L;

  ReleasedExec(SparkPlan child) {
    super(child);
  }

  @Override
  RDD<InternalRow> mark(SparkPlan of, RDD<InternalRow> rows) {
    OptionalLong minimum = ReleaseProof.minimum(of);
    return minimum.isPresent() ? new ReleasedRDD(rows, minimum.getAsLong()) : rows;
  }

  @Override
  MarkExec over(SparkPlan other) {
    return new ReleasedExec(other);
  }
}
