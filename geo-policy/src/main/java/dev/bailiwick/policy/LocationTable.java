package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dated list of places, such as the countries with an adequacy decision; {@code
 * docs/formats/location-table.md} specifies it.
 *
 * @param id its name
 * @param on the day on which it was true, as far as its author knew
 * @param sha256 of its exact bytes, in lower-case hexadecimal digits
 * @param entries may be empty: a list of prohibitions that prohibits nothing
 */
record LocationTable(String id, LocalDate on, String sha256, List<Entry> entries) {
  LocationTable {
    entries = List.copyOf(entries);
  }

  /** {@code ID@DAY}. */
  String name() {
    return id + "@" + on;
  }

  /**
   * One place, under conditions. Several entries of one location are alternatives.
   *
   * @param certified the certificates that the place must hold, all of them, for an allow
   * @param from the first day, inside; null: always before
   * @param until the last day, inside; null: for ever
   * @param basis why it is in the table
   * @param place where it stands in the table
   */
  record Entry(
      Location location,
      List<String> certified,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      String basis,
      Place place) {
    Entry {
      certified = List.copyOf(certified);
    }

    /** Whether the day is within the entry's own days; of the certificates it says nothing. */
    boolean isInForce(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
    }

    /** What makes it another alternative than the other entries. */
    List<?> condition() {
      return Arrays.asList(location, Set.copyOf(certified), from, until);
    }
  }
}
