package dev.bailiwick.shuffle;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Shuffles without keys, and the shapes that go wrong: nothing, very much, all in one place. */
final class RddJobs {
  private static final int PARTITIONS = 5;

  /** Beyond every buffer on the way, and beyond the largest frame that is compressed at once. */
  private static final int HUGE_BYTES = 24 << 20;

  private RddJobs() {}

  static List<ShuffleJob> all() {
    List<ShuffleJob> jobs = new ArrayList<>(whole());
    jobs.addAll(shapes());
    jobs.addAll(sizes());
    return jobs;
  }

  private static List<ShuffleJob> whole() {
    return List.of(
        new ShuffleJob(
            "sortBy",
            s -> ShuffleJob.inOrder(lines(s).sortBy(v -> v.substring(2), true, PARTITIONS))),
        new ShuffleJob("distinct", s -> ShuffleJob.partitions(few(s).distinct(PARTITIONS))),
        new ShuffleJob(
            "intersection",
            s -> ShuffleJob.partitions(lines(s).intersection(few(s).union(lines(s))))),
        new ShuffleJob(
            "subtract",
            s ->
                ShuffleJob.partitions(
                    lines(s).subtract(lines(s).filter(v -> v.endsWith("1")), PARTITIONS))),
        new ShuffleJob(
            "groupBy", s -> ShuffleJob.partitions(lines(s).groupBy(String::length, PARTITIONS))),
        new ShuffleJob("repartition", s -> ShuffleJob.partitions(lines(s).repartition(7))),
        new ShuffleJob(
            "coalesce with a shuffle", s -> ShuffleJob.partitions(lines(s).coalesce(2, true))),
        new ShuffleJob(
            "treeAggregate",
            s ->
                List.of(
                    String.valueOf(
                        lines(s)
                            .repartition(16)
                            .treeAggregate(0L, (sum, v) -> sum + v.hashCode(), Long::sum, 3)))),
        new ShuffleJob(
            "treeReduce",
            s ->
                List.of(
                    String.valueOf(
                        lines(s).repartition(16).map(String::length).treeReduce(Integer::sum, 3)))),
        new ShuffleJob("takeOrdered of a shuffle", s -> lines(s).repartition(3).takeOrdered(20)),
        new ShuffleJob(
            "one shuffle, read by two jobs",
            s -> {
              JavaRDD<String> shuffled = lines(s).repartition(4);
              List<String> read = new ArrayList<>(ShuffleJob.partitions(shuffled));
              read.addAll(ShuffleJob.partitions(shuffled.map(v -> v + "!")));
              return read;
            }),
        new ShuffleJob(
            "a shuffle of what is cached on disk",
            s -> {
              JavaRDD<String> cached = lines(s).persist(StorageLevel.DISK_ONLY());
              List<String> read = ShuffleJob.partitions(cached.repartition(4));
              cached.unpersist(true);
              return read;
            }));
  }

  private static List<ShuffleJob> shapes() {
    return List.of(
        shuffled("a partitioner of the user's", new ByLastDigit(10)),
        shuffled("all rows in one partition of many", new ToOne(40)),
        shuffled("one partition", new HashPartitioner(1)),
        shuffled("many partitions, most of them with few rows", new HashPartitioner(250)),
        new ShuffleJob(
            "no rows",
            s ->
                ShuffleJob.partitions(
                    ByKeyJobs.rows(s).filter(r -> false).partitionBy(new HashPartitioner(3)))),
        new ShuffleJob(
            "no map tasks",
            s ->
                ShuffleJob.partitions(
                    s.java()
                        .<String>emptyRDD()
                        .mapToPair(v -> new Tuple2<>(1, v))
                        .groupByKey(PARTITIONS))),
        new ShuffleJob(
            "map tasks without rows",
            s ->
                ShuffleJob.partitions(
                    s.java().parallelize(List.of("a", "b", "c"), 9).repartition(6))),
        new ShuffleJob(
            "a serializer of the user's",
            s -> ShuffleJob.partitions(largest(s, new TaggedSerializer(false)))),
        new ShuffleJob(
            "a serializer of the user's whose output can be moved",
            s -> ShuffleJob.partitions(largest(s, new TaggedSerializer(true)))),
        new ShuffleJob(
            "an order of the user's",
            s ->
                ShuffleJob.inOrder(
                    ByKeyJobs.rows(s)
                        .repartitionAndSortWithinPartitions(new ByLastDigit(10), new ByText()))),
        new ShuffleJob(
            "values that are null",
            s ->
                ShuffleJob.partitions(
                    ByKeyJobs.rows(s)
                        .mapValues(v -> v.endsWith("7") ? null : v)
                        .partitionBy(new HashPartitioner(PARTITIONS)))));
  }

