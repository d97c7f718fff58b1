package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.Map;

/**
 * A dated table of which law the values of a column mean, such as the names of countries; {@code
 * docs/formats/location-table.md} specifies it.
 *
 * @param id its name
 * @param on the day on which it was true, as far as its author knew
 * @param sha256 of its exact bytes, in lower-case hexadecimal digits
 * @param values from a value, exactly as the column holds it, to its law
 */
record ValueTable(String id, LocalDate on, String sha256, Map<String, Location> values) {
  ValueTable {
    values = Map.copyOf(values);
  }

  /** {@code ID@DAY}. */
  String name() {
    return id + "@" + on;
  }
}
