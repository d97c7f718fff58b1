package dev.bailiwick.yaml;

import java.util.regex.Pattern;

/** How a text is written as a scalar, so that it is read as the same. */
final class YamlWords {
  /** What a reader may take for a number, a truth value or nothing, if it has no quotes. */
  private static final Pattern MORE =
      Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null|~|");

  /** Safe in every place of a flow or block map. Colons only within a word. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "[\\p{L}\\p{N}_./][\\p{L}\\p{N}_./@+()§=;-]*(:[\\p{L}\\p{N}_./@+()-]+)*"
              + "( [\\p{L}\\p{N}_./@+()§=;-]+(:[\\p{L}\\p{N}_./@+()-]+)*)*");

  private YamlWords() {}

  static boolean isMoreThanText(String text) {
    return MORE.matcher(text).matches();
  }

  /** With quotes if it had them or needs them. */
  static String write(String text, boolean plain) {
    return plain && (isMoreThanText(text) || PLAIN.matcher(text).matches()) ? text : quoted(text);
  }

  /** As the name of a field, where only the text counts. */
  static String key(String text) {
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
