package dev.bailiwick.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A world small enough to be known by heart: which area holds which place, and which kind of data
 * is which, by tables written by hand. For the {@link Oracle}, which trusts no code of ours.
 */
final class Atlas {
  static final List<String> PLACES = List.of("DE", "FR", "GF", "NO", "CN", "HK", "US", "US-VA");
  static final List<String> AREAS =
      List.of("DE", "FR", "GF", "NO", "CN", "HK", "US", "US-VA", "EU", "EEA");
  static final List<String> TERMS =
      List.of(
          "dpv:SpecialCategoryPersonalData",
          "pd:Identifying",
          "pd:MedicalHealth",
          "pd:Health",
          "pd:Genetic",
          "own:a",
          "own:b");

  /** Which places an area surely holds. */
  private static final Map<String, Set<String>> HOLDS =
      Map.of(
          "DE", Set.of("DE"),
          "FR", Set.of("FR"),
          "GF", Set.of("GF"),
          "NO", Set.of("NO"),
          "CN", Set.of("CN"),
          "HK", Set.of("HK"),
          "US", Set.of("US", "US-VA"),
          "US-VA", Set.of("US-VA"),
          "EU", Set.of("DE", "FR"),
          "EEA", Set.of("DE", "FR", "NO"));

  /** Which places it may hold besides. */
  private static final Map<String, Set<String>> MAY_HOLD =
      Map.of(
          "FR", Set.of("GF"),
          "CN", Set.of("HK"),
          "US-VA", Set.of("US"),
          "EU", Set.of("GF"),
          "EEA", Set.of("GF"));

  /** Which kinds of data a kind is. */
  private static final Map<String, Set<String>> BROADER =
      Map.of(
          "pd:MedicalHealth", Set.of("dpv:SpecialCategoryPersonalData"),
          "pd:Health", Set.of("pd:MedicalHealth", "dpv:SpecialCategoryPersonalData"),
          "pd:Genetic", Set.of("pd:Health", "pd:MedicalHealth", "dpv:SpecialCategoryPersonalData"));

  /** Kinds that have something in common, though neither is inside the other: biometric data. */
  private static final Set<Set<String>> OVERLAP =
      Set.of(Set.of("pd:Identifying", "dpv:SpecialCategoryPersonalData"));

  private Atlas() {}

  static boolean holds(String area, String place) {
    return HOLDS.getOrDefault(area, Set.of()).contains(place);
  }

  static boolean mayHold(String area, String place) {
    return holds(area, place) || MAY_HOLD.getOrDefault(area, Set.of()).contains(place);
  }

  static boolean isKind(String term, String kind) {
    return term.equals(kind) || BROADER.getOrDefault(term, Set.of()).contains(kind);
  }

  static boolean mayBeKind(String term, String kind) {
    return isKind(term, kind) || isKind(kind, term) || OVERLAP.contains(Set.of(term, kind));
  }
}
