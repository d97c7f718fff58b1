package dev.bailiwick.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The codes of ISO 3166 and what follows from them. */
final class Countries {
  private static final Set<String> COUNTRIES = Set.copyOf(CodeTable.codes("iso-3166-1.txt"));
  private static final Set<String> SUBDIVISIONS = subdivisions();
  private static final Map<String, String> SAME_PLACE = inverted("same-place.txt");
  private static final Map<String, String> GOVERNED_BY = inverted("territories.txt");
  private static final Map<String, List<String>> GROUPS = CodeTable.keyed("groups.txt");
  // What people write, and what ISO calls it.
  private static final Map<String, String> MISTAKES = Map.of("UK", "GB", "EL", "GR");

  private Countries() {}

  static boolean isCountry(String code) {
    return COUNTRIES.contains(code);
  }

  static boolean isSubdivision(String code) {
    return SUBDIVISIONS.contains(code) || SAME_PLACE.containsKey(code);
  }

  /** The ISO 3166-1 code of a place that has both kinds of code; other codes stay as they are. */
  static String canonical(String code) {
    return SAME_PLACE.getOrDefault(code, code);
  }

  /** The country that governs a territory with a code of its own; any other code itself. */
  static String sovereign(String country) {
    return GOVERNED_BY.getOrDefault(country, country);
  }

  /** Groups by name, with the codes of their members. */
  static Map<String, List<String>> groups() {
    return GROUPS;
  }

  /** The code that somebody meant, or an empty text. */
  static String meant(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String better = MISTAKES.getOrDefault(upper, upper);
    boolean known = isCountry(better) || isSubdivision(better) || GROUPS.containsKey(better);
    return known && !better.equals(text) ? better : "";
  }

  private static Set<String> subdivisions() {
    Set<String> codes = new HashSet<>();
    CodeTable.keyed("iso-3166-2.txt")
        .forEach((country, parts) -> parts.forEach(part -> codes.add(country + "-" + part)));
    return Set.copyOf(codes);
  }

  private static Map<String, String> inverted(String table) {
    Map<String, String> result = new HashMap<>();
    CodeTable.keyed(table).forEach((key, codes) -> codes.forEach(code -> result.put(code, key)));
    return Map.copyOf(result);
  }
}
