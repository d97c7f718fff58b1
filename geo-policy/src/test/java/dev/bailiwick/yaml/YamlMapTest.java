package dev.bailiwick.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlMapTest {
  private static YamlMap parse(String text) {
    return YamlMap.parse("a.yaml", text);
  }

  @Test
  void valuesAreReadAsWhatIsAskedFor() {
    YamlMap map =
        parse(
            """
            country: NO
            version: 1.10
            time: 12:30:00
            yes: on
            list: [NO, 1, "2", ~x]
            empty: []
            n: -7
            d: 1e-3
            b: false
            ds: [1, 2.5, -3e2]
            m: {United-States: US, "?": XX, 7: SEVEN}
            maps:
              - {a: 1}
              - {a: 2}
            """);

    assertThat(map.string("country")).isEqualTo("NO");
    assertThat(map.string("version")).isEqualTo("1.10");
    assertThat(map.string("time")).isEqualTo("12:30:00");
    assertThat(map.string("yes")).isEqualTo("on");
    assertThat(map.strings("list")).containsExactly("NO", "1", "2", "~x");
    assertThat(map.strings("empty")).isEmpty();
    assertThat(map.optionalStrings("absent")).isEmpty();
    assertThat(map.optionalString("absent")).isEmpty();
    assertThat(map.integer("n", -10, 10)).isEqualTo(-7);
    assertThat(map.integer("absent", 0, 1, 5)).isEqualTo(5);
    assertThat(map.number("d", 0, 1, 9)).isEqualTo(0.001);
    assertThat(map.bool("b", true)).isFalse();
    assertThat(map.bool("absent", true)).isTrue();
    assertThat(map.numbers("ds")).isEqualTo(List.of(1.0, 2.5, -300.0));
    assertThat(map.stringMap("m"))
        .isEqualTo(Map.of("United-States", "US", "?", "XX", "7", "SEVEN"));
    assertThat(map.stringMap("absent")).isEmpty();
    assertThat(map.maps("maps")).extracting(m -> m.integer("a", 0, 9)).containsExactly(1L, 2L);
    assertThat(map.optionalMaps("absent")).isEmpty();
    assertThat(map.optionalMap("absent")).isEmpty();
    assertThat(map.hasMap("m")).isTrue();
    assertThat(map.hasMap("n")).isFalse();
    assertThat(map.keys()).startsWith("country", "version").hasSize(12);
  }

  @Test
  void everythingHasItsPlace() {
    YamlMap map = parse("# comment\na: {b: [x, yy]}\n");

    assertThat(map.place()).hasToString("a.yaml:2:1");
    assertThat(map.placeOf("a")).hasToString("a.yaml:2:4");
    assertThat(map.placeOfName("a")).hasToString("a.yaml:2:1");
    assertThat(map.placeOf("none")).isEqualTo(map.place());
    assertThat(map.map("a").scalars("b").get(1))
        .isEqualTo(new YamlScalar("yy", new Place("a.yaml", 2, 12)));
    assertThat(map.error("a", "is odd.")).hasMessage("a.yaml:2:4: is odd.");
    assertThat(map).hasToString("a.yaml:2:1 [a]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9        | 'n' is '9'; expected a whole number from 0 to 8.",
        "0x1      | 'n' is '0x1'; expected a whole number from 0 to 8.",
        "1_0      | 'n' is '1_0'; expected a whole number from 0 to 8.",
        "1.0      | 'n' is '1.0'; expected a whole number from 0 to 8.",
        "99999999999999999999999 | 'n' is '99999999999999999999999'; expected a whole number from 0 to 8.",
        "[1]      | 'n' is a list; expected a whole number from 0 to 8.",
        "{a: 1}   | 'n' is a map; expected a whole number from 0 to 8.",
        "~        | 'n' is empty; expected a whole number from 0 to 8.",
      })
  void aWrongValueSaysWhatItIsAndWhatWasExpected(String value, String message) {
    assertThatThrownBy(() -> parse("n: " + value).integer("n", 0, 8))
        .isInstanceOf(BailiwickException.class)
        .hasMessage("a.yaml:1:4: " + message);
  }

  @Test
  void numbersAreFiniteAndBooleansPlain() {
    assertThatThrownBy(() -> parse("n: 1e999").numbers("n"))
        .hasMessage("a.yaml:1:4: 'n' is '1e999'; expected a list of numbers.");
    assertThatThrownBy(() -> parse("n: [1e999]").numbers("n"))
        .hasMessage("a.yaml:1:5: 'n' is '1e999'; expected a number.");
    assertThatThrownBy(() -> parse("n: .inf").number("n", 0, 1, 0))
        .hasMessage("a.yaml:1:4: 'n' is '.inf'; expected a number from 0 to 1.");
    assertThatThrownBy(() -> parse("n: yes").bool("n", false))
        .hasMessage("a.yaml:1:4: 'n' is 'yes'; expected true or false.");
    assertThatThrownBy(() -> parse("n: \"true\"").bool("n", false))
        .hasMessage("a.yaml:1:4: 'n' is 'true'; expected true or false.");
  }

  @Test
  void sizesAreBounded(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.yaml");
    Files.writeString(file, "a: 1\n" + "#".repeat(1 << 20));

    assertThatThrownBy(() -> YamlMap.read(file))
        .hasMessage(file + ":1:1: is larger than 1 MiB, the largest document that is read.");
    assertThatThrownBy(() -> parse("a: [" + "1,".repeat(100_000) + "1]"))
        .hasMessage(
            "a.yaml:1:199999: the document has more than 100000 values, the most that are read.");
    assertThat(parse("a: " + "[".repeat(49) + "]".repeat(49)).keys()).containsExactly("a");
  }

  @Test
  void theTextOfAFileIsItsBytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bom.yaml");
    byte[] bytes = "\ufeffa: é\r\nb: 😀\n".getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes);

    assertThat(YamlMap.readText(file).getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
    assertThat(YamlMap.read(file).string("b")).isEqualTo("😀");
  }

  /** Whatever is thrown at it, the answer is a map or an error with a place. */
  @Property(tries = 500)
  void randomDamageNeverEndsInAnotherException(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            "a: [x, {b: 'c', d: \"e\"}]\nf:\n  - |\n    g\n  - ? h\n    : *i\nj: !k &l m\n");
    String noise = "[]{}:,-?|>&*!#%@`'\"\n\t ~\\\u0000\u2028\ud83d9x";
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length());
      text.replace(at, at + random.nextInt(2), noise.charAt(random.nextInt(noise.length())) + "");
    }
    try {
      assertThat(parse(text.toString()).place().source()).isEqualTo("a.yaml");
    } catch (BailiwickException e) {
      assertThat(e).hasMessageMatching("(?s)a\\.yaml:[0-9]+:[0-9]+: .+");
    }
  }
}
