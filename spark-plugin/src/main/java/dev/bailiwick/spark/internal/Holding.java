package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Governed;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one task (or one side of a shuffle) holds in clear, and how it came there: read where it is
 * stored (class {@code raw}), or arrived from elsewhere (class {@code intermediate}).
 *
 * <p>What lies behind a release is in the task's hands, too, but of it only statistics come out.
 */
final class Holding {
  private final Set<Governed> read = new LinkedHashSet<>();
  private final Set<Shuffled> shuffled = new LinkedHashSet<>();
  private final Set<Governed> arrived = new LinkedHashSet<>();
  private final Map<Long, Holding> behind = new TreeMap<>();
  private final Set<String> stored = new LinkedHashSet<>();
  private boolean driverData;
  private boolean ungoverned;
  private boolean copied;

  /** Everything that went into one shuffle, with what is common to it computed once. */
  static final class Shuffled {
    private final Set<Governed> rows;
    private final Map<Governed, Release> releases;
    private final Set<Condition> conditions;
    private final boolean driverData;
    private final boolean ungoverned;

    Shuffled(Holding mapSide) {
      this.rows = Set.copyOf(mapSide.rows());
      this.releases = Map.copyOf(mapSide.releases());
      this.driverData = mapSide.hasDriverData();
      this.ungoverned = mapSide.hasUngoverned();
      Conditions all = new Conditions();
      rows.forEach(g -> all.add(Condition.of(g, TransferClass.INTERMEDIATE)));
      releases.forEach((g, r) -> all.add(Condition.statistics(g, r)));
      this.conditions = all.all();
    }

    /** What came as rows. */
    Set<Governed> rows() {
      return rows;
    }

    /** What came as aggregates. */
    Map<Governed, Release> releases() {
      return releases;
    }

    boolean hasDriverData() {
      return driverData;
    }
  }

  /**
   * Aggregates of something.
   *
   * @param minimum from how many records each is made at least
   * @param mixed some of these records are not governed or come from the driver, so whoever knows
   *     them could tell the rest
   */
  record Release(long minimum, boolean mixed) {
    /** What of the two tells more. */
    Release or(Release other) {
      return new Release(Math.min(minimum, other.minimum), mixed || other.mixed);
    }
  }

  void read(Governed governed) {
    read.add(governed);
  }

  /** Came over the network, or through the driver. */
  void arrived(Collection<Governed> governed) {
    arrived.addAll(governed);
  }

  void shuffled(Shuffled input) {
    shuffled.add(input);
  }

  void driverData() {
    driverData = true;
  }

  /** A root that nothing governs. */
  void ungoverned() {
    ungoverned = true;
  }

  /** The task keeps rows in this folder. */
  void stored(String path) {
    stored.add(path);
  }

  Set<String> stored() {
    return stored;
  }

  /** Spark will copy it to executors that it chooses itself. */
  void copied() {
    copied = true;
  }

  boolean isCopied() {
    return copied || behind.values().stream().anyMatch(Holding::isCopied);
  }

  /** What is held, of which only aggregates of so many records come out. */
  Holding behind(long minimum) {
    return behind.computeIfAbsent(minimum, m -> new Holding());
  }

  void add(Holding other) {
    read.addAll(other.read);
    shuffled.addAll(other.shuffled);
    arrived.addAll(other.arrived);
    stored.addAll(other.stored);
    driverData |= other.driverData;
    ungoverned |= other.ungoverned;
    copied |= other.copied;
    other.behind.forEach((minimum, held) -> behind(minimum).add(held));
  }

  boolean hasDriverData() {
    return driverData
        || shuffled.stream().anyMatch(s -> s.driverData)
        || behind.values().stream().anyMatch(Holding::hasDriverData);
  }

  private boolean hasUngoverned() {
    return ungoverned || shuffled.stream().anyMatch(s -> s.ungoverned);
  }

  boolean isGoverned() {
    return !conditions().isEmpty();
  }

  /** What comes out of it as rows. */
  Set<Governed> rows() {
    Set<Governed> rows = new LinkedHashSet<>(read);
    rows.addAll(arrived);
    shuffled.forEach(s -> rows.addAll(s.rows));
    return rows;
  }

  /** What comes out of it as aggregates; the number of all rows is none. */
  Map<Governed, Release> releases() {
    Map<Governed, Release> all = new LinkedHashMap<>();
    shuffled.forEach(s -> s.releases.forEach((g, r) -> all.merge(g, r, Release::or)));
    behind.forEach(
        (minimum, held) -> {
          boolean mixed = held.hasUngoverned() || held.hasDriverData();
          held.releases().forEach((g, r) -> all.merge(g, r, Release::or));
          if (minimum > 0) {
            held.rows().forEach(g -> all.merge(g, new Release(minimum, mixed), Release::or));
          }
        });
    return all;
  }

  /** Everything that the task has in its hands. */
  Set<Governed> held() {
    Set<Governed> held = rows();
    behind.values().forEach(b -> held.addAll(b.held()));
    shuffled.forEach(s -> held.addAll(s.releases.keySet()));
    return held;
  }

  /** Equal for holdings of which all that is decided is the same; cheap to compare. */
  record Key(
      Set<Governed> read,
      Set<Governed> arrived,
      Set<Shuffled> shuffled,
      Set<String> stored,
      Map<Long, Key> behind,
      List<Boolean> flags) {}

  Key key() {
    Map<Long, Key> keys = new TreeMap<>();
    behind.forEach((minimum, held) -> keys.put(minimum, held.key()));
    return new Key(
        Set.copyOf(read),
        Set.copyOf(arrived),
        Set.copyOf(shuffled),
        Set.copyOf(stored),
        keys,
        List.of(driverData, ungoverned, copied));
  }

  /** All conditions on the site of the task. */
  Set<Condition> conditions() {
    Conditions all = new Conditions();
    read.forEach(g -> all.add(Condition.of(g, TransferClass.RAW)));
    arrived.forEach(g -> all.add(Condition.of(g, TransferClass.INTERMEDIATE)));
    shuffled.forEach(s -> s.conditions.forEach(all::add));
    behind.values().forEach(held -> held.conditions().forEach(all::add));
    return all.all();
  }

  /** One condition for all that have the same answers. */
  private static final class Conditions {
    private final Map<List<Object>, Condition> byGroup = new LinkedHashMap<>();

    void add(Condition c) {
      byGroup.putIfAbsent(
          List.of(c.governed().group(), c.transferClass(), c.minimum(), c.mixed()), c);
    }

    Set<Condition> all() {
      return new LinkedHashSet<>(byGroup.values());
    }
  }

  /** Where all of this may be opened after a shuffle; all sites if there is nothing in it. */
  static PermittedSet common(Collection<Condition> conditions, PermittedSet sites) {
    return PermittedSet.of(
        sites.sites().stream()
            .filter(site -> conditions.stream().allMatch(c -> c.holdsAt(site)))
            .toList());
  }
}
