package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Destination;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

/**
 * What the commands say, for machines; docs/policy-tools.md and docs/sharding.md have the fields.
 */
public final class ToolJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ToolJson() {}

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Prints it, indented. */
  public static void print(PrintWriter out, ObjectNode json) {
    try {
      out.println(MAPPER.writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode decision(Decision decision) {
    ObjectNode json = object();
    json.put("allowed", decision.allowed());
    json.put("kind", decision.reason().words());
    json.put("policy", decision.policy());
    json.put("rule", decision.rule());
    json.put("place", decision.place());
    json.put("text", decision.text());
    json.put("basis", decision.basis());
    json.put("remedy", decision.remedy());
    texts(json.putArray("duties"), decision.duties().described());
    return json;
  }

  static ObjectNode place(Destination place) {
    ObjectNode json = object();
    json.put("name", place.name());
    json.put("kind", place.kind() == Destination.Kind.SITE ? "site" : "access");
    json.put("location", place.location().code());
    return json;
  }

  /** Adds texts to a list. */
  public static void texts(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }
}
