package dev.bailiwick.shuffle;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDDLike;
import scala.Tuple2;

/** Every operator of {@link JavaPairRDD} that shuffles by key. */
final class ByKeyJobs {
  private static final int PARTITIONS = 6;
  private static final int SEED = 11;

  private ByKeyJobs() {}

  static List<ShuffleJob> all() {
    return List.of(
        job("reduceByKey", r -> numbers(r).reduceByKey(Integer::sum, PARTITIONS)),
        job("foldByKey", r -> numbers(r).foldByKey(7, PARTITIONS, Integer::max)),
        job(
            "aggregateByKey",
            r -> r.aggregateByKey(0L, PARTITIONS, (sum, v) -> sum + v.hashCode(), Long::sum)),
        job("combineByKey", r -> combined(r, true)),
        job("combineByKey, nothing combined in the map tasks", r -> combined(r, false)),
        job("groupByKey", r -> r.groupByKey(PARTITIONS)),
        new ShuffleJob("countByKey", s -> counts(rows(s).countByKey())),
        new ShuffleJob(
            "countByValue", s -> counts(rows(s).values().map(String::length).countByValue())),
        job("countApproxDistinctByKey", r -> r.countApproxDistinctByKey(0.05, PARTITIONS)),
        new ShuffleJob(
            "sampleByKeyExact",
            s ->
                ShuffleJob.partitions(
                    rows(s)
                        .mapToPair(row -> new Tuple2<>(row._1() % 3, row._2()))
                        .partitionBy(new HashPartitioner(PARTITIONS))
                        .sampleByKeyExact(false, Map.of(0, 0.1, 1, 0.5, 2, 0.02), SEED))),
        ordered("sortByKey", r -> r.sortByKey(true, PARTITIONS)),
        ordered("sortByKey, falling", r -> r.sortByKey(false, PARTITIONS)),
        job("subtractByKey", r -> r.subtractByKey(some(r), PARTITIONS)),
        job("join", r -> r.join(some(r), PARTITIONS)),
        job("leftOuterJoin", r -> r.leftOuterJoin(some(r), PARTITIONS)),
        job("rightOuterJoin", r -> some(r).rightOuterJoin(r, PARTITIONS)),
        job("fullOuterJoin", r -> some(r).fullOuterJoin(r.filter(x -> x._1() < 500), PARTITIONS)),
        job("cogroup", r -> r.cogroup(some(r), PARTITIONS)),
        job("cogroup of three", r -> r.cogroup(some(r), numbers(r), PARTITIONS)),
        job("cogroup of four", r -> r.cogroup(some(r), numbers(r), r, PARTITIONS)),
        job("groupWith", r -> r.groupWith(some(r))),
        job(
            "reduceByKey of what is partitioned so already",
            r ->
                numbers(r)
                    .partitionBy(new HashPartitioner(PARTITIONS))
                    .reduceByKey(new HashPartitioner(PARTITIONS), Integer::sum)),
        job(
            "join of one side that is partitioned so already",
            r ->
                r.partitionBy(new HashPartitioner(PARTITIONS))
                    .join(some(r), new HashPartitioner(PARTITIONS))),
        ordered(
            "repartitionAndSortWithinPartitions",
            r -> r.repartitionAndSortWithinPartitions(new HashPartitioner(PARTITIONS))));
  }

  static JavaPairRDD<Integer, String> rows(TestSpark spark) {
    return ShuffleJobs.rows(spark.java());
  }

  private static JavaPairRDD<Integer, Integer> numbers(JavaPairRDD<Integer, String> rows) {
    return rows.mapToPair(row -> new Tuple2<>(row._1() % 300, row._2().length()));
  }

  /** Fewer keys, some of which the other side lacks. */
  private static JavaPairRDD<Integer, String> some(JavaPairRDD<Integer, String> rows) {
    return rows.filter(row -> row._1() % 5 == 0)
        .mapToPair(row -> new Tuple2<>(row._1() + 10, "some-" + row._2()));
  }

  private static JavaPairRDD<Integer, Long> combined(
      JavaPairRDD<Integer, String> rows, boolean inMapTasks) {
    return rows.combineByKey(
        v -> (long) v.length(),
        (sum, v) -> sum + v.length(),
        Long::sum,
        new HashPartitioner(PARTITIONS),
        inMapTasks,
        null);
  }

  private static ShuffleJob job(
      String name, Function<JavaPairRDD<Integer, String>, JavaRDDLike<?, ?>> work) {
    return new ShuffleJob(name, spark -> ShuffleJob.partitions(work.apply(rows(spark))));
  }

  private static ShuffleJob ordered(
      String name, Function<JavaPairRDD<Integer, String>, JavaRDDLike<?, ?>> work) {
    return new ShuffleJob(name, spark -> ShuffleJob.inOrder(work.apply(rows(spark))));
  }

  private static List<String> counts(Map<?, ?> counts) {
    List<String> all = counts.entrySet().stream().map(Object::toString).sorted().toList();
    return IntStream.range(0, all.size()).mapToObj(i -> i + ": " + all.get(i)).toList();
  }
}
