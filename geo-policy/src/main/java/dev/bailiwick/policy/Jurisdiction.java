package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a policy takes the law of a row from: one law for all rows, or a column. */
sealed interface Jurisdiction {
  Place place();

  /** The law of a row with this value; empty if nobody stated it. */
  Optional<Location> lawOf(@Nullable String value);

  /** One law for every row, whatever the row says. */
  record Constant(Location law, Place place) implements Jurisdiction {
    @Override
    public Optional<Location> lawOf(@Nullable String value) {
      return Optional.of(law);
    }
  }

  /**
   * A column of the data.
   *
   * @param map from values of the column to laws; any other value must be a code itself
   */
  record Column(String name, Map<String, Location> map, Place place) implements Jurisdiction {
    public Column {
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
