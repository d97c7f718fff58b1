package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds and reads the value tables that a policy names. A fault of the naming is reported at the
 * place in the policy, a fault of the table at its place in the table.
 */
final class ValueTables {
  static final String KIND = "ValueTable";

  private ValueTables() {}

  /**
   * A table from the jar.
   *
   * @param pin {@code ID@YYYY-MM-DD#sha256:HEX}
   * @param at where the policy writes it
   */
  static ValueTable pinned(String pin, Place at) {
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
  static ValueTable file(Path policyFolder, String file, String sha256, Place at) {
    return read(TableText.file(policyFolder, file, sha256, at), at);
  }

  /** All value tables in the jar, in the order of their names. */
  static List<ValueTable> shipped() {
    return TableText.shipped().stream()
        .map(TableText::shipped)
        .filter(table -> TableHeader.kindOf(table).equals(KIND))
        .map(ValueTables::parse)
        .toList();
  }

  private static ValueTable read(TableText table, Place at) {
    TableHeader.checkKind(table, KIND, at);
    return parse(table);
  }

  private static ValueTable parse(TableText table) {
    YamlMap document = YamlMap.parse(table.source(), table.text());
    document.allowOnly("apiVersion", "kind", "metadata", "values");
    TableHeader header = TableHeader.of(document, KIND);
    YamlMap map = document.map("values");
    if (map.keys().isEmpty()) {
      throw document.error("values", "'values' is empty; name at least one value and its law.");
    }
    Map<String, Location> values = new HashMap<>();
    for (String value : map.keys()) {
      if (value.isBlank()) {
        throw map.placeOfName(value)
            .error("an empty value has no law; remove it, and its rows stay where they are.");
      }
      String code = map.string(value);
      values.put(
          value, Location.find(code).orElseThrow(() -> map.error(value, Location.problem(code))));
    }
    return new ValueTable(header.id(), header.on(), table.sha256(), values);
  }
}
