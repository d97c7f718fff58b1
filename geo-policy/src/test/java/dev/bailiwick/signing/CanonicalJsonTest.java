package dev.bailiwick.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static String canonical(String json) throws IOException {
    return new String(CanonicalJson.bytes(JSON.readTree(json)), StandardCharsets.UTF_8);
  }

  @Test
  void keysAreSortedAsUtf16AndTextsEscapedAsInRfc8785() throws IOException {
    assertThat(
            canonical(
                "{\"\\u20ac\": \"Euro\", \"\\r\": \"CR\", \"\\ufb33\": \"Hebrew\", \"1\": \"One\","
                    + " \"\\ud83d\\ude00\": \"Smile\", \"\\u0080\": \"Control\", \"\\u00f6\": \"o\"}"))
        .isEqualTo(
            "{\"\\r\":\"CR\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"o\",\"€\":\"Euro\","
                + "\"\ud83d\ude00\":\"Smile\",\"\ufb33\":\"Hebrew\"}");
    assertThat(canonical("[\"\\u000f\\n\\u0008\\\"\\\\\\/<\\u007f\", [], {}, true, false, null]"))
        .isEqualTo("[\"\\u000f\\n\\b\\\"\\\\/<\u007f\",[],{},true,false,null]");
  }

  /** RFC 8785, appendix B. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
    "3d30000000000000, 5.684341886080802e-14",
  })
  void doublesAreWrittenAsJavaScriptWritesThem(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(CanonicalJson.bytes(JsonNodeFactory.instance.numberNode(value)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(expected);
  }

  @Property(tries = 300)
  void everyFiniteDoubleReadsBack(@ForAll double value) throws IOException {
    String text =
        new String(
            CanonicalJson.bytes(JsonNodeFactory.instance.numberNode(value)),
            StandardCharsets.UTF_8);

    assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
    assertThat(canonical(text)).isEqualTo(text);
  }

  @Property(tries = 100)
  void everyLongKeepsItsDigits(@ForAll long value) throws IOException {
    assertThat(canonical(Long.toString(value))).isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @CsvSource({
    "\"\\ud800\", a text with half of a surrogate pair",
    "18446744073709551615, a whole number of more than 64 bits",
    "1e999, a number that is not finite",
  })
  void whatJsonCannotCarryIsRefused(String json, String what) {
    assertThatThrownBy(() -> canonical(json))
        .isInstanceOf(BailiwickException.class)
        .hasMessage(
            "Found "
                + what
                + "; canonical JSON carries texts, finite numbers, true, false, null,"
                + " lists and maps.");
  }
}
