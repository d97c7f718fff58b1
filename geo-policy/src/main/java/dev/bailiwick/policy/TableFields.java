package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fields that tables and statements about places have in common: days, names, one line of text. */
final class TableFields {
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  static final String NAME_RULE = "lower-case letters, digits, '.', '_' and '-', at most 63";
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final int MAX_LINE = 500;

  private TableFields() {}

  /** A field that must be there: a day of the calendar. */
  static LocalDate day(YamlMap map, String key) {
    String text = map.string(key);
    try {
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException e) {
      // No day of the calendar, such as 2026-02-30.
    }
    throw map.error(key, "'" + key + "' is '" + text + "'; expected a day such as 2026-06-01.");
  }

  static @Nullable LocalDate optionalDay(YamlMap map, String key) {
    return map.has(key) ? day(map, key) : null;
  }

  /** Refuses a period that ends before it begins. */
  static void checkPeriod(YamlMap map, @Nullable LocalDate from, @Nullable LocalDate until) {
    if (from != null && until != null && from.isAfter(until)) {
      throw map.error(
          "from",
          "'from' is "
              + from
              + " and 'until' is "
              + until
              + ", which is earlier; both days are inside the period.");
    }
  }

  /** One line that says something. */
  static String line(YamlMap map, String key) {
    String text = map.string(key);
    if (text.isBlank() || text.length() > MAX_LINE || text.lines().count() > 1) {
      throw map.error(
          key, "'" + key + "' is not one line of 1 to " + MAX_LINE + " characters; shorten it.");
    }
    return text;
  }

  static String name(YamlMap map, String key) {
    return DocumentHeader.matching(map, key, NAME, NAME_RULE);
  }

  /** A list of at least one name, none of them twice. */
  static List<String> names(YamlMap map, String key) {
    List<String> names = new ArrayList<>();
    for (YamlScalar scalar : scalars(map, key)) {
      if (!NAME.matcher(scalar.text()).matches()) {
        throw scalar
            .place()
            .error("'" + key + "' names '" + scalar.text() + "'; expected " + NAME_RULE + ".");
      }
      checkNew(names.contains(scalar.text()), scalar);
      names.add(scalar.text());
    }
    return names;
  }

  /** A list of at least one ISO 3166 code, none of them twice. */
  static List<Location> locations(YamlMap map, String key) {
    List<Location> locations = new ArrayList<>();
    for (YamlScalar scalar : scalars(map, key)) {
      Location location =
          Location.find(scalar.text())
              .orElseThrow(() -> scalar.place().error(Location.problem(scalar.text())));
      checkNew(locations.contains(location), scalar);
      locations.add(location);
    }
    return locations;
  }

  private static List<YamlScalar> scalars(YamlMap map, String key) {
    List<YamlScalar> scalars = map.scalars(key);
    if (scalars.isEmpty()) {
      throw map.error(key, "'" + key + "' is empty; name at least one.");
    }
    return scalars;
  }

  private static void checkNew(boolean seen, YamlScalar scalar) {
    if (seen) {
      throw scalar.place().error("'" + scalar.text() + "' is named twice; remove one.");
    }
  }
}
