package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Tells executors that a run is over. Touches no shard and returns nothing. A hint: an executor
 * that Spark passes over keeps its rows until it ends.
 */
final class ReleaseRDD extends RDD<byte[]> implements GovernedResult {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final transient List<String> executors;

  private record At(int index) implements Partition, Serializable {}

  ReleaseRDD(SparkContext sc, String run, List<String> executors) {
    super(sc, none(), ClassTag$.MODULE$.apply(byte[].class));
    this.run = run;
    this.executors = executors;
  }

  private static Seq<Dependency<?>> none() {
    List<Dependency<?>> none = List.of();
    return CollectionConverters.asScala(none).toList();
  }

  @Override
  public TransferClass resultClass() {
    return TransferClass.METRICS;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] out = new Partition[executors.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = new At(i);
    }
    return out;
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    return CollectionConverters.asScala(List.of(executors.get(partition.index()))).toList();
  }

  @Override
  public Iterator<byte[]> compute(Partition partition, TaskContext context) {
    FeatureCache.ofThisProcess().release(run);
    List<byte[]> none = List.of();
    return CollectionConverters.asScala(none.iterator());
  }
}
