package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a policy names a table, and every way in which that can be wrong. */
class TablePinsTest {
  private static final Place AT = new Place("policy.yaml", 9, 14);
  private static final String ZEROS = "0".repeat(64);
  private static final String SHIPPED =
      "apec-cbpr@2026-06-01, country-names@2026-06-01, eea@2026-06-01,"
          + " eu-adequacy@2026-06-01, eu@2026-06-01, five-eyes@2026-06-01, us-concern@2026-06-01";
  private static final String TABLE =
      """
      apiVersion: bailiwick/v1
      kind: LocationTable
      metadata: {id: listed, on: 2026-05-01, source: Gazette 12}
      entries: []
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("policies/tables"));
    Files.writeString(folder.resolve("policies/tables/listed.yaml"), TABLE);
    Files.writeString(folder.resolve("outside.yaml"), TABLE);
  }

  @Test
  void aPinFindsTheShippedTable() {
    LocationTable shipped = LocationTables.shipped().get(0);

    assertThat(LocationTables.pinned(shipped.name() + "#sha256:" + shipped.sha256(), AT))
        .isEqualTo(shipped);
    ValueTable names = ValueTables.shipped().get(0);
    assertThat(ValueTables.pinned(names.name() + "#sha256:" + names.sha256(), AT)).isEqualTo(names);
  }

  @Test
  void anUnknownTableIsRefusedWithWhatIsShipped() {
    assertRefused(
        () -> LocationTables.pinned("eu-adequate@2026-06-01#sha256:" + ZEROS, AT),
        "no table 'eu-adequate' is shipped (did you mean 'eu-adequacy'?); shipped are "
            + SHIPPED
            + "; pin one of them, or name a file of your own.");
  }

  @Test
  void anotherDayIsRefusedWithTheDaysThatAreShipped() {
    assertRefused(
        () -> LocationTables.pinned("eu@2026-06-02#sha256:" + ZEROS, AT),
        "the table eu@2026-06-02 is not shipped; of 'eu' there is eu@2026-06-01: read it, and pin"
            + " what you have read.");
  }

  @Test
  void anotherHashIsRefusedWithBothHashes() {
    assertRefused(
        () -> LocationTables.pinned("eu@2026-06-01#sha256:" + ZEROS, AT),
        "the pin of eu@2026-06-01 is sha256:"
            + ZEROS
            + ", but the shipped table has sha256:"
            + TableText.shipped("eu@2026-06-01").sha256()
            + "; read the table, and pin what you have read.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "eu",
        "eu@2026-06-01",
        "eu@2026-06-01#sha256:",
        "eu@2026-06-01#sha256:ABC",
        "eu@2026-06-01#md5:d41d8cd98f00b204e9800998ecf8427e",
        "eu@June#sha256:abc",
        "../eu@2026-06-01#sha256:abc",
      })
  void aPinThatCannotBeReadIsRefused(String pin) {
    assertRefused(
        () -> LocationTables.pinned(pin, AT),
        "the pin '"
            + pin
            + "' cannot be read; expected ID@YYYY-MM-DD#sha256: and 64 lower-case hexadecimal"
            + " digits; shipped are "
            + SHIPPED
            + ".");
  }

  @Test
  void aTableOfTheOtherKindIsRefused() {
    TableText names = TableText.shipped("country-names@2026-06-01");
    TableText union = TableText.shipped("eu@2026-06-01");

    assertRefused(
        () -> LocationTables.pinned(names.source() + "#sha256:" + names.sha256(), AT),
        "the table country-names@2026-06-01 is a ValueTable; expected a LocationTable here.");
    assertRefused(
        () -> ValueTables.pinned(union.source() + "#sha256:" + union.sha256(), AT),
        "the table eu@2026-06-01 is a LocationTable; expected a ValueTable here.");
  }

  @Test
  void aFileBesideThePolicyIsReadAndMayBeEmpty() {
    LocationTable table = file("tables/listed.yaml", CodeTable.sha256(TABLE));

    assertThat(table.name()).isEqualTo("listed@2026-05-01");
    assertThat(table.entries()).isEmpty();
  }

  @Test
  void aChangedFileIsRefusedWithBothHashes() throws IOException {
    Files.writeString(folder.resolve("policies/tables/listed.yaml"), TABLE + "# a comment\n");

    assertRefused(
        () -> file("tables/listed.yaml", CodeTable.sha256(TABLE)),
        "the table 'tables/listed.yaml' is pinned with sha256:"
            + CodeTable.sha256(TABLE)
            + ", but the file has sha256:"
            + CodeTable.sha256(TABLE + "# a comment\n")
            + "; it was changed, or another was meant: read it, and pin what you have read.");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertRefused(
        () -> file("tables/none.yaml", ZEROS),
        "there is no table 'tables/none.yaml' beside the policy ("
            + folder.resolve("policies/tables/none.yaml")
            + "); check the path.");
    assertRefused(
        () -> file("tables", ZEROS),
        "there is no table 'tables' beside the policy ("
            + folder.resolve("policies/tables")
            + "); check the path.");
  }

  @Test
  void aHashThatIsNoneIsRefused() {
    assertRefused(
        () -> file("tables/listed.yaml", "sha256:" + ZEROS),
        "the hash of the table 'tables/listed.yaml' is 'sha256:"
            + ZEROS
            + "'; expected 64 lower-case hexadecimal digits.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "../outside.yaml", "tables/../../outside.yaml", "/etc/hosts", "link"})
  void aFileOutsideTheFolderIsRefused(String file) throws IOException {
    Files.createSymbolicLink(folder.resolve("policies/link"), folder.resolve("outside.yaml"));

    assertRefused(
        () -> file(file, CodeTable.sha256(TABLE)),
        "the table '"
            + file
            + "' is no path within the folder of the policy; expected one such as"
            + " tables/concern.yaml, without '..' and without links that lead out.");
  }

  private LocationTable file(String file, String sha256) {
    return LocationTables.file(folder.resolve("policies"), file, sha256, AT);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DOCUMENT))
        .hasMessage("policy.yaml:9:14: " + message);
  }
}
