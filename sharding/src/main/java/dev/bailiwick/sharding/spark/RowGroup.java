package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.Stratum;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that stand in one line: those of a stratum, or all whose law is known. */
final class RowGroup implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable String site;
  private final @Nullable String split;
  private final @Nullable String category;
  private final String[] laws;

  private RowGroup(
      @Nullable String site,
      @Nullable String split,
      @Nullable String category,
      Collection<String> laws) {
    this.site = site;
    this.split = split;
    this.category = category;
    this.laws = laws.toArray(String[]::new);
  }

  /** A stratum as a strategy sees it: of one category if that keeps categories apart. */
  static RowGroup of(Stratum stratum, Strategy strategy) {
    RowGroup all = of(stratum);
    return strategy instanceof Strategy.Stratified s && s.disjoint()
        ? all.ofCategory(stratum.category())
        : all;
  }

  /** A stratum whose shards have rows of every category. */
  static RowGroup of(Stratum stratum) {
    return new RowGroup(stratum.origin(), stratum.split(), null, stratum.values());
  }

  /** The rows of one category of these. */
  RowGroup ofCategory(String one) {
    return new RowGroup(site, split, one, List.of(laws));
  }

  /** Every row with one of these values of law, wherever it lies. */
  static RowGroup ofLaws(Collection<String> laws) {
    return new RowGroup(null, null, null, laws);
  }

  boolean isAt(String where) {
    return site == null || site.equals(where);
  }

  boolean hasSplit(int number) {
    return split == null || split.equals(number == 1 ? Splitting.TEST : Splitting.TRAIN);
  }

  /** The one category of its rows; null if they have any. */
  @Nullable String category() {
    return category;
  }

  boolean hasCategory(String value) {
    return category == null || category.equals(value);
  }

  String[] laws() {
    return laws.clone();
  }

  /** How many of these are in the group. */
  long rowsOf(PartitionCount.Entry entry) {
    if (!List.of(laws).contains(entry.law()) || !hasCategory(entry.category())) {
      return 0;
    }
    return (hasSplit(0) ? entry.rows(0) : 0) + (hasSplit(1) ? entry.rows(1) : 0);
  }
}
