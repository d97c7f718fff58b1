package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a node as what the caller expects, or says what it is instead. */
final class Values {
  // No octal, no underscores, no sexagesimal: YAML versions differ on what those mean.
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");

  private Values() {}

  static YamlScalar text(String key, Node node) {
    if (node instanceof Node.Scalar scalar) {
      return new YamlScalar(scalar.text(), scalar.place());
    }
    throw wrong(key, node, "one value");
  }

  static List<String> texts(String key, Node node) {
    return node instanceof Node.Sequence list
        ? list.items().stream().map(item -> text(key, item).text()).toList()
        : List.of(text(key, node).text());
  }

  static YamlMap map(String key, Node node) {
    if (node instanceof YamlMap map) {
      return map;
    }
    throw wrong(key, node, "a map such as {name: value}");
  }

  static long integer(String key, Node node, long min, long max) {
    String expected = "a whole number from " + min + " to " + max;
    String text = plain(key, node, INTEGER, expected);
    BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw wrong(key, node, expected);
    }
    return value.longValueExact();
  }

  static double number(String key, Node node, double min, double max) {
    String expected =
        max == Double.MAX_VALUE ? "a number" : "a number from " + shown(min) + " to " + shown(max);
    double value = Double.parseDouble(plain(key, node, NUMBER, expected));
    if (!(value >= min && value <= max)) {
      throw wrong(key, node, expected);
    }
    return value;
  }

  static boolean bool(String key, Node node) {
    if (node instanceof Node.Scalar scalar && scalar.plain()) {
      if (scalar.text().equals("true")) {
        return true;
      }
      if (scalar.text().equals("false")) {
        return false;
      }
    }
    throw wrong(key, node, "true or false");
  }

  static BailiwickException wrong(String key, Node node, String expected) {
    return node.place()
        .error("'" + key + "' is " + node.described() + "; expected " + expected + ".");
  }

  private static String plain(String key, Node node, Pattern pattern, String expected) {
    if (node instanceof Node.Scalar scalar
        && scalar.plain()
        && pattern.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    throw wrong(key, node, expected);
  }

  private static String shown(double bound) {
    return new BigDecimal(String.valueOf(bound)).stripTrailingZeros().toPlainString();
  }
}
