package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Counts the rows of each partition, in the partition's own task. */
final class CountPartitions
    implements Function2<Integer, Iterator<InternalRow>, Iterator<PartitionCount>> {
  private static final long serialVersionUID = 1L;

  /** More values than there are codes of countries and their parts: not a column of laws. */
  static final int MOST_VALUES = 10_000;

  /** More values than a report can show and a plan can balance: not a category. */
  static final int MOST_CATEGORIES = 1_000;

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
    Map<UTF8String, Map<UTF8String, long[]>> kept = new HashMap<>();
    Set<UTF8String> categories = new HashSet<>();
    Set<UTF8String> told = sorter.toldLaws();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (sorter.dropped(row)) {
        dropped++;
      } else {
        UTF8String law = sorter.law(row);
        // What is counted is told to the driver.
        UTF8String category = told.contains(law) ? sorter.category(row) : UTF8String.EMPTY_UTF8;
        long[] count = count(kept, categories, law, category);
        int split = sorter.split(first + read, row);
        count[split]++;
        count[2 + split] += row instanceof UnsafeRow bytes ? bytes.getSizeInBytes() : 0;
      }
      read++;
    }
    List<PartitionCount.Entry> entries = new ArrayList<>();
    kept.forEach(
        (law, of) ->
            of.forEach(
                (category, count) ->
                    entries.add(
                        new PartitionCount.Entry(law.toString(), category.toString(), count))));
    entries.sort(
        Comparator.comparing(PartitionCount.Entry::law)
            .thenComparing(PartitionCount.Entry::category));
    return List.of(new PartitionCount(partition, read, dropped, entries)).iterator();
  }

  private long[] count(
      Map<UTF8String, Map<UTF8String, long[]>> kept,
      Set<UTF8String> categories,
      UTF8String law,
      UTF8String category) {
    Map<UTF8String, long[]> of = kept.get(law);
    if (of == null) {
      of = new HashMap<>();
      kept.put(law.copy(), of);
      refuseTooMany(kept.size());
    }
    long[] count = of.get(category);
    if (count == null) {
      count = new long[4];
      UTF8String copy = category.copy();
      of.put(copy, count);
      categories.add(copy);
      refuseTooManyCategories(source, categories.size());
    }
    return count;
  }

  /** What each partition may have may be too much together. */
  static void requireFewCategories(String source, List<PartitionCount> counts) {
    Set<String> categories = new HashSet<>();
    counts.forEach(p -> p.entries().forEach(e -> categories.add(e.category())));
    refuseTooManyCategories(source, categories.size());
  }

  private static void refuseTooManyCategories(String source, int values) {
    if (values > MOST_CATEGORIES) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The category of source '"
              + source
              + "' has more than "
              + MOST_CATEGORIES
              + " values: name a column of few values, or deal rows by size or hash");
    }
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
