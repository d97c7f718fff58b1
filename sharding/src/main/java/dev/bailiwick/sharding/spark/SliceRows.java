package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a slice, out of the rows of its partition. It checks the plan's count: too few rows,
 * or one more than there should be, and it throws BAD_DATA instead of ending.
 */
final class SliceRows implements Iterator<InternalRow> {
  private final Slice slice;
  private final RowSorter sorter;
  private final Set<UTF8String> values;
  private final Iterator<InternalRow> rows;
  private long read;
  private long matched;
  private @Nullable InternalRow next;

  SliceRows(Slice slice, Iterator<InternalRow> rows) {
    this.slice = slice;
    this.sorter = slice.sorter();
    this.values = new HashSet<>(Arrays.asList(slice.values()));
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = advance();
    }
    return next != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    InternalRow row = next;
    next = null;
    return row;
  }

  private @Nullable InternalRow advance() {
    while ((matched < slice.to() || slice.last()) && rows.hasNext()) {
      InternalRow row = rows.next();
      long number = slice.firstRow() + read++;
      if (!sorter.dropped(row)
          && sorter.split(number, row) == slice.split()
          && values.contains(sorter.law(row))
          && matched++ >= slice.from()) {
        if (matched > slice.to()) {
          throw changed("more");
        }
        return row;
      }
    }
    if (matched < slice.to()) {
      throw changed("fewer");
    }
    return null;
  }

  private BailiwickException changed(String what) {
    return new BailiwickException(
        ErrorCode.BAD_DATA,
        "Source '"
            + slice.source()
            + "' has "
            + what
            + " rows in its partition "
            + slice.parent().index()
            + " than when it was counted: it changed meanwhile; plan again");
  }
}
