package dev.bailiwick.shuffle;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDDLike;

/**
 * A Spark job that shuffles, and what it gives: as text, in an order that does not depend on where
 * things ran, with the partition of each row where the job has partitions to show.
 */
record ShuffleJob(String name, Work work, boolean orderVaries) {
  ShuffleJob(String name, Work work) {
    this(name, work, false);
  }

  /**
   * The same, known to write its rows in one order or another from run to run: compressed, the
   * length of its blocks varies, too (docs/adr/0168).
   */
  ShuffleJob inAnyOrder() {
    return new ShuffleJob(name, work, true);
  }

  /** What is run. */
  @FunctionalInterface
  interface Work {
    List<String> run(TestSpark spark);
  }

  static List<ShuffleJob> all() {
    return Stream.of(ByKeyJobs.all(), RddJobs.all(), SqlJobs.all(), AdaptiveJobs.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Each row and its partition; the order in a partition does not count. */
  static List<String> partitions(JavaRDDLike<?, ?> rdd) {
    return partitions(rdd, false);
  }

  /** Each row and its partition; the order in a partition counts. */
  static List<String> inOrder(JavaRDDLike<?, ?> rdd) {
    return partitions(rdd, true);
  }

  private static List<String> partitions(JavaRDDLike<?, ?> rdd, boolean ordered) {
    List<? extends List<?>> found = rdd.glom().collect();
    return IntStream.range(0, found.size())
        .boxed()
        .flatMap(
            i -> {
              Stream<String> rows = found.get(i).stream().map(row -> i + ": " + row);
              return ordered ? rows : rows.sorted();
            })
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
