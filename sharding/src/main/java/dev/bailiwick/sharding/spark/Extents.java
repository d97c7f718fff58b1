package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;

/** How many rows each group has, their least and greatest key, and how many have no key. */
final class Extents implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] rows;
  private final long[] min;
  private final long[] max;
  private final EnumMap<RowOrder.Fault, Long> faults = new EnumMap<>(RowOrder.Fault.class);

  private Extents(int groups) {
    rows = new long[groups];
    min = new long[groups];
    max = new long[groups];
    Arrays.fill(min, Long.MAX_VALUE);
    Arrays.fill(max, Long.MIN_VALUE);
  }

  /** Of groups whose order is that in which they lie. */
  static Extents asTheyLie(long[] rows) {
    Extents all = new Extents(rows.length);
    System.arraycopy(rows, 0, all.rows, 0, rows.length);
    Arrays.fill(all.min, 0);
    Arrays.fill(all.max, 0);
    return all;
  }

  /**
   * Measures every group.
   *
   * @throws BailiwickException BAD_DATA if rows have no key, saying how many and why
   */
  static Extents of(SourceScan scan) {
    int groups = scan.groups().size();
    Extents all = scan.sum((source, partition, rows) -> part(groups, rows), Extents::plus);
    all.requireKeys(scan.order());
    return all;
  }

  private static Extents part(int groups, GroupedSource.Walk rows) {
    Extents part = new Extents(groups);
    while (rows.advance()) {
      int g = rows.group();
      part.rows[g]++;
      RowOrder.Fault fault = rows.fault();
      if (fault == null) {
        long key = rows.key();
        part.min[g] = Math.min(part.min[g], key);
        part.max[g] = Math.max(part.max[g], key);
      } else {
        part.faults.merge(fault, 1L, Long::sum);
      }
    }
    return part;
  }

  private Extents plus(Extents other) {
    Extents sum = new Extents(rows.length);
    for (int g = 0; g < rows.length; g++) {
      sum.rows[g] = rows[g] + other.rows[g];
      sum.min[g] = Math.min(min[g], other.min[g]);
      sum.max[g] = Math.max(max[g], other.max[g]);
    }
    sum.faults.putAll(faults);
    other.faults.forEach((fault, n) -> sum.faults.merge(fault, n, Long::sum));
    return sum;
  }

  private void requireKeys(RowOrder order) {
    List<String> found = new ArrayList<>();
    faults.forEach((fault, n) -> found.add(String.format("%,d rows are %s", n, fault.words())));
    if (!found.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The strategy orders rows by "
              + order.described()
              + ", where "
              + String.join(" and ", found)
              + ": mend these rows, leave them out of the source, or let dropIncomplete remove"
              + " those that are null");
    }
  }

  long rows(int group) {
    return rows[group];
  }

  long min(int group) {
    return min[group];
  }

  long max(int group) {
    return max[group];
  }
}
