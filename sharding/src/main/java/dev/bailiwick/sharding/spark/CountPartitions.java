package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Counts the rows of each partition, in the partition's own task. */
final class CountPartitions
    implements Function2<Integer, Iterator<InternalRow>, Iterator<PartitionCount>> {
  private static final long serialVersionUID = 1L;

  /** More values than there are codes of countries and their parts: not a column of laws. */
  static final int MOST_VALUES = 10_000;

  private final String source;
  private final RowSorter sorter;
  private final long[] firstRows;

  /**
   * @param firstRows the number of each partition's first row in the source; empty if not needed
   */
  CountPartitions(String source, RowSorter sorter, long[] firstRows) {
    this.source = source;
    this.sorter = sorter;
    this.firstRows = firstRows;
  }

  @Override
  public Iterator<PartitionCount> call(Integer partition, Iterator<InternalRow> rows) {
    long first = firstRows.length == 0 ? 0 : firstRows[partition];
    long read = 0;
    long dropped = 0;
    Map<UTF8String, long[]> kept = new HashMap<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (sorter.dropped(row)) {
        dropped++;
      } else {
        UTF8String law = sorter.law(row);
        long[] count = kept.get(law);
        if (count == null) {
          count = new long[2];
          kept.put(law.copy(), count);
          refuseTooMany(kept.size());
        }
        count[sorter.split(first + read)]++;
      }
      read++;
    }
    TreeMap<String, long[]> sorted = new TreeMap<>();
    kept.forEach((law, count) -> sorted.put(law.toString(), count));
    return List.of(new PartitionCount(partition, read, dropped, sorted)).iterator();
  }

  private void refuseTooMany(int values) {
    if (values > MOST_VALUES) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The jurisdiction column of source '"
              + source
              + "' has more than "
              + MOST_VALUES
              + " values: name the column that gives a row's law");
    }
  }
}
