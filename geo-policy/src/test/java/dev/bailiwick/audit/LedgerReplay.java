package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds a ledger up from its lines, with nothing of the ledger's own code but the JSON reader. */
final class LedgerReplay {
  private record Held(String operator, long amount) {}

  private final List<JsonNode> entries;
  private final Map<String, Held> counted = new LinkedHashMap<>();
  private final Map<String, Held> reserved = new HashMap<>();
  private int torn;
  private int unsigned;

  private LedgerReplay(List<JsonNode> entries) {
    this.entries = entries;
  }

  static LedgerReplay of(Path file) throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      entries.add(Entry.JSON.readTree(line));
    }
    return new LedgerReplay(entries);
  }

  /** That no limit was passed after any entry, and that the ledger counts the same. */
  Map<String, Reservation> check(Ledger ledger, long limit, long limitInAll) {
    for (int i = 0; i < entries.size(); i++) {
      take(i);
      Map<String, Long> sums = sums();
      sums.forEach((operator, sum) -> assertThat(sum).as(operator).isLessThanOrEqualTo(limit));
      assertThat(sums.values().stream().mapToLong(Long::longValue).sum())
          .isLessThanOrEqualTo(limitInAll);
    }
    Map<String, Reservation> found = new LinkedHashMap<>();
    ledger.reservations().forEach(each -> found.put(each.name(), each));
    assertThat(found.keySet()).isEqualTo(counted.keySet());
    sums()
        .forEach(
            (operator, sum) ->
                assertThat(
                        ledger.used(
                            LedgerChild.counter(operator), LedgerChild.FROM, LedgerChild.TO))
                    .hasValue(sum));
    return found;
  }

  String mended() {
    return torn + " half a line, " + unsigned + " not signed";
  }

  private void take(int i) {
    JsonNode fields = entries.get(i).get("fields");
    String name = fields.path("reservation").asText();
    switch (entries.get(i).get("type").asText()) {
      case "ledger.reserved" -> {
        Held held = held(fields.get("claims").get(0));
        assertThat(counted.put(name, held)).as("%s is counted once", name).isNull();
        reserved.put(name, held);
      }
      case "ledger.settled" -> counted.put(name, held(fields.get("actual").get(0)));
      case "log.reopened" -> {
        torn += fields.get("torn").asInt() > 0 ? 1 : 0;
        unsigned += fields.get("unsigned").asInt();
        for (JsonNode void_ : entries.subList(i - fields.get("unsigned").asInt(), i)) {
          String of = void_.get("fields").path("reservation").asText();
          counted.computeIfPresent(of, (key, held) -> reserved.get(key));
        }
      }
      default -> assertThat(entries.get(i).get("type").asText()).startsWith("log.");
    }
  }

  private static Held held(JsonNode claim) {
    return new Held(claim.get("operator").asText(), claim.get("amount").asLong());
  }

  private Map<String, Long> sums() {
    Map<String, Long> sums = new HashMap<>();
    counted.values().forEach(held -> sums.merge(held.operator(), held.amount(), Long::sum));
    return sums;
  }
}
