package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.signing.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final DocumentSigner SIGNER = AUTHORITY.signer("fra");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 12, 31);
  private static final Counter LABS = counter("labs");
  private static final Counter ACME = counter("acme");

  @TempDir private Path folder;
  private Path file;
  private Ledger ledger;

  @BeforeEach
  void createALedger() {
    file = folder.resolve("ledger.jsonl");
    ledger = Ledger.create(file, SIGNER);
  }

  private static Counter counter(String operator) {
    return new Counter("de-cardio", "pd:MedicalHealth", Counter.SUBJECTS, operator);
  }

  private static Claim claim(Counter counter, long amount, Bound... bounds) {
    return new Claim(counter, amount, List.of(bounds));
  }

  private static Bound perYear(long max, boolean all) {
    return new Bound(max, FIRST, LAST, all);
  }

  private long used(Counter counter) {
    return ledger.used(counter, FIRST, LAST).orElseThrow();
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BailiwickException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void aLimitMayBeReachedButNotPassed() {
    ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 4200, perYear(5000, false))));
    ledger.reserve("run-2", "a", DAY, List.of(claim(LABS, 800, perYear(5000, false))));

    assertRefused(
        ErrorCode.POLICY_DENIED,
        () -> ledger.reserve("run-3", "a", DAY, List.of(claim(LABS, 1, perYear(5000, false)))),
        "The limit of 5000 subjects of category 'pd:MedicalHealth' under policy 'de-cardio' to"
            + " operator 'labs', from 2026-01-01 to 2026-12-31, would be passed: 5000 are used or"
            + " reserved, and 1 more are asked for. Ask for less, or settle what is reserved for"
            + " runs that have ended.");
    assertThat(used(LABS)).isEqualTo(5000);
  }

  @Test
  void aLimitInAllCountsEveryOperatorAndTheUnstatedOneToo() {
    ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 60)));
    ledger.reserve("run-1", "b", DAY, List.of(claim(counter(""), 30)));

    assertRefused(
        ErrorCode.POLICY_DENIED,
        () -> ledger.reserve("run-2", "a", DAY, List.of(claim(ACME, 11, perYear(100, true)))),
        "The limit of 100 subjects of category 'pd:MedicalHealth' under policy 'de-cardio' to all"
            + " operators together, from 2026-01-01 to 2026-12-31, would be passed: 90 are used or"
            + " reserved, and 11 more are asked for. Ask for less, or settle what is reserved for"
            + " runs that have ended.");
    ledger.reserve("run-2", "a", DAY, List.of(claim(ACME, 10, perYear(100, true))));
    assertThat(ledger.used("de-cardio", "pd:MedicalHealth", Counter.SUBJECTS, FIRST, LAST))
        .hasValue(100);
  }

  @Test
  void theClaimsOfOneReservationCountTogether() {
    assertThatThrownBy(
            () ->
                ledger.reserve(
                    "run-1",
                    "a",
                    DAY,
                    List.of(claim(LABS, 60, perYear(100, true)), claim(ACME, 60))))
        .hasMessageContaining("0 are used or reserved, and 120 more are asked for");
    assertThat(used(LABS)).isZero();
    assertThat(used(ACME)).isZero();
    assertThat(ledger.reservations()).isEmpty();
  }

  @Test
  void otherPoliciesCategoriesAndUnitsAreCountedApart() {
    List<Counter> others =
        List.of(
            new Counter("other", "pd:MedicalHealth", Counter.SUBJECTS, "labs"),
            new Counter("de-cardio", "pd:Genetic", Counter.SUBJECTS, "labs"),
            new Counter("de-cardio", "pd:MedicalHealth", Counter.RECORDS, "labs"));
    for (Counter other : others) {
      ledger.reserve("run-1", "n" + others.indexOf(other), DAY, List.of(claim(other, 100)));
    }

    ledger.reserve(
        "run-1", "a", DAY, List.of(claim(LABS, 10, perYear(10, true), perYear(10, false))));
    assertThat(used(LABS)).isEqualTo(10);
  }

  @Test
  void bothDaysOfAPeriodBelongToIt() {
    for (LocalDate day :
        List.of(FIRST.minusDays(1), FIRST, LAST, LAST.plusDays(1), LocalDate.of(2028, 2, 29))) {
      ledger.reserve("run-1", day.toString(), day, List.of(claim(LABS, 1)));
    }

    assertThat(used(LABS)).isEqualTo(2);
    assertThat(ledger.used(LABS, FIRST.minusDays(1), LAST)).hasValue(3);
    assertThat(ledger.used(LABS, FIRST.plusDays(1), LAST.minusDays(1))).hasValue(0);
    assertThat(ledger.used(LABS, LAST, LAST)).hasValue(1);
    assertThat(ledger.used(LABS, LocalDate.of(2028, 2, 29), LocalDate.of(2028, 3, 1))).hasValue(1);
    assertThat(ledger.used(LABS, LocalDate.MIN, LocalDate.MAX)).hasValue(5);
  }

  @Test
  void aNewYearIsANewCountAndTrailingMonthsAreNot() {
    LocalDate newYear = LocalDate.of(2027, 1, 2);
    ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 5000, perYear(5000, false))));

    Bound trailing = new Bound(5000, newYear.minusMonths(12).plusDays(1), newYear, false);
    assertThatThrownBy(
            () -> ledger.reserve("run-2", "a", newYear, List.of(claim(LABS, 1, trailing))))
        .hasMessageContaining("5000 are used or reserved, and 1 more");
    Bound year = new Bound(5000, LocalDate.of(2027, 1, 1), LocalDate.of(2027, 12, 31), false);
    ledger.reserve("run-2", "a", newYear, List.of(claim(LABS, 5000, year)));

    assertThat(used(LABS)).isEqualTo(5000);
  }

  @Test
  void settlingGivesBackWhatWasNotUsed() {
    String name =
        ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 100), claim(ACME, 50))).name();

    ledger.settle(name, Map.of(LABS, 70L, ACME, 0L));

    assertThat(used(LABS)).isEqualTo(70);
    assertThat(used(ACME)).isZero();
    Reservation settled = ledger.reservations().get(0);
    assertThat(settled.settled()).isTrue();
    assertThat(settled.run()).isEqualTo("run-1");
    assertThat(settled.reserved()).containsEntry(LABS, 100L).containsEntry(ACME, 50L);
  }

  @Test
  void settlingTwiceAlikeIsNoErrorAndOtherwiseIsOne() {
    String name = ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 100))).name();
    ledger.settle(name, Map.of(LABS, 70L));
    long entries = ledger.head().seq();

    ledger.settle(name, Map.of(LABS, 70L));

    assertThat(ledger.head().seq()).isEqualTo(entries);
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.settle(name, Map.of(LABS, 69L)),
        "'run-1/a' is settled with other amounts; a settlement is final.");
  }

  @Test
  void aSettlementNamesEachCounterAndNoMoreThanWasReserved() {
    String name = ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 100))).name();
    String what = "subjects of category 'pd:MedicalHealth' under policy 'de-cardio' to operator ";

    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.settle(name, Map.of(LABS, 101L)),
        "The settlement settles 101 of "
            + what
            + "'labs'; expected 0 to 100, which 'run-1/a' reserved.");
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.settle(name, Map.of()),
        "The settlement settles no amount of "
            + what
            + "'labs'; expected 0 to 100, which 'run-1/a' reserved.");
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.settle(name, Map.of(LABS, 1L, ACME, 1L)),
        "The settlement settles " + what + "'acme', which 'run-1/a' did not reserve.");
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.settle("run-1/b", Map.of(LABS, 1L)),
        "The ledger " + file + " has no reservation 'run-1/b'; check its name.");
    assertThat(used(LABS)).isEqualTo(100);
  }

  @Test
  void askingAgainCountsOnce() {
    List<Claim> claims = List.of(claim(LABS, 60, perYear(100, false)));
    Reservation first = ledger.reserve("run-1", "a", DAY, claims);

    assertThat(ledger.reserve("run-1", "a", DAY, claims)).isEqualTo(first);
    assertThat(used(LABS)).isEqualTo(60);
  }

  @Test
  void askingAgainForSomethingElseIsRefused() {
    ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 60)));
    String message =
        "'run-1/a' is reserved for another day, 2026-11-21, or other amounts; take another id for"
            + " what is new.";

    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 61))),
        message);
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.reserve("run-1", "a", DAY.plusDays(1), List.of(claim(LABS, 60))),
        message);
    ledger.settle("run-1/a", Map.of(LABS, 0L));
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 60))),
        "'run-1/a' is settled already; take another id for what is new.");
  }

  @Test
  void whatCannotBeCountedIsRefused() {
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.reserve("run/1", "a", DAY, List.of(claim(LABS, 1))),
        "'run/1' names no run and no reservation; expected [A-Za-z0-9._:@-]{1,128}.");
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> ledger.reserve("run-1", "a", DAY, List.of()),
        "A reservation without claims reserves nothing; give one.");
    assertThatThrownBy(
            () -> ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 1), claim(LABS, 2))))
        .hasMessageEndingWith("twice; give one with all its bounds.");
    assertThatThrownBy(
            () ->
                ledger.reserve(
                    "run-1", "a", LAST.plusDays(1), List.of(claim(LABS, 1, perYear(9, false)))))
        .hasMessageEndingWith(
            "says nothing about 2027-01-01; give one whose period contains the day.");
    assertThatThrownBy(() -> claim(LABS, -1))
        .hasMessage("A claim of -1 is out of range; expected 0 to 1000000000000000.");
    assertThatThrownBy(() -> perYear(-1, true)).hasMessage("A bound of -1 is below 0.");
    assertThatThrownBy(() -> new Bound(1, LAST, FIRST, true))
        .hasMessage("A period from 2026-12-31 to 2026-01-01 ends before it begins.");
    assertThatThrownBy(() -> new Counter("p", "c", "rows", ""))
        .hasMessage("'rows' cannot be counted; expected subjects or records.");
    assertThat(ledger.used(LABS, LAST, FIRST)).isEmpty();
    assertThat(ledger.reservations()).isEmpty();
  }

  @Test
  void amountsThatAddUpToMoreThanANumberHoldsAreRefused() {
    List<Claim> claims =
        IntStream.range(0, 20)
            .mapToObj(i -> claim(counter("o" + i), Claim.MAX_AMOUNT, perYear(Long.MAX_VALUE, true)))
            .toList();
    ledger.reserve("run-1", "a", DAY, claims);

    assertThat(ledger.used("de-cardio", "pd:MedicalHealth", "subjects", FIRST, LAST))
        .hasValue(20 * Claim.MAX_AMOUNT);
  }

  @Test
  void aMissingLedgerIsUnknownAndNotZero() {
    Ledger missing = Ledger.at(folder.resolve("none.jsonl"), SIGNER);

    assertThat(missing.used(LABS, FIRST, LAST)).isEmpty();
    assertRefused(
        ErrorCode.UNAVAILABLE,
        () -> missing.reserve("run-1", "a", DAY, List.of(claim(LABS, 1))),
        "There is no ledger "
            + missing.file()
            + "; what was counted is unknown, not zero. Check the path, and if this ledger never"
            + " was, make it with 'bailiwick policy ledger init'.");
    assertThat(folder.resolve("none.jsonl")).doesNotExist();
  }

  @Test
  void aLedgerIsCreatedOnce() {
    assertRefused(
        ErrorCode.BAD_ARGUMENT,
        () -> Ledger.create(file, SIGNER),
        file + " or its head exists; a ledger is created once, or its limits would begin anew.");
  }

  @Test
  void waitingForTheLockEndsWithAnError() {
    Ledger impatient =
        Ledger.at(file, SIGNER, AUTHORITY.trusted(), List.of(), Duration.ofMillis(1200));
    try (AuditLog other = AuditLog.open(file, SIGNER)) {
      long begun = System.nanoTime();
      assertRefused(
          ErrorCode.UNAVAILABLE,
          () -> impatient.reserve("run-1", "a", DAY, List.of(claim(LABS, 1))),
          "The audit log "
              + file
              + " is being written by another, and was not free within 1 s; try again, or end the"
              + " process that holds its lock.");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(1100), Duration.ofSeconds(10));
      assertThat(impatient.used(LABS, FIRST, LAST)).isEmpty();
      other.append("denial", Map.of());
    }
    impatient.reserve("run-1", "a", DAY, List.of(claim(LABS, 1)));
    assertThat(used(LABS)).isEqualTo(1);
  }

  @Test
  void threadsWithLedgersOfTheirOwnNeverPassALimit() {
    AtomicInteger denied = new AtomicInteger();
    IntStream.range(0, 60)
        .parallel()
        .forEach(
            i -> {
              Ledger own =
                  new Ledger(
                      LedgerBook.fresh(file, AUTHORITY.trusted()),
                      SIGNER,
                      List.of(),
                      Duration.ofSeconds(30));
              try {
                own.reserve("run-" + i, "a", DAY, List.of(claim(LABS, 2, perYear(41, false))));
              } catch (BailiwickException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED);
                denied.incrementAndGet();
              }
            });

    assertThat(used(LABS)).isEqualTo(40);
    assertThat(denied).hasValue(40);
  }

  @Test
  void twoRunsThatEachWantHalfTheLimitAndOneMoreDoNotBothRun() {
    Bound bound = perYear(99_999, true);
    Ledger first = Ledger.at(file, SIGNER);
    Ledger second = Ledger.at(file, AUTHORITY.signer("nrt"));

    first.reserve("run-1", "a", DAY, List.of(claim(LABS, 50_000, bound)));

    assertThatThrownBy(() -> second.reserve("run-2", "a", DAY, List.of(claim(ACME, 50_000, bound))))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED));
  }

  @Test
  void anAuditorVerifiesALedgerAsAnyOtherLog() throws Exception {
    ledger.reserve("run-1", "a", DAY, List.of(claim(LABS, 60, perYear(100, true))));
    ledger.settle("run-1/a", Map.of(LABS, 59L));

    AuditReport report = AuditVerifier.verify(file, AUTHORITY.trusted(), List.of(ledger.head()));

    assertThat(report.entries()).isEqualTo(4);
    assertThat(report.unsigned()).isZero();
    assertThat(Files.readAllLines(file).get(2))
        .contains(
            "\"fields\":{\"claims\":[{\"amount\":60,\"bounds\":[{\"from\":\"2026-01-01\",\"max\":100,"
                + "\"over\":\"all\",\"to\":\"2026-12-31\"}],\"category\":\"pd:MedicalHealth\","
                + "\"operator\":\"labs\",\"policy\":\"de-cardio\",\"unit\":\"subjects\"}],"
                + "\"day\":\"2026-11-21\",\"reservation\":\"run-1/a\"},")
        .contains("\"type\":\"ledger.reserved\"");
  }
}
