package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a chain of entries comes to. Takes entries in their order; knows nothing of files. */
final class LedgerCounts {
  private record Kind(String policy, String category, String unit) {}

  private final Path file;
  private final Map<Kind, Map<String, NavigableMap<LocalDate, Long>>> sums = new HashMap<>();
  private final Map<String, Reservation> reservations = new LinkedHashMap<>();
  private final NavigableMap<Long, String> settlements = new TreeMap<>();

  LedgerCounts(Path file) {
    this.file = file;
  }

  /**
   * Counts an entry; {@code NOT_AUTHENTIC} if no ledger writes such a one here, and then what is
   * counted is no longer to be used.
   */
  void apply(Entry entry) {
    try {
      switch (entry.type()) {
        case LedgerEntries.RESERVED -> reserve(LedgerEntries.readReserved(entry));
        case LedgerEntries.SETTLED -> settle(entry);
        case Entry.REOPENED -> voidUnsigned(entry);
        default -> {
          if (entry.type().startsWith(LedgerEntries.TYPES)) {
            throw LedgerErrors.argument("is of a type that this version does not know.");
          }
        }
      }
    } catch (BailiwickException e) {
      throw LedgerErrors.unreadable(file, entry, e.getMessage());
    }
  }

  @Nullable Reservation find(String name) {
    return reservations.get(name);
  }

  /** A reservation that must be there. */
  Reservation get(String name) {
    Reservation reservation = reservations.get(name);
    if (reservation == null) {
      throw LedgerErrors.argument(
          "The ledger " + file + " has no reservation '" + name + "'; check its name.");
    }
    return reservation;
  }

  List<Reservation> reservations() {
    return List.copyOf(reservations.values());
  }

  /** Refuses claims of which one would pass one of its bounds. */
  void check(LocalDate day, List<Claim> claims) {
    for (Claim claim : claims) {
      Counter counter = claim.counter();
      if (plus(used(counter, day, day), claim.amount()) == Long.MAX_VALUE) {
        throw LedgerErrors.argument("There is more of " + counter + " than can be counted.");
      }
      for (Bound bound : claim.bounds()) {
        if (!bound.contains(day)) {
          throw LedgerErrors.outside(counter, bound, day);
        }
        long asked = bound.allOperators() ? all(claims, kind(counter)) : claim.amount();
        long used = used(counter, bound);
        if (plus(used, asked) > bound.max() || plus(used, asked) == Long.MAX_VALUE) {
          throw LedgerErrors.passed(counter, bound, used, asked);
        }
      }
    }
  }

  private static long all(List<Claim> claims, Kind kind) {
    long all = 0;
    for (Claim claim : claims) {
      all = kind(claim.counter()).equals(kind) ? plus(all, claim.amount()) : all;
    }
    return all;
  }

  private long used(Counter counter, Bound bound) {
    return bound.allOperators()
        ? used(counter.policy(), counter.category(), counter.unit(), bound.from(), bound.to())
        : used(counter, bound.from(), bound.to());
  }

  long used(Counter counter, LocalDate from, LocalDate to) {
    return sum(sums.getOrDefault(kind(counter), Map.of()).get(counter.operator()), from, to);
  }

  long used(String policy, String category, String unit, LocalDate from, LocalDate to) {
    long used = 0;
    for (NavigableMap<LocalDate, Long> days :
        sums.getOrDefault(new Kind(policy, category, unit), Map.of()).values()) {
      used = plus(used, sum(days, from, to));
    }
    return used;
  }

  private static long sum(
      @Nullable NavigableMap<LocalDate, Long> days, LocalDate from, LocalDate to) {
    if (from.isAfter(to)) {
      throw LedgerErrors.argument(
          "A period from " + from + " to " + to + " ends before it begins.");
    }
    long sum = 0;
    if (days != null) {
      for (long amount : days.subMap(from, true, to, true).values()) {
        sum = plus(sum, amount);
      }
    }
    return sum;
  }

  private void reserve(Reservation reservation) {
    if (reservations.putIfAbsent(reservation.name(), reservation) != null) {
      throw LedgerErrors.argument("repeats the reservation '" + reservation.name() + "'.");
    }
    add(reservation, 1);
  }

  private void settle(Entry entry) {
    String name = LedgerEntries.name(entry.fields());
    Reservation reservation = reservations.get(name);
    if (reservation == null || reservation.settled()) {
      throw LedgerErrors.argument(
          "settles '"
              + name
              + "', which is "
              + (reservation == null ? "not reserved." : "settled."));
    }
    Map<Counter, Long> actual = LedgerEntries.readSettled(entry);
    String fault = fault(reservation, actual);
    if (fault != null) {
      throw LedgerErrors.argument(fault);
    }
    replace(reservation, reservation.settle(actual));
    settlements.put(entry.seq(), name);
  }

  /** What is wrong with amounts that are to settle a reservation; null if nothing is. */
  static @Nullable String fault(Reservation reservation, Map<Counter, Long> actual) {
    for (Counter counter : actual.keySet()) {
      if (!reservation.reserved().containsKey(counter)) {
        return "settles " + counter + ", which '" + reservation.name() + "' did not reserve.";
      }
    }
    for (Map.Entry<Counter, Long> most : reservation.reserved().entrySet()) {
      Long amount = actual.get(most.getKey());
      if (amount == null || amount < 0 || amount > most.getValue()) {
        return "settles "
            + (amount == null ? "no amount" : amount)
            + " of "
            + most.getKey()
            + "; expected 0 to "
            + most.getValue()
            + ", which '"
            + reservation.name()
            + "' reserved.";
      }
    }
    return null;
  }

  /** Nobody signed that these were settled: they count in full again. */
  private void voidUnsigned(Entry reopened) {
    long unsigned = reopened.fields().path("unsigned").asLong();
    NavigableMap<Long, String> nobodySigned = settlements.tailMap(reopened.seq() - unsigned, true);
    for (String name : new ArrayList<>(nobodySigned.values())) {
      Reservation reservation = reservations.get(name);
      if (reservation != null) {
        replace(reservation, reservation.reopen());
      }
    }
    nobodySigned.clear();
  }

  private void replace(Reservation before, Reservation after) {
    add(before, -1);
    add(after, 1);
    reservations.put(after.name(), after);
  }

  private void add(Reservation reservation, int sign) {
    reservation
        .counted()
        .forEach(
            (counter, amount) ->
                sums.computeIfAbsent(kind(counter), k -> new HashMap<>())
                    .computeIfAbsent(counter.operator(), o -> new TreeMap<>())
                    .merge(reservation.day(), sign * amount, Math::addExact));
  }

  private static Kind kind(Counter counter) {
    return new Kind(counter.policy(), counter.category(), counter.unit());
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
