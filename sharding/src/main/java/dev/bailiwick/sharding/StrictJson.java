package dev.bailiwick.sharding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One JSON object, read field by field; nothing missing, nothing of another kind, nothing more. */
final class StrictJson {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final String where;
  private final JsonNode node;

  StrictJson(String where, JsonNode node, String... fields) {
    this.where = where;
    this.node = node;
    if (!node.isObject()) {
      throw error("must be an object");
    }
    List<String> known = List.of(fields);
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw error("has the unknown field '" + name + "'; known are " + known);
      }
    }
    for (String name : known) {
      if (!node.has(name)) {
        throw error("lacks the field '" + name + "'");
      }
    }
  }

  JsonNode node(String field) {
    return node.get(field);
  }

  String text(String field) {
    if (!node.get(field).isTextual()) {
      throw error("must have a text in '" + field + "'");
    }
    return node.get(field).textValue();
  }

  String sha256(String field) {
    String hash = text(field);
    if (!SHA256.matcher(hash).matches()) {
      throw error("must have a SHA-256 in lower-case hex in '" + field + "'");
    }
    return hash;
  }

  long count(String field) {
    JsonNode number = node.get(field);
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
      throw error("must have a whole number of at least 0 in '" + field + "'");
    }
    return number.longValue();
  }

  boolean flag(String field) {
    if (!node.get(field).isBoolean()) {
      throw error("must have true or false in '" + field + "'");
    }
    return node.get(field).booleanValue();
  }

  List<String> texts(String field) {
    return list(
        field,
        n -> {
          if (!n.isTextual()) {
            throw error("must have only texts in '" + field + "'");
          }
          return n.textValue();
        });
  }

  <T> List<T> list(String field, Function<JsonNode, T> each) {
    if (!node.get(field).isArray()) {
      throw error("must have a list in '" + field + "'");
    }
    List<T> list = new ArrayList<>();
    node.get(field).forEach(n -> list.add(each.apply(n)));
    return list;
  }

  Map<String, List<String>> textsByName(String field) {
    Map<String, List<String>> map = new TreeMap<>();
    JsonNode object = node.get(field);
    if (!object.isObject()) {
      throw error("must have an object in '" + field + "'");
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    StrictJson inner = new StrictJson(where + "." + field, object, names.toArray(String[]::new));
    names.forEach(name -> map.put(name, inner.texts(name)));
    return map;
  }

  BailiwickException error(String what) {
    return new BailiwickException(ErrorCode.BAD_DOCUMENT, where + " " + what);
  }
}
