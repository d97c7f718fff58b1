package dev.bailiwick.spark.sql;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** Gives its parent's rows as they are. Only plans of this package make one. */
public abstract sealed class MarkRDD extends RDD<InternalRow> permits ReleasedRDD, CarryingRDD {
  private static final long serialVersionUID = 1L;

  MarkRDD(RDD<InternalRow> parent) {
    super(parent, ClassTag$.MODULE$.apply(InternalRow.class));
  }

  @SuppressWarnings("unchecked") // the only dependency is the parent of the constructor
  private RDD<InternalRow> parent() {
    return (RDD<InternalRow>) dependencies().head().rdd();
  }

  @Override
  public final Partition[] getPartitions() {
    return parent().partitions();
  }

  @Override
  public final Iterator<InternalRow> compute(Partition split, TaskContext context) {
    return parent().iterator(split, context);
  }
}
