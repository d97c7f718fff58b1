package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many runs at once against one limit, killed at any moment and started again. A small sample;
 * {@code -Plong} for fifty.
 */
class LedgerProcessesTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final int RUNS = LONG ? 50 : 8;
  private static final int KILLS = LONG ? 60 : 8;
  private static final int OPERATIONS = LONG ? 16 : 12;
  private static final long LIMIT = 3L * RUNS * OPERATIONS;
  private static final long LIMIT_IN_ALL = 8L * RUNS * OPERATIONS;
  private static final Duration AT_MOST = LONG ? Duration.ofMinutes(15) : Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void runsAtOnceThatAreKilledNeverPassALimitAndCountOnce() throws Exception {
    long seed = Long.getLong("bailiwick.seed", new Random().nextLong(1_000_000));
    System.out.printf("ledger: %d runs, %d kills, seed %d%n", RUNS, KILLS, seed);
    long begun = System.nanoTime();
    Path store = folder.resolve("signer.p12");
    StoreSigner.make(store);
    Path file = folder.resolve("ledger.jsonl");
    Ledger ledger = Ledger.create(file, StoreSigner.load(store));
    AuditHead start = ledger.head();

    LedgerRuns runs =
        new LedgerRuns(
            folder, new Random(seed), List.of(file.toString(), store.toString()), RUNS, OPERATIONS);
    int killed = runs.runAndKill(KILLS, LIMIT, LIMIT_IN_ALL, AT_MOST);

    ledger.head();
    LedgerReplay replay = LedgerReplay.of(file);
    Map<String, Reservation> counted = replay.check(ledger, LIMIT, LIMIT_IN_ALL);
    runs.journal().check(counted);
    AuditVerifier.verify(file, StoreSigner.load(store).chain(), List.of(start, ledger.head()));
    long used = used(ledger);
    System.out.printf(
        "ledger: %d asked (retries too), %d granted, %d denied, %d kept waiting in vain, %d killed, limit %d of which used"
            + " %d, settled %d of %d, entries after a crash: %s; %s; %.1f s%n",
        runs.journal().count("TRY"),
        runs.journal().count("GRANTED"),
        runs.journal().count("DENIED"),
        runs.journal().count("BUSY"),
        killed,
        LIMIT_IN_ALL,
        used,
        counted.values().stream().filter(Reservation::settled).count(),
        counted.size(),
        replay.mended(),
        runs.journal().times(),
        (System.nanoTime() - begun) / 1e9);
    assertThat(killed).as("killed").isEqualTo(KILLS);
    assertThat(runs.journal().count("DENIED")).as("denied").isPositive();
    assertWhatIsLeftFitsAndNoMore(ledger);
    assertTheDeadCanBeSettled(ledger);
  }

  private static long used(Ledger ledger) {
    return ledger
        .used(
            LedgerChild.POLICY,
            LedgerChild.CATEGORY,
            Counter.SUBJECTS,
            LedgerChild.FROM,
            LedgerChild.TO)
        .orElseThrow();
  }

  private static void assertWhatIsLeftFitsAndNoMore(Ledger ledger) {
    Bound bound = new Bound(LIMIT_IN_ALL, LedgerChild.FROM, LedgerChild.TO, true);
    Counter counter = LedgerChild.counter("last");
    long left = LIMIT_IN_ALL - used(ledger);
    assertThatThrownBy(
            () ->
                ledger.reserve(
                    "last",
                    "over",
                    LedgerChild.TO,
                    List.of(new Claim(counter, left + 1, List.of(bound)))))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED));
    ledger.reserve(
        "last", "fits", LedgerChild.TO, List.of(new Claim(counter, left, List.of(bound))));
    assertThat(used(ledger)).isEqualTo(LIMIT_IN_ALL);
  }

  private static void assertTheDeadCanBeSettled(Ledger ledger) {
    long before = used(ledger);
    Reservation dead =
        ledger.reservations().stream().filter(r -> !r.settled()).findFirst().orElseThrow();
    Counter counter = dead.reserved().keySet().iterator().next();

    ledger.settle(dead.name(), Map.of(counter, 0L));

    assertThat(used(ledger)).isEqualTo(before - dead.reserved().get(counter));
  }
}
