package dev.bailiwick.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Of which categories the data is.
 *
 * @param all of every column
 * @param byColumn of single columns, besides
 */
record DataCategories(List<String> all, Map<String, List<String>> byColumn) {
  DataCategories {
    all = List.copyOf(all);
    byColumn = Map.copyOf(byColumn);
  }

  /** Those of all columns together; one empty text if there are none. */
  NavigableSet<String> whole() {
    NavigableSet<String> whole = new TreeSet<>(all);
    byColumn.values().forEach(whole::addAll);
    return orNone(whole);
  }

  /** Those of some columns. */
  NavigableSet<String> of(Collection<String> columns) {
    NavigableSet<String> some = new TreeSet<>(all);
    columns.forEach(column -> some.addAll(byColumn.getOrDefault(column, List.of())));
    return orNone(some);
  }

  private static NavigableSet<String> orNone(NavigableSet<String> categories) {
    if (categories.isEmpty()) {
      categories.add("");
    }
    return categories;
  }
}
