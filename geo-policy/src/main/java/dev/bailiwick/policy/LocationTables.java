package dev.bailiwick.policy;

import dev.bailiwick.policy.LocationTable.Entry;
import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds and reads the location tables that a policy names. A fault of the naming is reported at the
 * place in the policy, a fault of the table at its place in the table.
 */
final class LocationTables {
  static final String KIND = "LocationTable";

  private LocationTables() {}

  /**
   * A table from the jar.
   *
   * @param pin {@code ID@YYYY-MM-DD#sha256:HEX}
   * @param at where the policy writes it
   */
  static LocationTable pinned(String pin, Place at) {
    return read(TableText.pinned(pin, at), at);
  }

  /**
   * A steward's own table.
   *
   * @param policyFolder the folder of the policy
   * @param file relative to that folder
   * @param sha256 of the file's exact bytes
   * @param at where the policy writes it
   */
  static LocationTable file(Path policyFolder, String file, String sha256, Place at) {
    return read(TableText.file(policyFolder, file, sha256, at), at);
  }

  /** All location tables in the jar, in the order of their names. */
  static List<LocationTable> shipped() {
    return TableText.shipped().stream()
        .map(TableText::shipped)
        .filter(table -> TableHeader.kindOf(table).equals(KIND))
        .map(LocationTables::parse)
        .toList();
  }

  private static LocationTable read(TableText table, Place at) {
    TableHeader.checkKind(table, KIND, at);
    return parse(table);
  }

  private static LocationTable parse(TableText table) {
    YamlMap document = YamlMap.parse(table.source(), table.text());
    document.allowOnly("apiVersion", "kind", "metadata", "entries");
    TableHeader header = TableHeader.of(document, KIND);
    List<Entry> entries = new ArrayList<>();
    Map<List<?>, Entry> conditions = new HashMap<>();
    for (YamlMap map : document.maps("entries")) {
      Entry entry = entry(map, header.source());
      Entry earlier = conditions.putIfAbsent(entry.condition(), entry);
      if (earlier != null) {
        throw map.error(
            "location",
            "'"
                + entry.location()
                + "' has the same conditions and days as the entry at line "
                + earlier.place().line()
                + "; remove one.");
      }
      entries.add(entry);
    }
    return new LocationTable(header.id(), header.on(), table.sha256(), entries);
  }

  private static Entry entry(YamlMap map, String source) {
    map.allowOnly("location", "certified", "from", "until", "basis");
    String code = map.string("location");
    Location location =
        Location.find(code).orElseThrow(() -> map.error("location", Location.problem(code)));
    List<String> certified = map.has("certified") ? TableFields.names(map, "certified") : List.of();
    LocalDate from = TableFields.optionalDay(map, "from");
    LocalDate until = TableFields.optionalDay(map, "until");
    TableFields.checkPeriod(map, from, until);
    String basis = map.has("basis") ? TableFields.line(map, "basis") : source;
    return new Entry(location, certified, from, until, basis, map.place());
  }
}
