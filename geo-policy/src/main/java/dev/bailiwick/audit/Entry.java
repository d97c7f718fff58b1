package dev.bailiwick.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** One entry of the chain. */
record Entry(long seq, Instant at, String type, ObjectNode fields, String prev, String hash) {
  static final String FORMAT = "bailiwick-audit/1";
  static final String OPENED = "log.opened";
  static final String REOPENED = "log.reopened";
  static final String CLOSED = "log.closed";
  static final String NONE = "0".repeat(64);
  static final int MAX_FIELD_BYTES = 64 * 1024;
  // The fields, and all else that an entry has.
  static final int MAX_LINE_BYTES = MAX_FIELD_BYTES + 1024;

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int FIELD_COUNT = 6;

  /** The entry that follows another. */
  static Entry after(long seq, String prev, Instant at, String type, ObjectNode fields) {
    String hash = hash(content(seq, at, type, fields, prev));
    return new Entry(seq, at, type, fields, prev, hash);
  }

  /** The line, without its line feed. */
  byte[] line() {
    return CanonicalJson.bytes(content(seq, at, type, fields, prev).put("hash", hash));
  }

  /** The hash that the content has, whatever the entry says. */
  String trueHash() {
    return hash(content(seq, at, type, fields, prev));
  }

  /** The entry of a line; empty if it is not, byte for byte, a canonical one. */
  static Optional<Entry> parse(byte[] line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (json.size() != FIELD_COUNT || !(json.path("fields") instanceof ObjectNode fields)) {
        return Optional.empty();
      }
      Entry entry =
          new Entry(
              json.path("seq").asLong(-1),
              Instant.parse(json.path("at").asText()),
              json.path("type").asText(),
              fields,
              json.path("prev").asText(),
              json.path("hash").asText());
      return Arrays.equals(entry.line(), line) ? Optional.of(entry) : Optional.empty();
    } catch (JsonProcessingException | DateTimeException | BailiwickException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "Reading from memory failed.", e);
    }
  }

  private static ObjectNode content(
      long seq, Instant at, String type, ObjectNode fields, String prev) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("seq", seq).put("at", at.toString()).put("type", type).put("prev", prev);
    json.set("fields", fields);
    return json;
  }

  private static String hash(JsonNode content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(CanonicalJson.bytes(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "This JDK has no SHA-256.", e);
    }
  }
}
