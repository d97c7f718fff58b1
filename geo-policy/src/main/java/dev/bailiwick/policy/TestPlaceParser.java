package dev.bailiwick.policy;

import dev.bailiwick.policy.Statement.Fact;
import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the place of a test, and what the test states about it. */
final class TestPlaceParser {
  private static final String UNKNOWN_VIEWER = "unknown-viewer";
  // Whoever writes the test vouches for its facts.
  private static final String AUTHOR = "test";
  // In upper case, which no rule can name.
  private static final String UNNAMED = "TEST";

  private final YamlMap map;
  private final String name;
  private final String by;
  private final List<Statement> statements = new ArrayList<>();

  private TestPlaceParser(YamlMap map, String name, String by) {
    this.map = map;
    this.name = name;
    this.by = by;
  }

  /**
   * A place.
   *
   * @param alsoTrusted whose statements about it count although no policy names them
   */
  record TestPlace(Destination destination, Set<String> alsoTrusted) {}

  static TestPlace place(YamlMap test, TransferClass transfer) {
    if (test.has("to") && !test.hasMap("to")) {
      return unknownViewer(test, transfer);
    }
    YamlMap map = test.map("to");
    map.allowOnly(
        "site",
        "access",
        "location",
        "operator",
        "controlledFrom",
        "certified",
        "attested",
        "statedBy");
    if (map.has("site") && map.has("access")) {
      throw map.placeOfName("access").error("a place is a site or an access point; remove one.");
    }
    boolean access = map.has("access") || (!map.has("site") && transfer == TransferClass.VIEW);
    Destination.Kind kind = access ? Destination.Kind.ACCESS_POINT : Destination.Kind.SITE;
    String name = name(map);
    String by = map.has("statedBy") ? PolicyFields.email(map, "statedBy") : AUTHOR;
    List<Statement> statements = new TestPlaceParser(map, name, by).statements();
    return new TestPlace(
        new Destination(name, kind, location(map), statements),
        map.has("statedBy") ? Set.of() : Set.of(AUTHOR));
  }

  private static TestPlace unknownViewer(YamlMap test, TransferClass transfer) {
    String text = test.string("to");
    if (!text.equals(UNKNOWN_VIEWER)) {
      throw test.error(
          "to", "'to' is '" + text + "'; expected {location: CODE, …} or " + UNKNOWN_VIEWER + ".");
    }
    if (transfer != TransferClass.VIEW) {
      throw test.error(
          "to", "only a 'view' goes to a viewer; write 'to: {}' for a place that is not proven.");
    }
    return new TestPlace(Destination.unknownViewer(), Set.of());
  }

  private static String name(YamlMap map) {
    for (String key : List.of("site", "access")) {
      if (map.has(key)) {
        return DocumentHeader.matching(
            map, key, TopologyParser.SITE_NAME, "a name of lower-case letters, digits and '-'");
      }
    }
    return UNNAMED;
  }

  private static Location location(YamlMap map) {
    if (!map.has("location")) {
      return Location.unknown();
    }
    String code = map.string("location");
    return Location.find(code).orElseThrow(() -> map.error("location", Location.problem(code)));
  }

  private List<Statement> statements() {
    if (map.has("operator")) {
      add(new Statement.Operator(TableFields.name(map, "operator")), map.placeOf("operator"));
    }
    if (map.has("controlledFrom")) {
      List<Location> from = TableFields.locations(map, "controlledFrom");
      add(new Statement.ControlledFrom(from), map.placeOf("controlledFrom"));
    }
    if (map.hasMap("certified")) {
      certifiedWithDays(map.map("certified"));
    } else if (map.has("certified")) {
      TableFields.names(map, "certified")
          .forEach(held -> add(new Statement.Certified(held), map.placeOf("certified")));
    }
    if (map.has("attested")) {
      TableFields.names(map, "attested")
          .forEach(kind -> add(new Statement.Attested(kind), map.placeOf("attested")));
    }
    return statements;
  }

  private void certifiedWithDays(YamlMap certified) {
    for (String held : certified.keys()) {
      if (!TableFields.NAME.matcher(held).matches()) {
        throw certified
            .placeOfName(held)
            .error("'certified' names '" + held + "'; expected " + TableFields.NAME_RULE + ".");
      }
      YamlMap days = certified.map(held);
      days.allowOnly("from", "until");
      LocalDate from = TableFields.optionalDay(days, "from");
      LocalDate until = TableFields.optionalDay(days, "until");
      TableFields.checkPeriod(days, from, until);
      add(new Statement.Certified(held), from, until, days.place());
    }
  }

  private void add(Fact fact, Place at) {
    add(fact, null, null, at);
  }

  private void add(Fact fact, @Nullable LocalDate from, @Nullable LocalDate until, Place at) {
    statements.add(new Statement(name, by, fact, from, until, at));
  }
}
