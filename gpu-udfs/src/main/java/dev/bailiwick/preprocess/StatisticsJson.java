package dev.bailiwick.preprocess;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The JSON of statistics: one document has one form, see docs/formats/statistics.md.
 *
 * <p>Reading is strict by writing again: a document is accepted only if what was understood of it
 * gives the same bytes. So an unknown field, another order, a space or a lost digit is refused.
 */
final class StatisticsJson {

  static final int MAX_BYTES = 16 << 20;

  // The fast writer gives the shortest digits on every Java version; Double.toString does not.
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StatisticsJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(ObjectNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "statistics could not be written", e);
    }
  }

  static <T> T read(
      byte[] bytes, String format, Function<JsonNode, T> reader, Function<T, byte[]> writer) {
    if (bytes.length > MAX_BYTES) {
      throw bad(bytes.length + " bytes; at most " + MAX_BYTES);
    }
    JsonNode document;
    try {
      document = MAPPER.readTree(bytes);
    } catch (IOException e) {
      // Without the cause: its message quotes the document.
      throw bad("not one JSON document");
    }
    if (!format.equals(text(document, "format"))) {
      throw bad("not of the format " + format);
    }
    T value = reader.apply(document);
    if (!Arrays.equals(bytes, writer.apply(value))) {
      throw bad("not in canonical form, or with fields that are not known");
    }
    return value;
  }

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw bad("no text \"" + field + "\"");
    }
    return value.textValue();
  }

  static long count(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad("no count \"" + field + "\"");
    }
    return value.longValue();
  }

  static double number(JsonNode node, String field) {
    return finite(node.path(field), field);
  }

  static List<JsonNode> items(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw bad("no list \"" + field + "\"");
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(node, field)) {
      if (!item.isTextual()) {
        throw bad("\"" + field + "\" has an item that is not text");
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  static List<Double> numbers(JsonNode node, String field) {
    return items(node, field).stream().map(item -> finite(item, field)).toList();
  }

  static void put(ArrayNode list, List<String> texts) {
    texts.forEach(list::add);
  }

  /** Data, or what another process says about its data, is not what it must be. */
  static BailiwickException bad(String found) {
    return new BailiwickException(ErrorCode.BAD_DATA, "statistics: " + found);
  }

  private static double finite(JsonNode value, String field) {
    if (!value.isFloatingPointNumber() || !Double.isFinite(value.doubleValue())) {
      throw bad("no finite number \"" + field + "\"");
    }
    return value.doubleValue();
  }
}
