package dev.bailiwick.sharding.spark;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts what lies where, without moving a row: one Spark job a source, without a shuffle. A
 * held-out split needs the number of each row in its source, and so one job more, that counts rows
 * only.
 *
 * <p>What reaches the driver is counts by value of the jurisdiction column, and, of rows that lie
 * where they may, of the category if the source is counted by one ({@link SourceRows#byCategory}),
 * and nothing else of the rows.
 */
public final class SourceCounter {
  private SourceCounter() {}

  /** Counts one source. */
  public static CountedSource count(SourceRows source) {
    JavaRDD<InternalRow> rows = source.rdd().toJavaRDD();
    long[] firstRows = source.sorter().dependsOnRow() ? firstRows(rows) : new long[0];
    List<PartitionCount> counts =
        rows
            .mapPartitionsWithIndex(
                new CountPartitions(source.name(), source.sorter(), firstRows), true)
            .collect()
            .stream()
            .sorted(Comparator.comparingInt(PartitionCount::partition))
            .toList();
    CountPartitions.requireFewCategories(source.name(), counts);
    return new CountedSource(source, counts, firstRows);
  }

  /** Counts several sources, one after the other. */
  public static List<CountedSource> countAll(List<SourceRows> sources) {
    return sources.stream().map(SourceCounter::count).toList();
  }

  private static long[] firstRows(JavaRDD<InternalRow> rows) {
    List<Long> sizes =
        rows.mapPartitionsWithIndex((p, r) -> List.of(size(r)).iterator(), true).collect();
    long[] first = new long[sizes.size()];
    for (int p = 1; p < first.length; p++) {
      first[p] = first[p - 1] + sizes.get(p - 1);
    }
    return first;
  }

  private static long size(Iterator<InternalRow> rows) {
    long size = 0;
    while (rows.hasNext()) {
      rows.next();
      size++;
    }
    return size;
  }
}
