package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the runs learned, in their own words; a run that was killed may know less than was done. */
final class LedgerJournal {
  private record Line(String what, String name, long amount) {}

  private final List<Line> lines;

  private LedgerJournal(List<Line> lines) {
    this.lines = lines;
  }

  static LedgerJournal read(List<Path> journals) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Path journal : journals) {
      for (String line : Files.exists(journal) ? Files.readAllLines(journal) : List.<String>of()) {
        String[] words = line.split(" ");
        lines.add(new Line(words[0], words[1], Long.parseLong(words[2])));
      }
    }
    return new LedgerJournal(lines);
  }

  long count(String what) {
    return lines.stream().filter(line -> line.what().equals(what)).count();
  }

  /** How long a run waited for a reservation. */
  String times() {
    List<Long> nanos =
        lines.stream()
            .filter(line -> line.what().equals("NANOS"))
            .map(Line::amount)
            .sorted()
            .toList();
    return nanos.isEmpty()
        ? "no times"
        : "a grant took %d ms in the middle, at most %d ms"
            .formatted(
                nanos.get(nanos.size() / 2) / 1_000_000, nanos.get(nanos.size() - 1) / 1_000_000);
  }

  /** Compares what the runs learned with what the ledger counted. */
  void check(Map<String, Reservation> counted) {
    Map<String, Long> tried = new HashMap<>();
    Map<String, Long> settling = new HashMap<>();
    Set<String> settled = new HashSet<>();
    for (Line line : lines) {
      switch (line.what()) {
        case "TRY" -> tried.put(line.name(), line.amount());
        case "GRANTED" ->
            assertThat(amount(counted.get(line.name()).reserved()))
                .as(line.name())
                .isEqualTo(line.amount());
        case "SETTLING" -> settling.put(line.name(), line.amount());
        case "SETTLED" -> settled.add(line.name());
        default -> assertThat(line.what()).isIn("DENIED", "NANOS", "WAS_SETTLED", "BUSY");
      }
    }
    assertThat(tried.keySet()).as("nobody else reserved").containsAll(counted.keySet());
    counted.forEach(
        (name, reservation) -> {
          assertThat(amount(reservation.reserved())).as(name).isEqualTo(tried.get(name));
          if (reservation.settled()) {
            assertThat(amount(reservation.counted())).as(name).isEqualTo(settling.get(name));
          } else {
            assertThat(settled).doesNotContain(name);
            assertThat(reservation.counted()).isEqualTo(reservation.reserved());
          }
        });
  }

  private static Long amount(Map<Counter, Long> amounts) {
    return amounts.values().iterator().next();
  }
}
