package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A run: a process that reserves, settles, asks again, and may be killed at any moment. Started
 * again, it does the same again. Its journal says what it has learned.
 */
final class LedgerChild {
  static final String POLICY = "cn-pipl";
  static final String CATEGORY = "pd:Sensitive";
  static final LocalDate FROM = LocalDate.of(2026, 1, 1);
  static final LocalDate TO = LocalDate.of(2026, 12, 31);
  private static final List<LocalDate> DAYS = List.of(FROM, LocalDate.of(2026, 6, 15), TO);
  private static final int MAX_AMOUNT = 40;

  private final Ledger ledger;
  private final String run;
  private final Path journal;
  private final long limit;
  private final long limitInAll;

  private LedgerChild(Ledger ledger, String run, Path journal, long limit, long limitInAll) {
    this.ledger = ledger;
    this.run = run;
    this.journal = journal;
    this.limit = limit;
    this.limitInAll = limitInAll;
  }

  /** Ledger, key store, run, journal, limit, limit in all, seed, operations. */
  public static void main(String[] args) throws Exception {
    Path journal = Path.of(args[3]);
    LedgerChild child =
        new LedgerChild(
            Ledger.at(Path.of(args[0]), StoreSigner.load(Path.of(args[1]))),
            args[2],
            journal,
            Long.parseLong(args[4]),
            Long.parseLong(args[5]));
    Random random = new Random(Long.parseLong(args[6]));
    for (int i = 0; i < Integer.parseInt(args[7]); i++) {
      child.reserveAndSettle("r" + i, random);
    }
  }

  private void reserveAndSettle(String id, Random random) throws Exception {
    Counter counter = counter("operator-" + random.nextInt(3));
    long amount = 1L + random.nextInt(MAX_AMOUNT);
    LocalDate day = DAYS.get(random.nextInt(DAYS.size()));
    long actual = random.nextInt((int) amount + 1);
    boolean settles = random.nextBoolean();
    int pauseMillis = random.nextInt(20);
    List<Claim> claims =
        List.of(
            new Claim(
                counter,
                amount,
                List.of(new Bound(limit, FROM, TO, false), new Bound(limitInAll, FROM, TO, true))));
    write("TRY", id, amount);
    long begun = System.nanoTime();
    try {
      patiently(id, () -> ledger.reserve(run, id, day, claims));
    } catch (BailiwickException e) {
      if (e.code() != ErrorCode.POLICY_DENIED && !e.getMessage().contains("settled already")) {
        throw e;
      }
      write(e.code() == ErrorCode.POLICY_DENIED ? "DENIED" : "WAS_SETTLED", id, amount);
      return;
    }
    write("GRANTED", id, amount);
    write("NANOS", id, System.nanoTime() - begun);
    Thread.sleep(pauseMillis);
    if (settles) {
      write("SETTLING", id, actual);
      patiently(id, () -> ledger.settle(run + "/" + id, Map.of(counter, actual)));
      write("SETTLED", id, actual);
    }
  }

  /** On a machine with much more to do than it can, the lock may not come in time: tries again. */
  private void patiently(String id, Runnable operation) throws IOException {
    while (true) {
      try {
        operation.run();
        return;
      } catch (BailiwickException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || !e.getMessage().contains("was not free within")) {
          throw e;
        }
        write("BUSY", id, 0);
      }
    }
  }

  static Counter counter(String operator) {
    return new Counter(POLICY, CATEGORY, Counter.SUBJECTS, operator);
  }

  private void write(String what, String id, long amount) throws IOException {
    Files.writeString(
        journal,
        what + " " + run + "/" + id + " " + amount + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
