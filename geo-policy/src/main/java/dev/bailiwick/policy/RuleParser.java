package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.Similar;
import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the rules of a policy. */
final class RuleParser {
  private static final long MAX_RECORDS = 1_000_000_000_000L;
  // What somebody counts the records of: only here is a bound on them enforced.
  private static final Set<TransferClass> COUNTED =
      EnumSet.of(
          TransferClass.STATISTICS,
          TransferClass.PARAMETERS,
          TransferClass.MODEL,
          TransferClass.METRICS);

  private RuleParser() {}

  static List<Rule> rules(YamlMap document) {
    List<YamlMap> maps = document.maps("rules");
    if (maps.isEmpty()) {
      throw document.error("rules", "'rules' is empty, which would deny everything; add a rule.");
    }
    Map<String, Place> places = new HashMap<>();
    List<Rule> rules = new ArrayList<>();
    for (YamlMap map : maps) {
      Rule rule = rule(map);
      Place earlier = places.put(rule.id(), rule.place());
      if (earlier != null) {
        throw map.error(
            "id",
            "the rule '"
                + rule.id()
                + "' is here a second time (first at line "
                + earlier.line()
                + "); rename one.");
      }
      rules.add(rule);
    }
    return rules;
  }

  private static Rule rule(YamlMap map) {
    Unsupported.refuse(
        map, "when", "under", "unless", "upTo", "above", "except", "basis", "uses", "categories");
    map.allowOnly("id", "effect", "transfer", "to", "for", "require", "reason");
    String id = DocumentHeader.id(map);
    boolean allows = allows(map);
    Set<TransferClass> transfer = transfer(map, allows);
    return new Rule(
        id,
        allows,
        transfer,
        areas(map, "to", true),
        laws(map),
        minRecords(map, allows, transfer),
        map.optionalString("reason").orElse(""),
        map.place());
  }

  private static boolean allows(YamlMap map) {
    String effect = map.string("effect");
    if (!effect.equals("allow") && !effect.equals("deny")) {
      throw map.error("effect", "'effect' is '" + effect + "'; expected allow or deny.");
    }
    return effect.equals("allow");
  }

  private static Set<TransferClass> transfer(YamlMap map, boolean allows) {
    Set<TransferClass> result = EnumSet.noneOf(TransferClass.class);
    for (YamlScalar scalar : distinct(map, "transfer")) {
      if (!scalar.text().equals("*")) {
        result.add(transferClass(scalar));
      } else if (allows) {
        throw scalar
            .place()
            .error("'*' may stand only in a deny; an allow names each class that it allows.");
      } else {
        result.addAll(EnumSet.allOf(TransferClass.class));
      }
    }
    return result;
  }

  private static TransferClass transferClass(YamlScalar scalar) {
    return TransferClass.of(scalar.text())
        .orElseThrow(
            () -> {
              List<String> known =
                  Stream.of(TransferClass.values()).map(TransferClass::id).toList();
              return scalar
                  .place()
                  .error(
                      "unknown transfer class '"
                          + scalar.text()
                          + "'"
                          + Similar.hint(scalar.text(), known)
                          + "; expected one of "
                          + String.join(", ", known)
                          + ".");
            });
  }

  private static List<Area> laws(YamlMap map) {
    return map.optionalMap("for")
        .map(
            laws -> {
              laws.allowOnly("jurisdiction");
              return areas(laws, "jurisdiction", false);
            })
        .orElse(List.of());
  }

  private static List<Area> areas(YamlMap map, String key, boolean ofSites) {
    List<Area> areas = new ArrayList<>();
    for (YamlScalar scalar : distinct(map, key)) {
      areas.add(area(scalar, ofSites));
    }
    return areas;
  }

  private static Area area(YamlScalar scalar, boolean ofSites) {
    String text = scalar.text();
    if (text.equals(Area.ANYWHERE) && ofSites) {
      return new Area.Anywhere();
    }
    if (text.startsWith(Area.SITE_PREFIX) && ofSites) {
      String name = text.substring(Area.SITE_PREFIX.length());
      if (!TopologyParser.SITE_NAME.matcher(name).matches()) {
        throw scalar.place().error("'" + name + "' is no name of a site; expected site:NAME.");
      }
      return new Area.Named(name);
    }
    List<String> group = Countries.groups().get(text);
    if (group != null) {
      return new Area.Countries(text, group.stream().map(Location::of).toList());
    }
    return Location.find(text)
        .map(location -> new Area.Countries(text, List.of(location)))
        .orElseThrow(() -> scalar.place().error(unknownArea(text, ofSites)));
  }

  private static String unknownArea(String text, boolean ofSites) {
    String groups = String.join(", ", Countries.groups().keySet());
    return Location.problem(text).replaceFirst("\\.$", "")
        + (ofSites
            ? ", a group (" + groups + "), ANYWHERE or site:NAME."
            : " or a group (" + groups + ").");
  }

  private static long minRecords(YamlMap map, boolean allows, Set<TransferClass> transfer) {
    if (!map.has("require")) {
      return 0;
    }
    if (!allows) {
      throw map.placeOfName("require").error("a deny requires nothing; remove 'require'.");
    }
    YamlMap require = map.map("require");
    Unsupported.refuse(require, "secureAggregation", "differentialPrivacy", "keepAtMost");
    require.allowOnly("minRecords");
    long minRecords = require.integer("minRecords", 1, MAX_RECORDS);
    for (TransferClass c : transfer) {
      if (!COUNTED.contains(c)) {
        throw require
            .placeOfName("minRecords")
            .notSupported("minRecords", "remove it, or move '" + c.id() + "' to a rule of its own");
      }
    }
    return minRecords;
  }

  private static List<YamlScalar> distinct(YamlMap map, String key) {
    List<YamlScalar> scalars = map.scalars(key);
    if (scalars.isEmpty()) {
      throw map.error(key, "'" + key + "' is empty; name at least one.");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (YamlScalar scalar : scalars) {
      if (!seen.add(scalar.text())) {
        throw scalar.place().error("'" + scalar.text() + "' is named twice; remove one.");
      }
    }
    return scalars;
  }
}
