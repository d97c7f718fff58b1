package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Passes over the rows of all sources where they lie, without a shuffle: each partition makes one
 * result, of numbers only, and the driver adds them up as they come.
 */
final class SourceScan {
  private final SparkSession spark;
  private final List<CountedSource> sources;
  private final List<RowGroup> groups;
  private final RowOrder order;

  SourceScan(
      SparkSession spark, List<CountedSource> sources, List<RowGroup> groups, RowOrder order) {
    this.spark = spark;
    this.sources = List.copyOf(sources);
    this.groups = List.copyOf(groups);
    this.order = order;
  }

  /** What is done with the rows of a partition. */
  interface Pass<R> extends Serializable {
    /** The result; {@code source} is the place of the source among the sources. */
    R run(int source, int partition, GroupedSource.Walk rows);
  }

  /** What two partitions have together. */
  interface Sum<R> extends Serializable {
    R of(R one, R other);
  }

  /** The sum of a pass over all partitions that have rows of any group. */
  <R> R sum(Pass<R> pass, Sum<R> sum) {
    return results(pass).reduce(sum::of);
  }

  /** The results of a pass, in no order. */
  <R> List<R> all(Pass<R> pass) {
    return results(pass).collect();
  }

  private <R> JavaRDD<R> results(Pass<R> pass) {
    List<JavaRDD<R>> parts = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      parts.add(
          sources
              .get(s)
              .source()
              .rdd()
              .toJavaRDD()
              .mapPartitionsWithIndex(
                  new Task<>(s, new GroupedSource(sources.get(s), groups, order), pass), true));
    }
    return union(spark, parts);
  }

  /** All partitions of all of them, each still read where it lies. */
  @SuppressWarnings("unchecked")
  static <T> JavaRDD<T> union(SparkSession spark, List<JavaRDD<T>> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : new JavaSparkContext(spark.sparkContext())
            .union((JavaRDD<T>[]) parts.toArray(new JavaRDD<?>[0]));
  }

  List<CountedSource> sources() {
    return sources;
  }

  List<RowGroup> groups() {
    return groups;
  }

  RowOrder order() {
    return order;
  }

  /** Rows of a group in all sources. */
  long rowsOf(RowGroup group) {
    long rows = 0;
    for (CountedSource source : sources) {
      if (group.isAt(source.source().site())) {
        for (long n : source.rowsOf(group)) {
          rows += n;
        }
      }
    }
    return rows;
  }

  private static final class Task<R>
      implements Function2<Integer, Iterator<InternalRow>, Iterator<R>> {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final GroupedSource source;
    private final Pass<R> pass;

    Task(int number, GroupedSource source, Pass<R> pass) {
      this.number = number;
      this.source = source;
      this.pass = pass;
    }

    @Override
    public Iterator<R> call(Integer partition, Iterator<InternalRow> rows) {
      return List.of(pass.run(number, partition, source.walk(partition, rows))).iterator();
    }
  }
}
