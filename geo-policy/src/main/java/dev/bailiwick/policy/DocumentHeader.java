package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.util.regex.Pattern;

/** What the documents of a steward and of an operator have in common. */
final class DocumentHeader {
  static final String API_VERSION = "bailiwick/v1";
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private DocumentHeader() {}

  static void check(YamlMap document, String kind) {
    String version = document.string("apiVersion");
    if (!version.equals(API_VERSION)) {
      throw document.error(
          "apiVersion", "apiVersion is '" + version + "'; expected " + API_VERSION + ".");
    }
    String found = document.string("kind");
    if (!found.equals(kind)) {
      throw document.error(
          "kind", "this is a document of kind '" + found + "'; expected " + kind + ".");
    }
  }

  static String id(YamlMap map) {
    return matching(map, "id", ID, "lower-case letters, digits, '.', '_' and '-', at most 63");
  }

  static String matching(YamlMap map, String key, Pattern pattern, String expected) {
    String text = map.string(key);
    if (!pattern.matcher(text).matches()) {
      throw map.error(key, "'" + key + "' is '" + text + "'; expected " + expected + ".");
    }
    return text;
  }
}
