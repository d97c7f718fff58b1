package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the rules and exceptions of a policy. */
final class RuleParser {
  private final AreaParser areas;
  private final ScopeParser scopes;
  private final Map<String, Grant> grants;

  RuleParser(AreaParser areas, boolean hasCategories, Map<String, Grant> grants) {
    this.areas = areas;
    this.scopes = new ScopeParser(areas, hasCategories);
    this.grants = grants;
  }

  List<Rule> rules(YamlMap document) {
    List<YamlMap> maps = document.maps("rules");
    if (maps.isEmpty()) {
      throw document.error("rules", "'rules' is empty, which would deny everything; add a rule.");
    }
    Map<String, Place> places = new HashMap<>();
    List<Rule> rules = new ArrayList<>();
    for (YamlMap map : maps) {
      rules.add(rule(map));
      checkNew("rule", map, places);
    }
    for (YamlMap map : document.optionalMaps("exceptions")) {
      rules.add(exception(map));
      checkNew("exception", map, places);
    }
    return rules;
  }

  private static void checkNew(String what, YamlMap map, Map<String, Place> places) {
    String id = map.string("id");
    Place earlier = places.put(id, map.place());
    if (earlier != null) {
      throw map.error(
          "id",
          "the "
              + what
              + " '"
              + id
              + "' is here a second time (first at line "
              + earlier.line()
              + "); rename one.");
    }
  }

  private Rule rule(YamlMap map) {
    map.allowOnly(
        "id",
        "effect",
        "transfer",
        "to",
        "except",
        "for",
        "when",
        "under",
        "unless",
        "upTo",
        "above",
        "require",
        "reason",
        "basis");
    String id = PolicyFields.paperId(map);
    boolean allows = allows(map);
    checkParts(map, allows);
    Set<TransferClass> transfer = ScopeParser.transfer(map, !allows);
    ScopeParser.Scope scope = scopes.scope(map);
    return new Rule(
        allows ? Rule.Kind.ALLOW : Rule.Kind.DENY,
        id,
        transfer,
        areas.places(map, "to"),
        map.has("except") ? areas.places(map, "except") : List.of(),
        scope.laws(),
        scope.categories(),
        when(map, allows),
        GrantParser.named(map, "under", grants),
        GrantParser.named(map, "unless", grants),
        LimitParser.limit(map, allows),
        DutyParser.duties(map, transfer),
        null,
        null,
        PolicyFields.optionalLine(map, "reason"),
        PolicyFields.optionalLine(map, "basis"),
        map.place());
  }

  private Rule exception(YamlMap map) {
    map.allowOnly("id", "allows", "basis", "approvedBy", "justification", "from", "expires");
    String id = PolicyFields.paperId(map);
    YamlMap allows = map.map("allows");
    allows.allowOnly("transfer", "to", "for");
    Set<TransferClass> transfer = ScopeParser.transfer(allows, false);
    ScopeParser.Scope scope = scopes.scope(allows);
    List<Area> to = areas.places(allows, "to");
    PolicyFields.email(map, "approvedBy");
    LocalDate from = TableFields.optionalDay(map, "from");
    LocalDate expires = TableFields.day(map, "expires");
    if (from != null && from.isAfter(expires)) {
      throw map.error(
          "from",
          "'from' is "
              + from
              + " and 'expires' is "
              + expires
              + ", which is earlier; both days are inside the period.");
    }
    return new Rule(
        Rule.Kind.EXCEPTION,
        id,
        transfer,
        to,
        List.of(),
        scope.laws(),
        scope.categories(),
        When.ALWAYS,
        List.of(),
        List.of(),
        null,
        Duties.none(),
        from,
        expires,
        TableFields.line(map, "justification"),
        TableFields.line(map, "basis"),
        map.place());
  }

  private static boolean allows(YamlMap map) {
    String effect = map.string("effect");
    if (!effect.equals("allow") && !effect.equals("deny")) {
      throw map.error("effect", "'effect' is '" + effect + "'; expected allow or deny.");
    }
    return effect.equals("allow");
  }

  /** Refuses what has a meaning only in the other kind of rule. */
  private static void checkParts(YamlMap map, boolean allows) {
    if (allows) {
      refuse(map, "unless", "only a deny has 'unless', papers that lift it; use 'under'.");
      refuse(map, "above", "only a deny has 'above'; an allow has 'upTo'.");
    } else {
      refuse(map, "under", "only an allow has 'under'; papers that lift a deny are 'unless'.");
      refuse(map, "upTo", "only an allow has 'upTo'; a deny has 'above'.");
      refuse(map, "require", "a deny requires nothing; remove 'require'.");
    }
  }

  private static void refuse(YamlMap map, String field, String message) {
    if (map.has(field)) {
      throw map.placeOfName(field).error(message);
    }
  }

  private When when(YamlMap rule, boolean allows) {
    if (!rule.has("when")) {
      return When.ALWAYS;
    }
    YamlMap map = rule.map("when");
    map.allowOnly("operatedBy", "controlledFrom", "certified", "attested");
    if (map.keys().isEmpty()) {
      throw rule.error("when", "'when' tests nothing; name a condition or remove it.");
    }
    if (!allows) {
      // A deny that fires on a paper would permit more when the paper ends.
      String rest =
          " in a deny would permit more when it ends; test operatedBy or controlledFrom, or write"
              + " an allow that asks for it.";
      refuse(map, "certified", "'certified'" + rest);
      refuse(map, "attested", "'attested'" + rest);
    }
    return new When(
        PolicyFields.optionalNames(map, "operatedBy"),
        map.has("controlledFrom") ? areas.laws(map, "controlledFrom") : List.of(),
        PolicyFields.optionalNames(map, "certified"),
        PolicyFields.optionalNames(map, "attested"));
  }
}
