package org.example;

import org.apache.spark.HashPartitioner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.shuffle.ShuffleWriteProcessor;
import scala.Option;
import scala.Product2;
import scala.reflect.ClassTag$;

/** A shuffle of the user's own class, which could name another RDD to each who asks. */
public final class OtherShuffle extends ShuffleDependency<String, String, String> {
  private static final long serialVersionUID = 1L;

  /** Of these pairs, into two partitions. */
  public OtherShuffle(RDD<? extends Product2<String, String>> pairs) {
    super(
        pairs,
        new HashPartitioner(2),
        new JavaSerializer(pairs.sparkContext().conf()),
        Option.empty(),
        Option.empty(),
        false,
        new ShuffleWriteProcessor(),
        ClassTag$.MODULE$.apply(String.class),
        ClassTag$.MODULE$.apply(String.class),
        ClassTag$.MODULE$.apply(String.class));
  }
}
