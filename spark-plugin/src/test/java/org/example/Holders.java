package org.example;

import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.jdk.javaapi.CollectionConverters;

/** Functions of a user's that hold what their lineage does not show. */
public final class Holders {
  private Holders() {}

  /** Rows of an RDD that is read by hand. */
  public static JavaRDD<String> rowsOf(RDD<String> hidden, JavaRDD<Integer> one) {
    Partition first = hidden.partitions()[0];
    return one.flatMap(i -> CollectionConverters.asJava(hidden.iterator(first, TaskContext.get())));
  }

  /** What one reads from a piece of an input. */
  public static JavaRDD<String> piecesOf(RDD<?> hidden, JavaRDD<Integer> one) {
    Partition[] pieces = hidden.partitions();
    return one.map(i -> pieces[i].toString());
  }

  /** An RDD inside something else. */
  public static JavaRDD<Integer> inAList(JavaRDD<Integer> hidden, JavaRDD<Integer> one) {
    List<JavaRDD<Integer>> list = List.of(hidden);
    return one.map(i -> list.get(0).id() + i);
  }
}
