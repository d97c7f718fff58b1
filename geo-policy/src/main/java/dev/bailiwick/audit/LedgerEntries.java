package dev.bailiwick.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the ledger writes into its entries; {@code docs/formats/ledger.md} specifies it. */
final class LedgerEntries {
  static final String TYPES = "ledger.";
  static final String RESERVED = "ledger.reserved";
  static final String SETTLED = "ledger.settled";
  private static final String PART = "[A-Za-z0-9._:@-]{1,128}";
  private static final Pattern RUN_OR_ID = Pattern.compile(PART);
  private static final Pattern NAME = Pattern.compile(PART + "/" + PART);
  private static final int CLAIM_FIELDS = 6;

  private LedgerEntries() {}

  static String name(String run, String id) {
    for (String part : List.of(run, id)) {
      if (!RUN_OR_ID.matcher(part).matches()) {
        throw LedgerErrors.argument(
            "'" + part + "' names no run and no reservation; expected " + PART + ".");
      }
    }
    return run + "/" + id;
  }

  static Map<String, Object> reserved(String name, LocalDate day, List<Claim> claims) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Claim claim : claims) {
      Map<String, Object> json = counted(claim.counter(), claim.amount());
      json.put("bounds", claim.bounds().stream().map(LedgerEntries::bound).toList());
      list.add(json);
    }
    return Map.of("reservation", name, "day", day.toString(), "claims", list);
  }

  static Map<String, Object> settled(Reservation reservation, Map<Counter, Long> actual) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Counter counter : reservation.reserved().keySet()) {
      list.add(counted(counter, actual.get(counter)));
    }
    return Map.of("reservation", reservation.name(), "actual", list);
  }

  /** The reservation of a {@code ledger.reserved}; {@code BAD_ARGUMENT} if it is none. */
  static Reservation readReserved(Entry entry) {
    JsonNode json = entry.fields();
    check(json.size() == 3, "has too few or too many fields.");
    try {
      LocalDate day = LocalDate.parse(json.path("day").asText());
      return Reservation.open(name(json), day, entry.at(), amounts(json.path("claims"), true));
    } catch (DateTimeException e) {
      throw LedgerErrors.argument("has no day.");
    }
  }

  /** The name of the reservation in an entry. */
  static String name(JsonNode fields) {
    String name = fields.path("reservation").asText();
    check(NAME.matcher(name).matches(), "names no reservation.");
    return name;
  }

  /** The amounts of a {@code ledger.settled}; {@code BAD_ARGUMENT} if it is none. */
  static Map<Counter, Long> readSettled(Entry entry) {
    check(entry.fields().size() == 2, "has too few or too many fields.");
    return amounts(entry.fields().path("actual"), false);
  }

  private static Map<Counter, Long> amounts(JsonNode list, boolean bounded) {
    Map<Counter, Long> amounts = new LinkedHashMap<>();
    for (JsonNode json : list) {
      Counter counter =
          new Counter(
              text(json, "policy"),
              text(json, "category"),
              text(json, "unit"),
              text(json, "operator"));
      JsonNode amount = json.path("amount");
      check(
          amount.isIntegralNumber()
              && amount.canConvertToLong()
              && amount.asLong() >= 0
              && amount.asLong() <= Claim.MAX_AMOUNT,
          "has a claim without an amount.");
      check(
          json.size() == (bounded ? CLAIM_FIELDS : CLAIM_FIELDS - 1)
              && json.path("bounds").isArray() == bounded,
          "has a claim with too few or too many fields.");
      check(amounts.put(counter, amount.asLong()) == null, "names a counter twice.");
    }
    check(!amounts.isEmpty(), "counts nothing.");
    return amounts;
  }

  private static String text(JsonNode json, String field) {
    check(json.path(field).isTextual(), "has a claim without " + field + ".");
    return json.path(field).textValue();
  }

  private static void check(boolean holds, String otherwise) throws BailiwickException {
    if (!holds) {
      throw LedgerErrors.argument(otherwise);
    }
  }

  private static Map<String, Object> counted(Counter counter, long amount) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("policy", counter.policy());
    json.put("category", counter.category());
    json.put("unit", counter.unit());
    json.put("operator", counter.operator());
    json.put("amount", amount);
    return json;
  }

  private static Map<String, Object> bound(Bound bound) {
    return Map.of(
        "max", bound.max(),
        "from", bound.from().toString(),
        "to", bound.to().toString(),
        "over", bound.allOperators() ? "all" : "operator");
  }
}
