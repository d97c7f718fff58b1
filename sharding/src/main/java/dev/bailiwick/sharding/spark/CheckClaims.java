package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Lets a shard's rows through as long as each is what the shard claims of all of them. */
final class CheckClaims
    implements Function2<Integer, Iterator<InternalRow>, Iterator<InternalRow>> {
  private static final long serialVersionUID = 1L;

  private final String[] shards;
  private final ValueColumn[] columns;
  private final long[][] min;
  private final long[][] max;
  private final RowSorter sorter;
  private final @Nullable String category;

  /**
   * @param shards the ids of the partitions' shards
   */
  CheckClaims(StratumDeal deal, List<String> shards, RowSorter sorter) {
    this.shards = shards.toArray(String[]::new);
    this.columns = deal.order().claims().toArray(ValueColumn[]::new);
    this.min = shards.stream().map(id -> deal.min().get(id)).toArray(long[][]::new);
    this.max = shards.stream().map(id -> deal.max().get(id)).toArray(long[][]::new);
    this.sorter = sorter;
    this.category = deal.group().category();
  }

  @Override
  public Iterator<InternalRow> call(Integer partition, Iterator<InternalRow> rows) {
    UTF8String only = category == null ? null : UTF8String.fromString(category);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public InternalRow next() {
        InternalRow row = rows.next();
        if (only != null && !sorter.category(row).equals(only)) {
          throw changed(partition, "the category");
        }
        for (int c = 0; c < columns.length; c++) {
          long value = columns[c].value(row);
          if (value < min[partition][c] || value > max[partition][c]) {
            throw changed(partition, "the range of '" + columns[c].name() + "'");
          }
        }
        return row;
      }
    };
  }

  private BailiwickException changed(int partition, String what) {
    return new BailiwickException(
        ErrorCode.BAD_DATA,
        "A row for shard '"
            + shards[partition]
            + "' is outside "
            + what
            + " that the shard claims: a source changed after it was measured; plan again");
  }
}
