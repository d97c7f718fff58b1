package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The schema and the parser agree about policies that were made at random. */
class PolicySchemaLawsTest {
  @Provide
  Arbitrary<String> texts() {
    return PolicyTexts.texts();
  }

  @Property(tries = 300)
  void whateverTheLanguageCanSayIsReadAndValid(@ForAll("texts") String text) {
    assertThat(PolicyParser.parse("p.yaml", text).tests()).hasSize(1);
    assertThat(PolicySchemaTest.faults(text)).isEmpty();
  }

  @Property(tries = 300)
  void anUnknownFieldAnywhereIsRefusedByBoth(@ForAll("texts") String text, @ForAll int where) {
    List<Integer> maps =
        Stream.iterate(text.indexOf('{'), i -> i >= 0, i -> text.indexOf('{', i + 1))
            .filter(i -> isMapOfKnownFields(text, i))
            .toList();
    int at = maps.get(Math.floorMod(where, maps.size())) + 1;
    String more = text.charAt(at) == '}' ? "surplus: 1" : "surplus: 1, ";
    String changed = text.substring(0, at) + more + text.substring(at);

    assertThatThrownBy(() -> PolicyParser.parse("p.yaml", changed))
        .isInstanceOf(BailiwickException.class);
    assertThat(PolicySchemaTest.faults(changed)).isNotEmpty();
  }

  /** Not those whose keys the steward chooses, except that a certificate has days. */
  private static boolean isMapOfKnownFields(String text, int brace) {
    String before = text.substring(0, brace);
    return !before.endsWith("columns: ") && !before.endsWith(" map: ");
  }
}
