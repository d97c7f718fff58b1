package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.time.LocalDate;

/**
 * What both kinds of table begin with.
 *
 * @param id its name
 * @param on the day on which it was true, as far as its author knew
 * @param source where it is from
 */
record TableHeader(String id, LocalDate on, String source) {

  static TableHeader of(YamlMap document, String kind) {
    DocumentHeader.check(document, kind);
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("id", "on", "source");
    return new TableHeader(
        TableFields.name(metadata, "id"),
        TableFields.day(metadata, "on"),
        TableFields.line(metadata, "source"));
  }

  static String kindOf(TableText table) {
    return YamlMap.parse(table.source(), table.text()).string("kind");
  }

  /** Refuses a table of the other kind at the place where the policy names it. */
  static void checkKind(TableText table, String kind, Place at) {
    String found = kindOf(table);
    boolean other = found.equals(LocationTables.KIND) || found.equals(ValueTables.KIND);
    if (other && !found.equals(kind)) {
      throw at.error(
          "the table " + table.source() + " is a " + found + "; expected a " + kind + " here.");
    }
  }
}
