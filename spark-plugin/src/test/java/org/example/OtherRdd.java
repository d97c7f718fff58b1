package org.example;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** A class of the user's: it says that it reads one RDD, and reads another. */
public final class OtherRdd extends RDD<String> {
  private static final long serialVersionUID = 1L;

  private final RDD<String> read;
  private final Partition first;

  /** Over the partitions of one, with the first rows of the other. */
  public OtherRdd(RDD<String> said, RDD<String> read) {
    super(said, ClassTag$.MODULE$.apply(String.class));
    this.read = read;
    this.first = read.partitions()[0];
  }

  @Override
  public Partition[] getPartitions() {
    return dependencies().head().rdd().partitions();
  }

  @Override
  public Iterator<String> compute(Partition split, TaskContext context) {
    return read.iterator(first, context);
  }
}
