package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @Test
  void theTablesAreCompleteAndOnlyNameCodes() {
    List<String> countries = CodeTable.codes("iso-3166-1.txt");
    Map<String, List<String>> subdivisions = CodeTable.keyed("iso-3166-2.txt");

    assertThat(countries).hasSize(249).doesNotHaveDuplicates().isSorted();
    assertThat(subdivisions.values().stream().mapToInt(List::size).sum()).isEqualTo(5046);
    assertThat(countries).containsAll(subdivisions.keySet());
    assertThat(CodeTable.keyed("territories.txt"))
        .allSatisfy(
            (country, territories) ->
                assertThat(countries).contains(country).containsAll(territories));
    assertThat(CodeTable.keyed("same-place.txt"))
        .allSatisfy(
            (code, others) ->
                assertThat(others).allMatch(other -> Location.of(other).code().equals(code)));
    assertThat(Countries.groups().get("EU")).hasSize(27);
    assertThat(Countries.groups().get("EEA"))
        .hasSize(30)
        .containsAll(Countries.groups().get("EU"))
        .contains("IS", "LI", "NO");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "D", "de", "DEU", "UK", "XK", "ZZ", "EU", "EEA", "US-", "US-va", "US-XX", "XX-VA",
        " DE", "DE-", "unknown"
      })
  void whatIsNoCodeIsNotFound(String code) {
    assertThat(Location.find(code)).isEmpty();
    assertThatThrownBy(() -> Location.of(code))
        .hasMessageStartingWith("'" + code + "' is no country or subdivision of ISO 3166");
  }

  @ParameterizedTest
  @CsvSource({
    "FR-973,GF",
    "FR-GF,GF",
    "US-PR,PR",
    "CN-HK,HK",
    "CN-TW,TW",
    "FI-01,AX",
    "NO-21,SJ",
    "NL-BQ1,BQ"
  })
  void aPlaceWithTwoCodesIsOneLocation(String one, String other) {
    assertThat(Location.of(one)).isEqualTo(Location.of(other)).hasToString(other);
    assertThat(Location.of(one).country()).isEqualTo(other);
  }

  /** Narrow: surely inside. Wide: may be touched by a prohibition. */
  @ParameterizedTest
  @CsvSource({
    "DE, DE, true, true",
    "US-VA, US, true, true",
    "US, US-VA, false, true",
    "US-VA, US-CA, false, false",
    "HK, CN, false, true",
    "CN, HK, false, false",
    "MO, HK, false, false",
    "PR, US, false, true",
    "NF, AU, false, true",
    "TW, CN, false, false",
    "SH-AC, GB, false, true",
    "DE, FR, false, false",
  })
  void countriesAreReadNarrowlyAndWidely(String inner, String outer, boolean narrow, boolean wide) {
    assertThat(Location.of(inner).isInside(Location.of(outer))).isEqualTo(narrow);
    assertThat(Location.of(inner).isTouchedBy(Location.of(outer))).isEqualTo(wide);
  }

  @Test
  void theUnknownLawIsNowhere() {
    assertThat(Location.unknown().isKnown()).isFalse();
    assertThat(Location.unknown().isInside(Location.unknown())).isFalse();
    assertThat(Location.unknown()).hasToString("unknown").isNotEqualTo(Location.of("DE"));
  }
}
