package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the papers of a policy, and where it names them. */
final class GrantParser {
  private static final List<String> KINDS =
      List.of("permit", "contract", "consent", "assessment", "notification", "certification");

  private GrantParser() {}

  /** By id, in the order of the document. */
  static Map<String, Grant> grants(YamlMap document) {
    Map<String, Grant> grants = new LinkedHashMap<>();
    Map<String, Place> places = new HashMap<>();
    for (YamlMap map : document.optionalMaps("grants")) {
      Grant grant = grant(map);
      Place earlier = places.put(grant.id(), map.place());
      if (earlier != null) {
        throw map.error(
            "id",
            "the grant '"
                + grant.id()
                + "' is here a second time (first at line "
                + earlier.line()
                + "); rename one.");
      }
      grants.put(grant.id(), grant);
    }
    return grants;
  }

  /** The grants that a field names, at least one; none if the field is absent. */
  static List<Grant> named(YamlMap map, String key, Map<String, Grant> grants) {
    if (!map.has(key)) {
      return List.of();
    }
    List<Grant> named = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.distinct(map, key)) {
      Grant grant = grants.get(scalar.text());
      if (grant == null) {
        throw unknown(scalar, grants.keySet());
      }
      named.add(grant);
    }
    return named;
  }

  static RuntimeException unknown(YamlScalar scalar, Set<String> known) {
    return known.isEmpty()
        ? scalar
            .place()
            .error("there is no grant '" + scalar.text() + "', or any other; add it to 'grants'.")
        : PolicyFields.unknown(scalar, "grant", known);
  }

  private static Grant grant(YamlMap map) {
    map.allowOnly("id", "kind", "parties", "purpose", "uses", "from", "until", "withdrawn");
    String id = PolicyFields.paperId(map);
    LocalDate from = TableFields.optionalDay(map, "from");
    LocalDate until = TableFields.optionalDay(map, "until");
    TableFields.checkPeriod(map, from, until);
    return new Grant(
        id,
        kind(map),
        PolicyFields.optionalNames(map, "parties"),
        map.has("purpose") ? TableFields.line(map, "purpose") : null,
        map.has("uses") ? PolicyFields.uses(map, "uses") : Set.of(),
        from,
        until,
        TableFields.optionalDay(map, "withdrawn"),
        map.place());
  }

  private static String kind(YamlMap map) {
    String kind = map.string("kind");
    if (!KINDS.contains(kind)) {
      throw map.error(
          "kind", "'kind' is '" + kind + "'; expected one of " + String.join(", ", KINDS) + ".");
    }
    return kind;
  }
}
