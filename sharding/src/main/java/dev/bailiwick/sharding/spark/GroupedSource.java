package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A source's rows by group, each with its key. Travels to the tasks that read the source. */
final class GroupedSource implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final String name;
  private final RowSorter sorter;
  private final long[] firstRows;
  private final RowGroup[] groups;
  private final boolean[] here;
  private final RowOrder order;

  GroupedSource(CountedSource source, Collection<RowGroup> groups, RowOrder order) {
    this.name = source.source().name();
    this.sorter = source.source().sorter();
    this.firstRows = source.firstRows();
    this.groups = groups.toArray(RowGroup[]::new);
    this.here = new boolean[this.groups.length];
    for (int g = 0; g < here.length; g++) {
      here[g] = this.groups[g].isAt(source.source().site());
    }
    this.order = order;
  }

  String name() {
    return name;
  }

  int groups() {
    return groups.length;
  }

  RowOrder order() {
    return order;
  }

  RowSorter sorter() {
    return sorter;
  }

  /** A walk over one partition. */
  Walk walk(int partition, Iterator<InternalRow> rows) {
    return new Walk(partition, rows);
  }

  /** By law, then by category if groups have one, then by split: the group. */
  private Map<UTF8String, Map<UTF8String, int[]>> index() {
    Map<UTF8String, Map<UTF8String, int[]>> index = new HashMap<>();
    for (int g = 0; g < groups.length; g++) {
      if (here[g]) {
        for (String law : groups[g].laws()) {
          int[] bySplit =
              index
                  .computeIfAbsent(UTF8String.fromString(law), l -> new HashMap<>())
                  .computeIfAbsent(category(g), c -> new int[] {NONE, NONE});
          for (int split = 0; split < 2; split++) {
            bySplit[split] = groups[g].hasSplit(split) ? g : bySplit[split];
          }
        }
      }
    }
    return index;
  }

  private UTF8String category(int group) {
    String category = groups[group].category();
    return category == null ? UTF8String.EMPTY_UTF8 : UTF8String.fromString(category);
  }

  private boolean categoriesApart() {
    return Arrays.stream(groups).anyMatch(g -> g.category() != null);
  }

  /** One row after the other, those in no group left out. */
  final class Walk {
    private final Map<UTF8String, Map<UTF8String, int[]>> index = index();
    private final boolean byCategory = categoriesApart();
    private final Iterator<InternalRow> rows;
    private final long first;
    private long read;
    private int group;
    private @Nullable InternalRow row;

    private Walk(int partition, Iterator<InternalRow> rows) {
      this.rows = rows;
      this.first = firstRows.length == 0 ? 0 : firstRows[partition];
    }

    /** Goes to the next row; false after the last. */
    boolean advance() {
      while (rows.hasNext()) {
        InternalRow next = rows.next();
        long number = first + read++;
        int found = sorter.dropped(next) ? NONE : groupOf(number, next);
        if (found != NONE) {
          group = found;
          row = next;
          return true;
        }
      }
      return false;
    }

    private int groupOf(long number, InternalRow next) {
      Map<UTF8String, int[]> byCategories = index.get(sorter.law(next));
      if (byCategories == null) {
        return NONE;
      }
      int[] bySplit = byCategories.get(byCategory ? sorter.category(next) : UTF8String.EMPTY_UTF8);
      return bySplit == null ? NONE : bySplit[sorter.split(number, next)];
    }

    int group() {
      return group;
    }

    /** The row; it is reused by the next. */
    InternalRow row() {
      if (row == null) {
        throw new IllegalStateException("not at a row");
      }
      return row;
    }

    /** The row's number in its partition. */
    long number() {
      return read - 1;
    }

    RowOrder.@Nullable Fault fault() {
      return order.fault(row());
    }

    long key() {
      return order.key(row());
    }
  }
}
