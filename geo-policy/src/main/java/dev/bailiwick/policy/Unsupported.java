package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;

/** The fields of the language that this version does not enforce. */
final class Unsupported {
  private Unsupported() {}

  /** Refuses the first of these fields that is there. */
  static void refuse(YamlMap map, String... fields) {
    for (String field : fields) {
      if (map.has(field)) {
        throw map.placeOfName(field).notSupported(field, "remove it");
      }
    }
  }
}
