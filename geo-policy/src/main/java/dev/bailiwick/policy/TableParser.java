package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the tables that a policy names, and the documents behind those names. */
final class TableParser {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9-]{1,30}");

  private final List<PinnedTable> pinned = new ArrayList<>();
  private final Map<String, LocationTable> locations = new TreeMap<>();
  private final Map<String, ValueTable> values = new TreeMap<>();

  private TableParser() {}

  static PolicyTables tables(YamlMap document) {
    TableParser parser = new TableParser();
    document
        .optionalMap("tables")
        .ifPresent(tables -> tables.keys().forEach(name -> parser.add(tables, name)));
    return new PolicyTables(parser.pinned, parser.locations, parser.values);
  }

  private void add(YamlMap tables, String name) {
    checkName(tables, name);
    YamlMap map = tables.map(name);
    map.allowOnly("pin", "file", "sha256", "reviewBy");
    if (map.has("pin") == map.has("file") || map.has("file") != map.has("sha256")) {
      throw map.place()
          .error("a table is either {pin: …} or {file: …, sha256: …}; write one of the two.");
    }
    LocalDate reviewBy = TableFields.optionalDay(map, "reviewBy");
    LocationTable table = table(name, map);
    pinned.add(new PinnedTable(name, table, reviewBy, map.place()));
  }

  private LocationTable table(String name, YamlMap map) {
    Place at = map.placeOf(map.has("pin") ? "pin" : "file");
    if (TableHeader.kindOf(text(map, at)).equals(ValueTables.KIND)) {
      ValueTable table =
          map.has("pin")
              ? ValueTables.pinned(map.string("pin"), at)
              : ValueTables.file(folder(at), map.string("file"), map.string("sha256"), at);
      values.put(name, table);
      return new LocationTable(table.id(), table.on(), table.sha256(), List.of());
    }
    LocationTable table =
        map.has("pin")
            ? LocationTables.pinned(map.string("pin"), at)
            : LocationTables.file(folder(at), map.string("file"), map.string("sha256"), at);
    locations.put(name, table);
    return table;
  }

  private static TableText text(YamlMap map, Place at) {
    return map.has("pin")
        ? TableText.pinned(map.string("pin"), at)
        : TableText.file(folder(at), map.string("file"), map.string("sha256"), at);
  }

  private static Path folder(Place at) {
    try {
      Path folder = Path.of(at.source()).getParent();
      return folder == null ? Path.of("") : folder;
    } catch (InvalidPathException e) {
      throw at.error("a table in a file needs a policy in a file beside it; pin a table instead.");
    }
  }

  private static void checkName(YamlMap tables, String name) {
    if (!NAME.matcher(name).matches()) {
      throw tables
          .placeOfName(name)
          .error(
              "a table has the name '"
                  + name
                  + "'; expected upper-case letters, digits and '-', 2 to 31, such as CONCERN.");
    }
    boolean taken =
        name.equals(Area.ANYWHERE)
            || Countries.groups().containsKey(name)
            || Location.find(name).isPresent();
    if (taken) {
      throw tables
          .placeOfName(name)
          .error(
              "'" + name + "' already has a meaning in every policy; give the table another name.");
    }
  }
}
