package dev.bailiwick.policy;

import dev.bailiwick.yaml.Similar;
import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads lists of areas. */
final class AreaParser {
  private final PolicyTables tables;

  AreaParser(PolicyTables tables) {
    this.tables = tables;
  }

  /** Where something may be: codes, groups, tables, anywhere, places by name. */
  List<Area> places(YamlMap map, String key) {
    List<Area> areas = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.distinct(map, key)) {
      areas.add(
          place(scalar)
              .or(() -> country(scalar.text()))
              .or(() -> table(scalar))
              .orElseThrow(
                  () ->
                      scalar
                          .place()
                          .error(
                              unknown(
                                  scalar.text(),
                                  ", a table of the policy, ANYWHERE, site:NAME or access:NAME"))));
    }
    return areas;
  }

  /** Whose law, or from where controlled: codes, groups, tables. */
  List<Area> laws(YamlMap map, String key) {
    List<Area> areas = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.distinct(map, key)) {
      areas.add(
          country(scalar.text())
              .or(() -> table(scalar))
              .orElseThrow(
                  () -> scalar.place().error(unknown(scalar.text(), " or a table of the policy"))));
    }
    return areas;
  }

  private static Optional<Area> place(YamlScalar scalar) {
    String text = scalar.text();
    if (text.equals(Area.ANYWHERE)) {
      return Optional.of(new Area.Anywhere());
    }
    if (text.startsWith(Area.SITE_PREFIX)) {
      return Optional.of(named(scalar, Destination.Kind.SITE, Area.SITE_PREFIX));
    }
    if (text.startsWith(Area.ACCESS_PREFIX)) {
      return Optional.of(named(scalar, Destination.Kind.ACCESS_POINT, Area.ACCESS_PREFIX));
    }
    return Optional.empty();
  }

  private static Area named(YamlScalar scalar, Destination.Kind kind, String prefix) {
    String name = scalar.text().substring(prefix.length());
    if (!TopologyParser.SITE_NAME.matcher(name).matches()) {
      String what = kind == Destination.Kind.SITE ? "a site" : "an access point";
      throw scalar
          .place()
          .error("'" + name + "' is no name of " + what + "; expected " + prefix + "NAME.");
    }
    return new Area.Named(kind, name);
  }

  private static Optional<Area> country(String text) {
    List<String> group = Countries.groups().get(text);
    if (group != null) {
      return Optional.of(new Area.Countries(text, group.stream().map(Location::of).toList()));
    }
    return Location.find(text).map(location -> new Area.Countries(text, List.of(location)));
  }

  private Optional<Area> table(YamlScalar scalar) {
    String name = scalar.text();
    if (tables.values().containsKey(name)) {
      throw scalar
          .place()
          .error("the table '" + name + "' is of values; expected a table of locations here.");
    }
    LocationTable table = tables.locations().get(name);
    return table == null ? Optional.empty() : Optional.of(new Area.Table(name, table));
  }

  private String unknown(String text, String others) {
    String meant = Countries.meant(text);
    String hint =
        meant.isEmpty()
            ? Similar.hint(text, tables.locations().keySet().stream().sorted().toList())
            : " (did you mean '" + meant + "'?)";
    return "'"
        + text
        + "' is no country or subdivision of ISO 3166"
        + hint
        + "; expected a code such as DE or US-VA"
        + ", a group ("
        + String.join(", ", Countries.groups().keySet())
        + ")"
        + others
        + ".";
  }
}
