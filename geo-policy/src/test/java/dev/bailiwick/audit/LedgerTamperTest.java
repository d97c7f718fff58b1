package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.signing.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who can write the files, but has no key, tries to make room below a limit. */
class LedgerTamperTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final DocumentSigner SIGNER = AUTHORITY.signer("fra");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final Counter LABS = new Counter("p", "c", Counter.SUBJECTS, "labs");

  @TempDir private Path folder;
  private Path file;
  private Ledger seen;
  private List<String> lines;
  private byte[] head;

  @BeforeEach
  void reserve() throws IOException {
    file = folder.resolve("ledger.jsonl");
    seen = Ledger.create(file, SIGNER);
    for (int i = 0; i < 4; i++) {
      seen.reserve("run", "r" + i, DAY, List.of(new Claim(LABS, 10, List.of())));
    }
    lines = new ArrayList<>(Files.readAllLines(file));
    head = Files.readAllBytes(Head.file(file));
  }

  private Ledger fresh(AuditHead... known) {
    return with(SIGNER, AUTHORITY.trusted(), known);
  }

  private Ledger with(
      DocumentSigner signer, Collection<X509Certificate> trusted, AuditHead... known) {
    return new Ledger(
        LedgerBook.fresh(file, trusted), signer, List.of(known), Duration.ofSeconds(5));
  }

  private void save() throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static void assertNotAuthentic(Ledger ledger, String message) {
    assertThatThrownBy(
            () -> ledger.reserve("thief", "a", DAY, List.of(new Claim(LABS, 1, List.of()))))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessage(message);
    assertThat(ledger.used(LABS, DAY, DAY)).isEmpty();
    assertThatThrownBy(ledger::head).isInstanceOf(BailiwickException.class);
  }

  private static long used(Ledger ledger) {
    return ledger.used(LABS, DAY, DAY).orElseThrow();
  }

  /** An entry that follows from the last line, as somebody writes it who knows the format. */
  private void forge(String type, Map<String, ?> fields) throws IOException {
    String lastLine = Files.readAllLines(file).get(Files.readAllLines(file).size() - 1);
    Entry last = Entry.parse(lastLine.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    Entry forged = Entry.after(last.seq() + 1, last.hash(), last.at(), type, AuditLog.json(fields));
    Files.writeString(
        file, new String(forged.line(), StandardCharsets.UTF_8) + "\n", StandardOpenOption.APPEND);
  }

  private void forgeSettlement(String name) throws IOException {
    Reservation reservation = Reservation.open(name, DAY, Instant.now(), Map.of(LABS, 10L));
    forge(LedgerEntries.SETTLED, LedgerEntries.settled(reservation, Map.of(LABS, 0L)));
  }

  @Test
  void anUntouchedLedgerIsCounted() throws IOException {
    save();
    assertThat(used(fresh())).isEqualTo(40);
  }

  @Test
  void aFlippedByteIsFound() throws IOException {
    lines.set(3, lines.get(3).replace("\"amount\":10", "\"amount\":00"));
    save();
    assertNotAuthentic(fresh(), file + ":4: this line is not an entry in canonical form.");

    lines.set(3, lines.get(3).replace("\"amount\":00", "\"amount\":11"));
    save();
    assertNotAuthentic(
        fresh(),
        file + ":4: this line was altered: its content does not have the hash that it states.");
  }

  @Test
  void aByteFlippedInTheLastEntryIsFoundByWhoHadReadIt() throws IOException {
    lines.set(5, lines.get(5).replace("\"amount\":10", "\"amount\":11"));
    save();
    assertNotAuthentic(seen, file + " was rewritten: entry 5 is no longer what was read before.");
  }

  @Test
  void aCutIsFound() throws IOException {
    long before = Files.size(file);
    lines.remove(5);
    save();
    assertNotAuthentic(
        fresh(), file + " ends with entry 4, but entry 5 was signed: the end was cut off.");
    assertThatThrownBy(seen::head)
        .hasMessage(
            file
                + " has "
                + Files.size(file)
                + " bytes, but "
                + before
                + " were read before: its end was cut off, or an older copy was put in its place.");
  }

  @Test
  void swappedLinesAreFound() throws IOException {
    Collections.swap(lines, 3, 4);
    save();
    assertNotAuthentic(
        fresh(),
        file
            + ":4: this line has the number 4; expected 3: entries were removed, moved or inserted.");
  }

  @Test
  void anOlderCopyIsFoundByWhoSawANewerOne() throws IOException {
    seen.reserve("run", "r9", DAY, List.of(new Claim(LABS, 10, List.of())));
    AuditHead kept = seen.head();
    save();
    Files.write(Head.file(file), head);

    assertThatThrownBy(seen::reservations)
        .hasMessage(
            file
                + ".head covers entry 5, but one that covered entry 6 was read before: an older"
                + " copy was put in its place.");
    // After a failure all of it is read again, and what was seen must still be there.
    assertNotAuthentic(
        seen,
        file
            + " no longer has the entry 6 that an earlier report names: it was put back to another"
            + " state.");
    assertNotAuthentic(
        fresh(kept),
        file
            + " no longer has the entry 6 that an earlier report names: it was put back to another"
            + " state.");
    assertThat(used(fresh())).as("a new process that expects nothing").isEqualTo(40);
  }

  @Test
  void anotherLedgerInItsPlaceIsFoundByWhoSawThisOne() throws IOException {
    Path other = folder.resolve("other.jsonl");
    Ledger longer = Ledger.create(other, SIGNER);
    for (int i = 0; i < 9; i++) {
      longer.reserve("run", "r" + i, DAY, List.of(new Claim(LABS, 1, List.of())));
    }
    Files.write(file, Files.readAllBytes(other));
    Files.write(Head.file(file), Files.readAllBytes(Head.file(other)));

    assertNotAuthentic(seen, file + " was rewritten: entry 5 is no longer what was read before.");
  }

  @Test
  void aRemovedLedgerIsNotAnEmptyOne() throws IOException {
    Files.delete(file);
    Files.delete(Head.file(file));

    assertThat(seen.used(LABS, DAY, DAY)).isEmpty();
    Ledger again = Ledger.create(file, SIGNER);
    assertNotAuthentic(
        again,
        file
            + ".head covers entry 1, but one that covered entry 5 was read before: an older copy"
            + " was put in its place.");
  }

  @Test
  void anAlteredHeadIsFound() throws IOException {
    String text = new String(head, StandardCharsets.UTF_8);
    Files.writeString(Head.file(file), text.replaceFirst("\"at\":\"2", "\"at\":\"1"));
    assertThatThrownBy(seen::head)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageStartingWith(file + ".head: The signer's certificate chain begins with");
    Files.delete(Head.file(file));
    assertNotAuthentic(
        seen,
        file + ".head is missing: nothing proves where the log ends; keep both files together.");
    Files.write(Head.file(file), head);
    assertThat(used(seen)).as("when it is back").isEqualTo(40);
  }

  @Test
  void aStrangerNeitherReadsNorWrites() {
    TestAuthority stranger = TestAuthority.create("stranger");
    assertNotAuthentic(
        with(stranger.signer("fra"), stranger.trusted()),
        file
            + ".head: The signer's certificate chain does not lead to a trusted authority"
            + " (NO_TRUST_ANCHOR); check who signed.");
  }

  @Test
  void aSignerWhomNobodyCouldVerifyLeavesNothingBehind() throws IOException {
    Instant now = Instant.now();
    DocumentSigner expired =
        AUTHORITY.signer(
            "old",
            "Ed25519",
            now.minusSeconds(600),
            now.minusSeconds(60),
            KeyUsage.digitalSignature);
    DocumentSigner stranger = TestAuthority.create("stranger").signer("fra");

    for (DocumentSigner wrong : List.of(expired, stranger)) {
      assertThatThrownBy(
              () ->
                  with(wrong, AUTHORITY.trusted())
                      .reserve("run", "x", DAY, List.of(new Claim(LABS, 1, List.of()))))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
          .hasMessageStartingWith("The signer's certificate chain ");
    }
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
    assertThat(Files.readAllBytes(Head.file(file))).isEqualTo(head);
  }

  @Test
  void aForgedSettlementReleasesNothing() throws IOException {
    forgeSettlement("run/r0");
    forge(Entry.REOPENED, Map.of("log", "x", "signer", "nobody", "unsigned", 0, "torn", 0));

    assertThat(used(fresh())).isEqualTo(40);
    assertThat(used(seen)).isEqualTo(40);
    seen.settle("run/r0", Map.of(LABS, 10L));
    assertThat(used(fresh())).isEqualTo(40);
    assertThat(AuditVerifier.verify(file, AUTHORITY.trusted()).unsigned()).isZero();
  }

  @Test
  void aSettlementAfterAHeadThatWasPutBackReleasesNothing() throws IOException {
    seen.settle("run/r0", Map.of(LABS, 0L));
    Files.write(Head.file(file), head);

    assertThat(used(fresh())).isEqualTo(40);
  }

  @Test
  void entriesThatNoLedgerWritesAreRefused() throws IOException {
    forgeSettlement("run/none");
    assertNotAuthentic(
        fresh(), file + ":7: this ledger.settled settles 'run/none', which is not reserved.");
    save();
    forge("ledger.forgotten", Map.of());
    assertNotAuthentic(
        fresh(), file + ":7: this ledger.forgotten is of a type that this version does not know.");
    save();
    forge(
        LedgerEntries.RESERVED,
        LedgerEntries.reserved("run/r0", DAY, List.of(new Claim(LABS, 1, List.of()))));
    assertNotAuthentic(
        fresh(), file + ":7: this ledger.reserved repeats the reservation 'run/r0'.");
    save();
    forge(LedgerEntries.RESERVED, Map.of("reservation", "run/x", "day", "2026-11-21"));
    assertNotAuthentic(fresh(), file + ":7: this ledger.reserved has too few or too many fields.");
    save();
    forge(
        LedgerEntries.RESERVED,
        Map.of("reservation", "run/x", "day", "2026-11-31", "claims", List.of()));
    assertNotAuthentic(fresh(), file + ":7: this ledger.reserved has no day.");
    save();
    Claim negative = new Claim(LABS, 7, List.of());
    Map<String, Object> fields = LedgerEntries.reserved("run/x", DAY, List.of(negative));
    forge(
        LedgerEntries.RESERVED,
        Entry.JSON.readValue(
            Entry.JSON.writeValueAsString(fields).replace("\"amount\":7", "\"amount\":-7"),
            Entry.JSON.constructType(Map.class)));
    assertNotAuthentic(fresh(), file + ":7: this ledger.reserved has a claim without an amount.");
    save();
    assertThat(used(fresh())).isEqualTo(40);
  }

  @Test
  void whatACrashLeftIsMendedAndSaid() throws IOException {
    forge(
        LedgerEntries.RESERVED,
        LedgerEntries.reserved("run/x", DAY, List.of(new Claim(LABS, 5, List.of()))));
    Files.writeString(file, "{\"at\":\"2026", StandardOpenOption.APPEND);

    assertThat(used(seen)).as("a reservation whose caller never learned of it").isEqualTo(45);
    assertThat(used(fresh())).isEqualTo(45);
    assertThat(AuditVerifier.verify(file, AUTHORITY.trusted()).entries()).isEqualTo(8);
    assertThat(Files.readAllLines(file).get(7))
        .contains("\"torn\":11,\"unsigned\":1")
        .contains("log.reopened");
  }
}
