package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables in the jar: their hashes, and facts of law that must not change by accident. */
class ShippedTablesTest {
  private static final Path FOLDER = Path.of("src/main/resources/dev/bailiwick/policy/tables");

  @Test
  void theListNamesEveryTableWithItsHash() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        String name = file.getFileName().toString().replace(".yaml", "");
        found.put(name, CodeTable.sha256(Files.readString(file)));
      }
    }
    StringBuilder lines = new StringBuilder();
    found.forEach((name, hash) -> lines.append(name + ": " + hash + "\n"));

    assertThat(FOLDER.resolve("tables.txt"))
        .as("its end must be:%n%s# sha256 of these lines: %s", lines, CodeTable.sha256(lines + ""))
        .content()
        .endsWith(": " + CodeTable.sha256(lines + "") + "\n" + lines);
  }

  @Test
  void everyTableLoadsUnderTheNameThatItIsListedBy() {
    Stream<String> names =
        Stream.concat(
            LocationTables.shipped().stream().map(LocationTable::name),
            ValueTables.shipped().stream().map(ValueTable::name));

    assertThat(names.sorted()).isEqualTo(TableText.shipped()).hasSize(7);
  }

  @Test
  void theMembersOfTheUnionAndOfTheAreaAreThoseOfTheGroups() {
    assertThat(codes("eu")).isEqualTo(Countries.groups().get("EU"));
    assertThat(codes("eea")).isEqualTo(Countries.groups().get("EEA"));
  }

  @Test
  void theListsOfCountriesAreWhatTheirSourcesSay() {
    assertThat(codes("five-eyes")).containsExactly("AU", "CA", "GB", "NZ", "US");
    assertThat(codes("us-concern")).containsExactly("CN", "CU", "IR", "KP", "RU", "VE");
    assertThat(codes("apec-cbpr"))
        .containsExactly("AU", "CA", "JP", "KR", "MX", "PH", "SG", "TW", "US");
    assertThat(codes("eu-adequacy"))
        .containsExactly(
            "AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ",
            "US", "UY");
  }

  @Test
  void adequacyHasConditionsAndDays() {
    assertThat(entry("eu-adequacy", "US").certified()).containsExactly("eu-us-dpf");
    assertThat(entry("eu-adequacy", "CA").certified()).containsExactly("pipeda");
    assertThat(entry("eu-adequacy", "NZ").certified()).isEmpty();

    LocationTable.Entry britain = entry("eu-adequacy", "GB");
    assertThat(britain.isInForce(LocalDate.parse("2021-06-27"))).isFalse();
    assertThat(britain.isInForce(LocalDate.parse("2021-06-28"))).isTrue();
    assertThat(britain.isInForce(LocalDate.parse("2031-12-27"))).isTrue();
    assertThat(britain.isInForce(LocalDate.parse("2031-12-28"))).isFalse();
    assertThat(entry("eea", "NO").isInForce(LocalDate.MAX)).isTrue();
  }

  @Test
  void noTableKnowsTheFuture() {
    for (LocationTable table : LocationTables.shipped()) {
      assertThat(table.entries())
          .as(table.name())
          .allSatisfy(
              entry ->
                  assertThat(Optional.ofNullable(entry.from()).orElse(LocalDate.MIN))
                      .isBeforeOrEqualTo(table.on()))
          .allSatisfy(entry -> assertThat(entry.isInForce(table.on())).isTrue());
    }
  }

  @Test
  void namesOfCountriesHaveSpacesOrHyphens() {
    Map<String, Location> names = ValueTables.shipped().get(0).values();

    assertThat(names)
        .containsEntry("United-States", Location.of("US"))
        .containsEntry("United States", Location.of("US"))
        .containsEntry("Trinadad&Tobago", Location.of("TT"))
        .containsEntry("Côte d’Ivoire", Location.of("CI"))
        .containsEntry("Cote-d'Ivoire", Location.of("CI"))
        .containsEntry("Scotland", Location.of("GB-SCT"))
        .doesNotContainKeys("South", "Korea", "Congo", "Yugoslavia", "?", "");
    assertThat(names.values().stream().map(Location::country).distinct())
        .containsExactlyInAnyOrderElementsOf(CodeTable.codes("iso-3166-1.txt"));
  }

  @Test
  void namesThatPeopleWriteAreNoCodesOfOtherPlaces() {
    ValueTables.shipped()
        .get(0)
        .values()
        .forEach((name, law) -> assertThat(Location.find(name).orElse(law)).isEqualTo(law));
  }

  private static LocationTable table(String id) {
    return LocationTables.shipped().stream()
        .filter(table -> table.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(String id) {
    return table(id).entries().stream().map(entry -> entry.location().code()).toList();
  }

  private static LocationTable.Entry entry(String id, String code) {
    return table(id).entries().stream()
        .filter(entry -> entry.location().code().equals(code))
        .findFirst()
        .orElseThrow();
  }
}
