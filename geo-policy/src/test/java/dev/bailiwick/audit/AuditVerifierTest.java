package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who can write the files, but has no key, tries to change the record. */
class AuditVerifierTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");

  @TempDir private Path folder;
  private Path file;
  private List<String> lines;

  @BeforeEach
  void writeALog() throws IOException {
    file = folder.resolve("audit.jsonl");
    try (AuditLog log = AuditLog.open(file, AUTHORITY.signer("fra"))) {
      for (int i = 1; i <= 4; i++) {
        log.append("denial", Map.of("n", i));
      }
    }
    lines = new ArrayList<>(Files.readAllLines(file));
  }

  private void save() throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** Makes every entry follow from the one before, as somebody would who knows the format. */
  private void mend() {
    Entry before = null;
    for (int i = 0; i < lines.size(); i++) {
      Entry entry = Entry.parse(lines.get(i).getBytes(StandardCharsets.UTF_8)).orElseThrow();
      before =
          Entry.after(
              i,
              before == null ? Entry.NONE : before.hash(),
              entry.at(),
              entry.type(),
              entry.fields());
      lines.set(i, new String(before.line(), StandardCharsets.UTF_8));
    }
  }

  private void assertNotAuthentic(String message) throws IOException {
    save();
    assertThatThrownBy(() -> AuditVerifier.verify(file, AUTHORITY.trusted()))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessage(message);
  }

  @Test
  void anUntouchedLogVerifies() throws IOException {
    save();
    assertThat(AuditVerifier.verify(file, AUTHORITY.trusted()).entries()).isEqualTo(6);
  }

  @Test
  void anAlteredEntryIsFound() throws IOException {
    lines.set(2, lines.get(2).replace("\"n\":2", "\"n\":7"));
    assertNotAuthentic(
        file + ":3: this line was altered: its content does not have the hash that it states.");
  }

  @Test
  void anAlteredEntryWithMendedHashesIsFound() throws IOException {
    lines.set(2, lines.get(2).replace("\"n\":2", "\"n\":7"));
    mend();
    assertNotAuthentic(file + " was rewritten: entry 5 does not have the hash that was signed.");
  }

  @Test
  void anAlteredSpaceIsFound() throws IOException {
    lines.set(2, lines.get(2).replace("\"n\":2", "\"n\": 2"));
    assertNotAuthentic(file + ":3: this line is not an entry in canonical form.");
  }

  @Test
  void entriesThatChangedPlacesAreFound() throws IOException {
    Collections.swap(lines, 1, 2);
    assertNotAuthentic(
        file
            + ":2: this line has the number 2; expected 1: entries were removed, moved or inserted.");
  }

  @Test
  void entriesThatChangedPlacesWithMendedHashesAreFound() throws IOException {
    Collections.swap(lines, 1, 2);
    mend();
    assertNotAuthentic(file + " was rewritten: entry 5 does not have the hash that was signed.");
  }

  @Test
  void anInsertedEntryIsFound() throws IOException {
    lines.add(3, lines.get(2));
    assertNotAuthentic(
        file
            + ":4: this line has the number 2; expected 3: entries were removed, moved or inserted.");
  }

  @Test
  void anExchangedEntryIsFound() throws IOException {
    Entry old = Entry.parse(lines.get(2).getBytes(StandardCharsets.UTF_8)).orElseThrow();
    Entry forged = Entry.after(2, old.prev(), old.at(), "forged", old.fields());
    lines.set(2, new String(forged.line(), StandardCharsets.UTF_8));
    assertNotAuthentic(
        file
            + ":4: this line does not follow from the entry before it: one of the two was"
            + " exchanged.");
  }

  @Test
  void aCutInTheMiddleIsFound() throws IOException {
    lines.subList(2, 4).clear();
    assertNotAuthentic(
        file
            + ":3: this line has the number 4; expected 2: entries were removed, moved or inserted.");
  }

  @Test
  void aCutInTheMiddleWithMendedHashesIsFound() throws IOException {
    lines.subList(2, 4).clear();
    mend();
    assertNotAuthentic(file + " ends with entry 3, but entry 5 was signed: the end was cut off.");
  }

  @Test
  void aCutAtTheEndIsFound() throws IOException {
    lines.remove(5);
    assertNotAuthentic(file + " ends with entry 4, but entry 5 was signed: the end was cut off.");
  }

  @Test
  void anEmptiedLogIsFound() throws IOException {
    Files.writeString(file, "");
    assertThatThrownBy(() -> AuditVerifier.verify(file, AUTHORITY.trusted()))
        .hasMessage(file + " has no entry; expected at least log.opened.");
  }

  @Test
  void aMissingHeadIsFound() throws IOException {
    Files.delete(Head.file(file));
    assertNotAuthentic(
        file + ".head is missing: nothing proves where the log ends; keep both files together.");
  }

  @Test
  void anAlteredHeadIsFound() throws IOException {
    String head = Files.readString(Head.file(file));
    Files.writeString(Head.file(file), head.replace("\"seq\":5", "\"seq\":4"));
    assertNotAuthentic(
        file
            + ".head: The signature does not match: the signed bytes or the signature were"
            + " altered.");
  }

  @Test
  void aHeadOfAnotherAuthorityIsFound() throws IOException {
    Path forged = folder.resolve("forged.jsonl");
    AuditLog.open(forged, TestAuthority.create("stranger").signer("fra")).close();
    Files.copy(Head.file(forged), Head.file(file), StandardCopyOption.REPLACE_EXISTING);
    lines = new ArrayList<>(Files.readAllLines(forged));
    assertNotAuthentic(
        file
            + ".head: The signer's certificate chain does not lead to a trusted authority"
            + " (NO_TRUST_ANCHOR); check who signed.");
  }

  @Test
  void theHeadOfAnotherLogIsFound() throws IOException {
    Path other = folder.resolve("other.jsonl");
    AuditLog.open(other, AUTHORITY.signer("fra")).close();
    Files.copy(Head.file(other), Head.file(file), StandardCopyOption.REPLACE_EXISTING);
    assertNotAuthentic(file + ".head belongs to another log.");
  }

  @Test
  void aLogThatWasPutBackIsFoundWithTheHeadOfAReport() throws IOException {
    byte[] oldHead = Files.readAllBytes(Head.file(file));
    AuditLog.open(file, AUTHORITY.signer("fra")).close();
    AuditReport report = AuditVerifier.verify(file, AUTHORITY.trusted());
    save();
    Files.write(Head.file(file), oldHead);

    assertThat(AuditVerifier.verify(file, AUTHORITY.trusted()).entries()).isEqualTo(6);
    assertThatThrownBy(
            () -> AuditVerifier.verify(file, AUTHORITY.trusted(), List.of(report.head())))
        .hasMessage(
            file
                + " no longer has the entry 7 that an earlier report names: it was put back to"
                + " another state.");
  }

  @Test
  void aCutAfterTheLastHeadIsNotFoundButCounted() throws IOException {
    Path open = folder.resolve("open.jsonl");
    try (AuditLog log = AuditLog.open(open, AUTHORITY.signer("fra"))) {
      log.append("denial", Map.of("n", 1));
      log.append("denial", Map.of("n", 2));
      List<String> written = Files.readAllLines(open);
      Path copy = folder.resolve("copy.jsonl");
      Files.copy(Head.file(open), Head.file(copy));
      Files.writeString(copy, String.join("\n", written.subList(0, 2)) + "\n");

      AuditReport report = AuditVerifier.verify(copy, AUTHORITY.trusted());

      assertThat(report.unsigned()).isEqualTo(1);
      assertThat(report.closed()).isFalse();
    }
  }

  @Test
  void aMissingLogIsNoForgery() {
    assertThatThrownBy(
            () -> AuditVerifier.verify(folder.resolve("none.jsonl"), AUTHORITY.trusted()))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessage(folder.resolve("none.jsonl") + " does not exist; check the path.");
  }
}
