package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.audit.Counter;
import dev.bailiwick.audit.Reservation;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy ledger show}. */
@Command(
    name = "show",
    description =
        "Verifies the ledger, and shows what is counted in a period, and what is reserved for runs"
            + " that have not settled it.")
final class LedgerShow implements Runnable {
  private static final Comparator<Counter> ORDER =
      Comparator.comparing(Counter::policy)
          .thenComparing(Counter::category)
          .thenComparing(Counter::unit)
          .thenComparing(Counter::operator);

  @Spec private CommandSpec spec;
  @Mixin private LedgerOptions options;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day. Default: the first of this year.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day. Default: today.")
  private @Nullable LocalDate to;

  @Override
  public void run() {
    Instant now = Instant.now();
    LocalDate last = to == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : to;
    LocalDate first = from == null ? last.withDayOfYear(1) : from;
    if (first.isAfter(last)) {
      throw CaseOptions.wrong(
          "a period from " + first + " to " + last + " ends before it begins; swap the days");
    }
    List<Reservation> all = options.ledger().reservations();
    Map<Counter, Long> counts = counts(all, first, last);
    List<Reservation> open = all.stream().filter(reservation -> !reservation.settled()).toList();
    if (options.json) {
      ToolJson.print(spec.commandLine().getOut(), json(first, last, counts, open, now));
    } else {
      print(first, last, counts, open, now);
    }
  }

  private static Map<Counter, Long> counts(List<Reservation> all, LocalDate from, LocalDate to) {
    Map<Counter, Long> counts = new TreeMap<>(ORDER);
    for (Reservation reservation : all) {
      if (!reservation.day().isBefore(from) && !reservation.day().isAfter(to)) {
        reservation.counted().forEach((counter, n) -> counts.merge(counter, n, Math::addExact));
      }
    }
    return counts;
  }

  private void print(
      LocalDate from,
      LocalDate to,
      Map<Counter, Long> counts,
      List<Reservation> open,
      Instant now) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Counted from " + from + " to " + to + (counts.isEmpty() ? ": nothing" : ":"));
    counts.forEach((counter, amount) -> out.println("  " + amount + " " + counter));
    out.println("Reserved and not settled" + (open.isEmpty() ? ": nothing" : ":"));
    for (Reservation reservation : open) {
      out.println(
          "  "
              + reservation.name()
              + " for "
              + reservation.day()
              + ", run "
              + reservation.run()
              + ", "
              + age(Duration.between(reservation.at(), now))
              + " old:");
      reservation
          .reserved()
          .forEach((counter, amount) -> out.println("    " + amount + " " + counter));
    }
  }

  private static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    return age.toHours() > 0 ? age.toHours() + " h" : Math.max(0, age.toMinutes()) + " min";
  }

  private static ObjectNode json(
      LocalDate from,
      LocalDate to,
      Map<Counter, Long> counts,
      List<Reservation> open,
      Instant now) {
    ObjectNode root = ToolJson.object();
    root.put("from", from.toString());
    root.put("to", to.toString());
    amounts(root.putArray("counted"), counts);
    ArrayNode reserved = root.putArray("reserved");
    for (Reservation reservation : open) {
      ObjectNode node = reserved.addObject();
      node.put("reservation", reservation.name());
      node.put("run", reservation.run());
      node.put("day", reservation.day().toString());
      node.put("at", reservation.at().toString());
      node.put("ageSeconds", Duration.between(reservation.at(), now).toSeconds());
      amounts(node.putArray("amounts"), reservation.reserved());
    }
    return root;
  }

  private static void amounts(ArrayNode list, Map<Counter, Long> amounts) {
    amounts.forEach(
        (counter, amount) -> {
          ObjectNode node = list.addObject();
          node.put("policy", counter.policy());
          node.put("category", counter.category());
          node.put("unit", counter.unit());
          node.put("operator", counter.operator());
          node.put("amount", amount);
        });
  }
}
