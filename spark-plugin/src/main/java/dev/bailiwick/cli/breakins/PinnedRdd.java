package dev.bailiwick.cli.breakins;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.reflect.ClassTag$;

/**
 * The same rows, but the tasks insist on one executor: what a careless or hostile job would ask.
 */
final class PinnedRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final String location;

  /**
   * @param location {@code executor_HOST_ID}: Spark's own way to prefer one executor
   */
  PinnedRdd(RDD<InternalRow> parent, String location) {
    super(parent, ClassTag$.MODULE$.apply(InternalRow.class));
    this.location = location;
  }

  @Override
  public Partition[] getPartitions() {
    return parent().partitions();
  }

  @Override
  public scala.collection.immutable.Seq<String> getPreferredLocations(Partition split) {
    return scala.jdk.javaapi.CollectionConverters.asScala(java.util.List.of(location)).toSeq();
  }

  @Override
  public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
    return parent().iterator(split, context);
  }

  @SuppressWarnings("unchecked")
  private RDD<InternalRow> parent() {
    return (RDD<InternalRow>) (RDD<?>) firstParent(ClassTag$.MODULE$.apply(InternalRow.class));
  }
}
