package dev.bailiwick.signing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One sequence of bytes for one JSON value, to hash and to sign: RFC 8785 (JSON Canonicalization
 * Scheme). Keys sorted by UTF-16 code units, no white space, UTF-8, numbers as JavaScript writes
 * them.
 *
 * <p>One deviation: whole numbers of 64 bits are written with all their digits, where RFC 8785
 * would round those above 2^53.
 */
public final class CanonicalJson {
  private static final int MAX_DEPTH = 100;

  private CanonicalJson() {}

  /**
   * The canonical bytes.
   *
   * @throws BailiwickException {@code BAD_ARGUMENT} for what JSON cannot carry: NaN, infinities,
   *     lone surrogates, whole numbers of more than 64 bits that are no double, more than 100
   *     levels
   */
  public static byte[] bytes(JsonNode json) {
    StringBuilder out = new StringBuilder();
    write(json, out, 0);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode json, StringBuilder out, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused("more than " + MAX_DEPTH + " levels");
    }
    switch (json.getNodeType()) {
      case OBJECT -> writeObject(json, out, depth);
      case ARRAY -> writeArray(json, out, depth);
      case STRING -> writeString(json.textValue(), out);
      case NUMBER -> writeNumber(json, out);
      case BOOLEAN, NULL -> out.append(json.asText());
      default -> throw refused("a value of kind " + json.getNodeType());
    }
  }

  private static void writeObject(JsonNode json, StringBuilder out, int depth) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    json.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    char separator = '{';
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      out.append(separator);
      writeString(field.getKey(), out);
      out.append(':');
      write(field.getValue(), out, depth + 1);
      separator = ',';
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonNode json, StringBuilder out, int depth) {
    char separator = '[';
    for (JsonNode item : json) {
      out.append(separator);
      write(item, out, depth + 1);
      separator = ',';
    }
    out.append(json.isEmpty() ? "[]" : "]");
  }

  private static void writeNumber(JsonNode json, StringBuilder out) {
    if (json.isIntegralNumber()) {
      BigInteger value = json.bigIntegerValue();
      if (value.bitLength() < Long.SIZE) {
        out.append(value);
        return;
      }
    }
    double value = json.doubleValue();
    if (!Double.isFinite(value)) {
      throw refused("a number that is not finite");
    }
    if (json.isIntegralNumber()
        && !ShortestDouble.format(value).equals(json.bigIntegerValue().toString())) {
      throw refused("a whole number of more than 64 bits");
    }
    out.append(ShortestDouble.format(value));
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else if (!Character.isSurrogate(c)) {
            out.append(c);
          } else if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else {
            throw refused("a text with half of a surrogate pair");
          }
        }
      }
    }
    out.append('"');
  }

  private static BailiwickException refused(String what) {
    return new BailiwickException(
        ErrorCode.BAD_ARGUMENT,
        "Found "
            + what
            + "; canonical JSON carries texts, finite numbers, true, false, null, lists"
            + " and maps.");
  }
}
