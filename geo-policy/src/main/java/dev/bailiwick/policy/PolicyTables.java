package dev.bailiwick.policy;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The tables of a policy under the names that it gives them.
 *
 * @param pinned all of them; a table of values stands here without entries, for its review day
 * @param locations those of locations
 * @param values those of values
 */
record PolicyTables(
    List<PinnedTable> pinned,
    Map<String, LocationTable> locations,
    Map<String, ValueTable> values) {
  PolicyTables {
    pinned = List.copyOf(pinned);
    locations = Map.copyOf(locations);
    values = Map.copyOf(values);
  }

  /** The names of all tables, in order. */
  NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>(locations.keySet());
    names.addAll(values.keySet());
    return names;
  }
}
