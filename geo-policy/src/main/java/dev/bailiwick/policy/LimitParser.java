package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import org.jspecify.annotations.Nullable;

/** Reads bounds on counts. */
final class LimitParser {
  private static final String YEAR = "calendar-year";

  private LimitParser() {}

  /** The bound of an allow ({@code upTo}) or of a deny ({@code above}); null if there is none. */
  static @Nullable Limit limit(YamlMap rule, boolean allows) {
    String key = allows ? "upTo" : "above";
    if (!rule.has(key)) {
      return null;
    }
    YamlMap map = rule.map(key);
    map.allowOnly("subjects", "records", "per", "countedBy");
    if (map.has("subjects") == map.has("records")) {
      throw map.place()
          .error("a bound is on 'subjects: N' or on 'records: N'; write one of the two.");
    }
    boolean persons = map.has("subjects");
    long bound =
        map.integer(persons ? "subjects" : "records", allows ? 1 : 0, PolicyFields.MAX_COUNT);
    boolean calendarYear = map.string("per").equals(YEAR);
    if (!calendarYear && !map.string("per").startsWith("P")) {
      throw map.error(
          "per",
          "'per' is '" + map.string("per") + "'; expected calendar-year or a period such as P12M.");
    }
    return new Limit(
        bound,
        persons,
        calendarYear ? null : PolicyFields.period(map, "per"),
        byOperator(map),
        map.place());
  }

  private static boolean byOperator(YamlMap map) {
    String by = map.optionalString("countedBy").orElse("all");
    if (!by.equals("all") && !by.equals("operator")) {
      throw map.error("countedBy", "'countedBy' is '" + by + "'; expected all or operator.");
    }
    return by.equals("operator");
  }
}
