package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.signing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Any order of reserving, settling and crashing, against a model that adds up naively. */
class LedgerLawsTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final DocumentSigner SIGNER = AUTHORITY.signer("fra");
  private static final List<String> OPERATORS = List.of("", "labs", "acme");
  private static final List<LocalDate> DAYS =
      Stream.of("2025-12-31", "2026-01-01", "2026-07-01", "2026-12-31", "2027-01-01")
          .map(LocalDate::parse)
          .toList();

  enum Crash {
    NONE,
    /** Killed while the entry was written: the line is not complete. */
    IN_LINE,
    /** Killed after the entry and before the head. */
    BEFORE_HEAD,
    /** Killed when all was done, but before the caller learned of it. */
    AFTER_HEAD
  }

  /**
   * @param which which of the reservations it is about; a new one, if it reserves and there are
   *     fewer
   */
  record Step(
      boolean settles, int which, int operator, int day, int amount, int max, Crash crash) {}

  private record Held(LocalDate day, int operator, long reserved, long counted, boolean settled) {}

  /** The naive model. */
  private final Map<String, Held> model = new LinkedHashMap<>();

  private Path folder = Path.of("");
  private Path file = Path.of("");

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(false, false, true),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, OPERATORS.size() - 1),
            Arbitraries.integers().between(0, DAYS.size() - 1),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(5, 40),
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Crash.NONE)),
                Tuple.of(4, Arbitraries.of(Crash.class))))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }

  @Property(tries = 40)
  void anyOrderOfStepsAndCrashesCountsAsAddingUpDoes(@ForAll("steps") List<Step> steps)
      throws IOException {
    folder = Files.createTempDirectory("ledger-laws");
    file = folder.resolve("ledger.jsonl");
    model.clear();
    try {
      Ledger ledger = Ledger.create(file, SIGNER);
      for (Step step : steps) {
        ledger = step.settles() ? settle(ledger, step) : reserve(ledger, step);
        compare(ledger, step);
      }
      compareAllPeriods(newProcess());
      AuditVerifier.verify(file, AUTHORITY.trusted());
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
  }

  private Ledger newProcess() {
    return new Ledger(
        LedgerBook.fresh(file, AUTHORITY.trusted()), SIGNER, List.of(), Duration.ofSeconds(5));
  }

  private Ledger reserve(Ledger ledger, Step step) throws IOException {
    String id = "r" + Math.min(step.which(), model.size());
    LocalDate day = DAYS.get(step.day());
    LocalDate from = day.withDayOfYear(1);
    LocalDate to = day.withDayOfYear(day.lengthOfYear());
    Claim claim =
        new Claim(
            counter(step.operator()),
            step.amount(),
            List.of(
                new Bound(step.max(), from, to, false),
                new Bound(step.max() + 10, from, to, true)));
    Held asked = new Held(day, step.operator(), step.amount(), step.amount(), false);
    Held there = model.get("run/" + id);
    ErrorCode expected = null;
    if (there != null) {
      expected = there.equals(asked) ? null : ErrorCode.BAD_ARGUMENT;
    } else if (sum(step.operator(), from, to) + step.amount() > step.max()
        || sum(-1, from, to) + step.amount() > step.max() + 10) {
      expected = ErrorCode.POLICY_DENIED;
    }
    boolean done =
        attempt(
            ledger, step.crash(), expected, () -> ledger.reserve("run", id, day, List.of(claim)));
    // Half a line is no entry; an entry that no head covers counts.
    if (expected == null && there == null && (done || step.crash() == Crash.BEFORE_HEAD)) {
      model.put("run/" + id, asked);
    }
    return step.crash() == Crash.NONE ? ledger : newProcess();
  }

  private Ledger settle(Ledger ledger, Step step) throws IOException {
    if (model.isEmpty()) {
      return ledger;
    }
    String name = List.copyOf(model.keySet()).get(step.which() % model.size());
    Held there = model.get(name);
    Map<Counter, Long> actual = Map.of(counter(there.operator()), (long) step.amount());
    boolean fits =
        step.amount() <= there.reserved() && (!there.settled() || there.counted() == step.amount());
    boolean done =
        attempt(
            ledger,
            step.crash(),
            fits ? null : ErrorCode.BAD_ARGUMENT,
            () -> ledger.settle(name, actual));
    // A settlement that no head covers is void.
    if (fits && done) {
      model.put(
          name, new Held(there.day(), there.operator(), there.reserved(), step.amount(), true));
    }
    return step.crash() == Crash.NONE ? ledger : newProcess();
  }

  /** Does something, and leaves the files as a process does that is killed meanwhile. */
  private boolean attempt(
      Ledger ledger, Crash crash, @Nullable ErrorCode expected, Runnable operation)
      throws IOException {
    ledger.head();
    byte[] before = Files.readAllBytes(file);
    byte[] head = Files.readAllBytes(Head.file(file));
    ErrorCode found = null;
    try {
      operation.run();
    } catch (BailiwickException e) {
      found = e.code();
    }
    assertThat(found).isEqualTo(expected);
    long grown = Files.size(file) - before.length;
    if (grown > 0 && (crash == Crash.IN_LINE || crash == Crash.BEFORE_HEAD)) {
      Files.write(Head.file(file), head);
    }
    if (grown > 0 && crash == Crash.IN_LINE) {
      byte[] line = Files.readAllBytes(file);
      Files.write(file, before);
      Files.write(
          file,
          Arrays.copyOfRange(line, before.length, before.length + (int) grown / 2),
          StandardOpenOption.APPEND);
    }
    return crash == Crash.NONE || crash == Crash.AFTER_HEAD || grown == 0;
  }

  private void compareAllPeriods(Ledger ledger) {
    for (LocalDate from : DAYS) {
      for (LocalDate to : DAYS.subList(DAYS.indexOf(from), DAYS.size())) {
        comparePeriod(ledger, from, to);
      }
    }
  }

  private void comparePeriod(Ledger ledger, LocalDate from, LocalDate to) {
    for (int i = 0; i < OPERATORS.size(); i++) {
      assertThat(ledger.used(counter(i), from, to)).hasValue(sum(i, from, to));
    }
    assertThat(ledger.used("p", "c", Counter.RECORDS, from, to)).hasValue(sum(-1, from, to));
  }

  private void compare(Ledger ledger, Step step) {
    comparePeriod(ledger, DAYS.get(0), DAYS.get(step.day()));
    assertThat(ledger.reservations().stream().map(Reservation::name))
        .containsExactlyElementsOf(model.keySet());
    assertThat(ledger.reservations().stream().map(Reservation::settled))
        .containsExactlyElementsOf(model.values().stream().map(Held::settled).toList());
  }

  private long sum(int operator, LocalDate from, LocalDate to) {
    return model.values().stream()
        .filter(held -> operator < 0 || held.operator() == operator)
        .filter(held -> !held.day().isBefore(from) && !held.day().isAfter(to))
        .mapToLong(Held::counted)
        .sum();
  }

  private static Counter counter(int operator) {
    return new Counter("p", "c", Counter.RECORDS, OPERATORS.get(operator));
  }
}