  private static List<ShuffleJob> sizes() {
    return List.of(
        new ShuffleJob(
            "huge records",
            s ->
                ShuffleJob.partitions(
                    s.java()
                        .parallelize(List.of(1, 2, 3), 2)
                        .mapToPair(i -> new Tuple2<>(i, noise(i, i == 2 ? HUGE_BYTES : 1 << 20)))
                        .partitionBy(new HashPartitioner(2))
                        .mapValues(v -> v.length + " bytes, hash " + Arrays.hashCode(v)))),
        new ShuffleJob(
            "huge records, grouped",
            s ->
                ShuffleJob.partitions(
                    s.java()
                        .parallelize(List.of(1, 2, 3, 4), 2)
                        .mapToPair(i -> new Tuple2<>(i % 2, noise(i, 3 << 20)))
                        .reduceByKey((a, b) -> a[0] < b[0] ? a : b, 2)
                        .mapValues(Arrays::hashCode))),
        new ShuffleJob(
            "strings longer than a buffer",
            s ->
                ShuffleJob.partitions(
                    s.java()
                        .parallelize(IntStream.range(0, 200).boxed().toList(), 3)
                        .mapToPair(i -> new Tuple2<>(i, (i + "-é").repeat(3_000)))
                        .groupByKey(PARTITIONS)
                        .mapValues(v -> v.iterator().next().length()))),
        new ShuffleJob(
            "strings that are empty",
            s ->
                ShuffleJob.partitions(
                    ByKeyJobs.rows(s)
                        .mapValues(v -> "")
                        .partitionBy(new HashPartitioner(PARTITIONS)))),
        new ShuffleJob(
            "records of a length at which a block's last record is full",
            s ->
                ShuffleJob.partitions(
                    s.java()
                        .parallelize(IntStream.range(0, 70).boxed().toList(), 2)
                        .mapToPair(i -> new Tuple2<>(i, noise(i, 65_536 - 40 + i)))
                        .partitionBy(new HashPartitioner(70))
                        .mapValues(v -> v.length + " " + Arrays.hashCode(v)))));
  }

  private static ShuffleJob shuffled(String name, Partitioner partitioner) {
    return new ShuffleJob(
        name, s -> ShuffleJob.partitions(ByKeyJobs.rows(s).partitionBy(partitioner)));
  }

  private static JavaPairRDD<Integer, String> largest(TestSpark spark, TaggedSerializer by) {
    return ByKeyJobs.rows(spark)
        .combineByKey(
            v -> v,
            (a, b) -> a.compareTo(b) > 0 ? a : b,
            (a, b) -> a.compareTo(b) > 0 ? a : b,
            new HashPartitioner(PARTITIONS),
            false,
            by);
  }

  private static JavaRDD<String> lines(TestSpark spark) {
    return ByKeyJobs.rows(spark).values();
  }

  private static JavaRDD<String> few(TestSpark spark) {
    return lines(spark).map(v -> v.substring(0, Math.min(6, v.length())));
  }

  private static byte[] noise(int seed, int bytes) {
    byte[] noise = new byte[bytes];
    new SplittableRandom(seed).nextBytes(noise);
    return noise;
  }

  /** By the text of the number, which is not its order. */
  private static final class ByText implements Comparator<Integer>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Integer a, Integer b) {
      return a.toString().compareTo(b.toString());
    }
  }

  private static final class ByLastDigit extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByLastDigit(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key % 10 % partitions;
    }
  }

  private static final class ToOne extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ToOne(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return partitions / 2;
    }
  }
}
