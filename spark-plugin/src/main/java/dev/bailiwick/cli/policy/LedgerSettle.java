package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.audit.Counter;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.audit.Reservation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy ledger settle RESERVATION}. */
@Command(
    name = "settle",
    description =
        "Says what a run that died has used of what was reserved for it; the rest is free again."
            + " This is final, and whoever says it answers for it: if nobody knows, it is --all.")
final class LedgerSettle implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private LedgerOptions options;

  @Parameters(paramLabel = "RESERVATION", description = "Its name, as `show` tells it.")
  private String name;

  @ArgGroup(multiplicity = "1")
  private Used used;

  /** How much of it. */
  static final class Used {
    @Option(names = "--all", required = true, description = "All of it was used.")
    boolean all;

    @Option(names = "--none", required = true, description = "Nothing of it was used.")
    boolean none;

    @Option(
        names = "--used",
        required = true,
        paramLabel = "COUNTER=N",
        description =
            "N of a counter, written POLICY/CATEGORY/UNIT/OPERATOR, or without what is the same for"
                + " all: OPERATOR, or nothing (=N) if there is one counter. Once for each counter.")
    List<String> amounts;
  }

  @Override
  public void run() {
    Ledger ledger = options.ledger();
    Reservation reservation =
        ledger.reservations().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    CaseOptions.wrong(
                        "the ledger "
                            + ledger.file()
                            + " has no reservation '"
                            + name
                            + "'; `bailiwick policy ledger show` names those that are open"));
    Map<Counter, Long> actual = actual(reservation);
    ledger.settle(name, actual);
    if (options.json) {
      ObjectNode node = ToolJson.object();
      node.put("reservation", name);
      ObjectNode amounts = node.putObject("used");
      actual.forEach((counter, n) -> amounts.put(path(counter), n));
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine().getOut().println(name + " is settled:");
      actual.forEach(
          (counter, n) ->
              spec.commandLine()
                  .getOut()
                  .println(
                      "  " + n + " of " + reservation.reserved().get(counter) + " " + counter));
    }
  }

  private Map<Counter, Long> actual(Reservation reservation) {
    Map<Counter, Long> actual = new LinkedHashMap<>();
    if (used.all || used.none) {
      reservation.reserved().forEach((counter, n) -> actual.put(counter, used.all ? n : 0L));
      return actual;
    }
    for (String amount : used.amounts) {
      int equals = amount.lastIndexOf('=');
      Counter counter = counter(reservation, amount.substring(0, Math.max(0, equals)));
      if (actual.put(counter, number(amount, equals)) != null) {
        throw CaseOptions.wrong("--used names " + path(counter) + " twice; remove one");
      }
    }
    for (Counter counter : reservation.reserved().keySet()) {
      if (!actual.containsKey(counter)) {
        throw CaseOptions.wrong(
            "--used says nothing of " + path(counter) + "; add it, with 0 if nothing was used");
      }
    }
    return actual;
  }

  private static Counter counter(Reservation reservation, String named) {
    List<Counter> found =
        reservation.reserved().keySet().stream()
            .filter(
                counter ->
                    named.isEmpty()
                        || path(counter).equals(named)
                        || counter.operator().equals(named))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CaseOptions.wrong(
        "'"
            + named
            + "' is "
            + (found.isEmpty() ? "no counter" : "more than one counter")
            + " of "
            + reservation.name()
            + ", which has "
            + reservation.reserved().keySet().stream()
                .map(LedgerSettle::path)
                .collect(Collectors.joining(", ")));
  }

  private static long number(String amount, int equals) {
    try {
      if (equals >= 0) {
        return Long.parseLong(amount.substring(equals + 1));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CaseOptions.wrong("--used is '" + amount + "'; expected COUNTER=N with a whole number N");
  }

  private static String path(Counter counter) {
    return String.join(
        "/", counter.policy(), counter.category(), counter.unit(), counter.operator());
  }
}
