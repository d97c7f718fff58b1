package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a policy takes the law of a row from: one law for all rows, or columns. */
sealed interface Jurisdiction {
  Place place();

  /** The law that a value states; empty if nobody stated it. */
  Optional<Location> lawOf(@Nullable String value);

  /** One law for every row, whatever the row says. */
  record Constant(Location law, Place place) implements Jurisdiction {
    @Override
    public Optional<Location> lawOf(@Nullable String value) {
      return Optional.of(law);
    }
  }

  /**
   * Columns of the data; a row is under the law of each.
   *
   * @param names one or more columns
   * @param map from values of the columns to laws; any other value must be a code itself
   */
  record Columns(List<String> names, Map<String, Location> map, Place place)
      implements Jurisdiction {
    public Columns {
      names = List.copyOf(names);
      map = Map.copyOf(map);
    }

    @Override
    public Optional<Location> lawOf(@Nullable String value) {
      if (value == null) {
        return Optional.empty();
      }
      Location mapped = map.get(value);
      return mapped != null ? Optional.of(mapped) : Location.find(value);
    }
  }
}
