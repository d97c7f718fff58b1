package dev.bailiwick.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;

/**
 * Policies as W3C ODRL 2.2 in JSON-LD; {@code docs/formats/odrl.md} specifies which part.
 *
 * <p>Guarantees that what was written and read again decides every question alike. What cannot be
 * said on the other side is an error.
 */
public final class Odrl {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Odrl() {}

  /**
   * A policy as ODRL, without its tests.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place of what ODRL cannot say
   */
  public static String write(Policy policy) {
    try {
      return JSON.writeValueAsString(OdrlWriter.write(policy)) + "\n";
    } catch (JsonProcessingException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "ODRL could not be written", e);
    }
  }

  /**
   * The text of the policy that a text in ODRL is.
   *
   * @param source what errors name as the file
   * @throws BailiwickException {@code BAD_DOCUMENT} with the JSON path of what no policy can say
   */
  public static String read(String source, String text) {
    try {
      String policy = OdrlReader.read(new OdrlNode(JSON.readTree(text), source + ": $"));
      PolicyParser.parse(source + " as a policy", policy);
      return PolicyFormat.format(source, policy);
    } catch (JsonProcessingException e) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT, source + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
