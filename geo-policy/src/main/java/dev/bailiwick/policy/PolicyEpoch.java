package dev.bailiwick.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Policies compiled for one epoch: from one change of papers, tables, statements or days to the
 * next, for one job and one state of the counts. What remains of them is one bit set of places for
 * each law and class, so that a decision is a few loads however many rules there are.
 *
 * <p>Guarantees: it allows exactly what {@link PolicySet#decide} allows in the same circumstances.
 * Limits: it decides for data of all categories that the policies name, without a number of
 * persons; it knows nothing of time, its owner drops it at its {@link #end}. A law is compiled when
 * it is first asked for. Safe for use by many threads.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array of this process only
public final class PolicyEpoch {
  private static final int CLASSES = TransferClass.values().length;

  private final PolicySet policies;
  private final List<Destination> places;
  private final Map<String, Integer> numbers;
  private final Optional<Instant> end;
  private final Set<TransferClass> counted;
  private final Map<Location, long[][]> laws = new ConcurrentHashMap<>();

  private PolicyEpoch(PolicySet policies, List<Destination> places, Set<TransferClass> counted) {
    this.policies = policies;
    this.places = places;
    this.counted = Set.copyOf(counted);
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < places.size(); i++) {
      byName.put(places.get(i).name(), i);
    }
    this.numbers = Map.copyOf(byName);
    this.end = PolicyDates.next(policies.policies(), places, policies.circumstances().at());
  }

  /**
   * Compiles policies, in their circumstances.
   *
   * @param places about which it can be asked; their names differ
   */
  public static PolicyEpoch of(PolicySet policies, Collection<Destination> places) {
    return new PolicyEpoch(policies, List.copyOf(places), Set.of());
  }

  /**
   * The same, for a run that has reserved what it transfers of some classes: its amounts are among
   * the counts. What it did not reserve is of unknown number, and denied under any limit.
   */
  public static PolicyEpoch of(
      PolicySet policies, Collection<Destination> places, Set<TransferClass> counted) {
    return new PolicyEpoch(policies, List.copyOf(places), counted);
  }

  /** Whether something under a law may be at a place; a place that it does not know is denied. */
  public boolean allows(Location law, TransferClass c, String place) {
    Integer number = numbers.get(place);
    if (number == null) {
      return false;
    }
    long[] bits = row(law)[c.ordinal()];
    return (bits[number >>> 6] & (1L << number)) != 0;
  }

  /** The places at which something under a law may be. */
  public PermittedSet permitted(Location law, TransferClass c) {
    long[] bits = row(law)[c.ordinal()];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if ((bits[i >>> 6] & (1L << i)) != 0) {
        names.add(places.get(i).name());
      }
    }
    return PermittedSet.of(names);
  }

  /** The policies and circumstances that it was compiled from. */
  public PolicySet policies() {
    return policies;
  }

  /** When another epoch begins; empty if no day in the policies lies ahead. */
  public Optional<Instant> end() {
    return end;
  }

  private long[][] row(Location law) {
    long[][] row = laws.get(law);
    return row != null ? row : laws.computeIfAbsent(law, this::compiled);
  }

  private long[][] compiled(Location law) {
    long[][] row = new long[CLASSES][(places.size() + 63) / 64];
    for (TransferClass c : TransferClass.values()) {
      for (int i = 0; i < places.size(); i++) {
        Question question = Question.of(law, c, places.get(i));
        if (policies.allows(counted.contains(c) ? question.asCounted() : question)) {
          row[c.ordinal()][i >>> 6] |= 1L << i;
        }
      }
    }
    return row;
  }
}
