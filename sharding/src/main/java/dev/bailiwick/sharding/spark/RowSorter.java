package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What a row is: dropped or kept, under which value of law, of which category, for training or
 * testing.
 */
final class RowSorter implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int lawOrdinal;
  private final int[] required;
  private final Splitting splitting;
  private final long base;
  private final @Nullable CategoryColumn category;
  private final String[] toldLaws;
  private final @Nullable ForwardSplit forward;

  RowSorter(
      int lawOrdinal,
      int[] required,
      Splitting splitting,
      long base,
      @Nullable CategoryColumn category,
      String[] toldLaws,
      @Nullable ForwardSplit forward) {
    this.lawOrdinal = lawOrdinal;
    this.required = required;
    this.splitting = splitting;
    this.base = base;
    this.category = category;
    this.toldLaws = toldLaws.clone();
    this.forward = forward;
  }

  RowSorter with(CategoryColumn column, Collection<String> laws) {
    return new RowSorter(
        lawOrdinal, required, splitting, base, column, laws.toArray(String[]::new), forward);
  }

  RowSorter with(ForwardSplit split) {
    return new RowSorter(lawOrdinal, required, splitting, base, category, toldLaws, split);
  }

  boolean dropped(InternalRow row) {
    for (int ordinal : required) {
      if (row.isNullAt(ordinal)) {
        return true;
      }
    }
    return false;
  }

  /** The value of law without blanks around it; it may point into the row. */
  UTF8String law(InternalRow row) {
    return lawOrdinal < 0 || row.isNullAt(lawOrdinal)
        ? UTF8String.EMPTY_UTF8
        : row.getUTF8String(lawOrdinal).trimAll();
  }

  /** The category; empty where none is looked at. It may point into the row. */
  UTF8String category(InternalRow row) {
    return category == null ? UTF8String.EMPTY_UTF8 : category.of(row);
  }

  /** The values of law of whose rows the category may be told. */
  Set<UTF8String> toldLaws() {
    Set<UTF8String> laws = new HashSet<>();
    for (String law : toldLaws) {
      laws.add(UTF8String.fromString(law));
    }
    return laws;
  }

  /** 1 for testing, 0 for training. */
  int split(long rowInSource, InternalRow row) {
    if (forward != null) {
      return forward.isTest(row) ? 1 : 0;
    }
    return splitting.isTest(base, rowInSource) ? 1 : 0;
  }

  boolean dependsOnRow() {
    return forward == null && splitting.dependsOnRow();
  }
}
