package dev.bailiwick.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A node of a JSON document, with its path for errors.
 *
 * @param where the file and the JSON path
 */
record OdrlNode(JsonNode json, String where) {
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  BailiwickException error(String what) {
    return new BailiwickException(ErrorCode.BAD_DOCUMENT, where + " " + what);
  }

  boolean has(String member) {
    return json.has(member);
  }

  boolean isList() {
    return json.isArray();
  }

  OdrlNode at(String member) {
    if (!json.has(member)) {
      throw error("has no '" + member + "'; add it.");
    }
    return new OdrlNode(json.get(member), where + "." + member);
  }

  /** The objects of a member; none if it is absent. */
  List<OdrlNode> items(String member) {
    return has(member) ? at(member).each() : List.of();
  }

  /** The items of a list, or one value alone. */
  List<OdrlNode> each() {
    if (!json.isArray()) {
      return List.of(this);
    }
    List<OdrlNode> items = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      items.add(new OdrlNode(json.get(i), where + "[" + i + "]"));
    }
    return items;
  }

  List<String> texts() {
    return each().stream().map(OdrlNode::text).toList();
  }

  String text() {
    if (!json.isTextual()) {
      throw error("is " + json.getNodeType() + "; expected a text.");
    }
    return json.textValue();
  }

  String after(String prefix) {
    if (!text().startsWith(prefix)) {
      throw error("is '" + text() + "'; expected it to begin with " + prefix + ".");
    }
    return text().substring(prefix.length());
  }

  void is(String expected) {
    if (!text().equals(expected)) {
      throw error("is '" + text() + "'; expected '" + expected + "'.");
    }
  }

  long number() {
    if (!json.isIntegralNumber() || !json.canConvertToLong()) {
      throw error("is no whole number.");
    }
    return json.longValue();
  }

  String day() {
    allowOnly("@value", "@type");
    at("@type").is("xsd:date");
    if (!DAY.matcher(at("@value").text()).matches()) {
      throw at("@value").error("is no day such as 2026-11-21.");
    }
    return at("@value").text();
  }

  void allowOnly(String... members) {
    if (!json.isObject()) {
      throw error("is " + json.getNodeType() + "; expected an object.");
    }
    List<String> known = Arrays.asList(members);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw error(
                    "has '"
                        + name
                        + "', which no policy here can say; remove it, or write the"
                        + " policy by hand.");
              }
            });
  }
}
