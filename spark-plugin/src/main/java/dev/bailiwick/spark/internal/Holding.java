package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Governed;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one task (or one side of a shuffle) holds in clear, and how it came there: read where it is
 * stored (class {@code raw}), or arrived from elsewhere (class {@code intermediate}).
 */
final class Holding {
  private final Set<Governed> read = new LinkedHashSet<>();
  private final Set<Shuffled> shuffled = new LinkedHashSet<>();
  private final Set<Governed> arrived = new LinkedHashSet<>();
  private boolean driverData;
  private boolean copied;

  /** Everything that went into one shuffle, with what is common to it computed once. */
  static final class Shuffled {
    private final Set<Governed> all;
    private final boolean driverData;

    Shuffled(Holding mapSide) {
      this.all = Set.copyOf(mapSide.all());
      this.driverData = mapSide.hasDriverData();
    }

    Set<Governed> all() {
      return all;
    }

    boolean hasDriverData() {
      return driverData;
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

  /** Spark will copy it to executors that it chooses itself. */
  void copied() {
    copied = true;
  }

  boolean isCopied() {
    return copied;
  }

  void add(Holding other) {
    read.addAll(other.read);
    shuffled.addAll(other.shuffled);
    arrived.addAll(other.arrived);
    driverData |= other.driverData;
    copied |= other.copied;
  }

  boolean hasDriverData() {
    return driverData || shuffled.stream().anyMatch(s -> s.driverData);
  }

  boolean isGoverned() {
    return !read.isEmpty()
        || !arrived.isEmpty()
        || shuffled.stream().anyMatch(s -> !s.all.isEmpty());
  }

  /** Everything in it, however it came. */
  Set<Governed> all() {
    Set<Governed> all = new LinkedHashSet<>(read);
    all.addAll(arrived);
    shuffled.forEach(s -> all.addAll(s.all));
    return all;
  }

  /** Equal for holdings with equal conditions, and cheap to compare. */
  record Key(Set<Governed> read, Set<Governed> arrived, Set<Shuffled> shuffled) {}

  Key key() {
    return new Key(Set.copyOf(read), Set.copyOf(arrived), Set.copyOf(shuffled));
  }

  /** One condition on the site of a task: this class of this must be permitted there. */
  record Condition(Governed governed, TransferClass transferClass) {
    boolean holdsAt(String site) {
      return governed.permitted(transferClass).contains(site);
    }
  }

  /** All conditions on the site of the task. */
  Set<Condition> conditions() {
    Set<Condition> conditions = new LinkedHashSet<>();
    read.forEach(g -> conditions.add(new Condition(g, TransferClass.RAW)));
    arrived.forEach(g -> conditions.add(new Condition(g, TransferClass.INTERMEDIATE)));
    for (Shuffled s : shuffled) {
      s.all.forEach(g -> conditions.add(new Condition(g, TransferClass.INTERMEDIATE)));
    }
    return conditions;
  }

  /** Where all of this class of all of it may be; all sites if there is nothing in it. */
  static PermittedSet common(Collection<Governed> all, TransferClass c, PermittedSet sites) {
    PermittedSet common = sites;
    for (Governed g : all) {
      common = common.intersect(g.permitted(c));
    }
    return common;
  }
}
