package dev.bailiwick.spark;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Something whose rows may not be everywhere: a shard, a declared source, or a path in a site's
 * storage. Two are the same only if they are the same object; {@link ShardRegistry} gives one
 * object for one path.
 */
public final class Governed {

  /**
   * Why a class may not be at a site.
   *
   * @param policy the id of the deciding policy, or empty
   * @param rule the id of the deciding rule, or empty when none allows
   * @param place {@code file:line:column}, or empty
   * @param text one plain sentence
   */
  public record Why(String policy, String rule, String place, String text) {}

  private final String name;
  private final Function<TransferClass, PermittedSet> permitted;
  private final Optional<String> home;
  private final BiFunction<TransferClass, String, Why> why;
  private final BiFunction<TransferClass, String, OptionalLong> minRecords;
  private final Optional<Object> group;

  private Governed(
      String name,
      Function<TransferClass, PermittedSet> permitted,
      Optional<String> home,
      BiFunction<TransferClass, String, Why> why,
      BiFunction<TransferClass, String, OptionalLong> minRecords,
      Optional<Object> group) {
    this.name = name;
    this.permitted = permitted;
    this.home = home;
    this.why = why;
    this.minRecords = minRecords;
    this.group = group;
  }

  /** Something whose permitted sets stay as they are. */
  static Governed fixed(
      String name,
      Map<TransferClass, PermittedSet> permitted,
      Optional<String> home,
      BiFunction<TransferClass, String, Why> why) {
    Map<TransferClass, PermittedSet> copy = new EnumMap<>(TransferClass.class);
    copy.putAll(permitted);
    return live(name, c -> copy.getOrDefault(c, PermittedSet.none()), home, why);
  }

  /** Something whose permitted sets change with days, papers and counts. */
  static Governed live(
      String name,
      Function<TransferClass, PermittedSet> permitted,
      Optional<String> home,
      BiFunction<TransferClass, String, Why> why) {
    return new Governed(
        name, permitted, home, why, (c, site) -> OptionalLong.empty(), Optional.empty());
  }

  /**
   * The same, of which aggregates may be released.
   *
   * @param least from how many records they must be made to be at a site; empty if they may not
   */
  Governed released(BiFunction<TransferClass, String, OptionalLong> least) {
    return new Governed(name, permitted, home, why, least, group);
  }

  /**
   * The same, as one of many that are permitted at the same sites for the same reasons.
   *
   * @param value equal to that of all others of the group, at any time
   */
  Governed ofGroup(Object value) {
    return new Governed(name, permitted, home, why, minRecords, Optional.of(value));
  }

  /** Equal for those of which one answer holds for all; ten thousand files may have one. */
  public Object group() {
    return group.orElse(this);
  }

  /** What messages call it. */
  public String name() {
    return name;
  }

  /** The sites at which this class of it may be now; none when nothing says otherwise. */
  public PermittedSet permitted(TransferClass transferClass) {
    return permitted.apply(transferClass);
  }

  /** The site that stores it, if one does. */
  public Optional<String> home() {
    return home;
  }

  /**
   * From how many records this class of it must be made to be at this site; empty if it may not be
   * there at all.
   */
  public OptionalLong minRecords(TransferClass transferClass, String site) {
    return permitted(transferClass).contains(site)
        ? minRecords.apply(transferClass, site)
        : OptionalLong.empty();
  }

  /** Why this class of it may not be at this site. */
  public Why why(TransferClass transferClass, String site) {
    return why.apply(transferClass, site);
  }

  /** A denial of this class at this site, with the rule that decided. */
  public Denial denial(TransferClass transferClass, String site, Denial.Layer layer) {
    Why w = why(transferClass, site);
    return new Denial(
        name, site, transferClass.id(), w.policy(), w.rule(), w.place(), w.text(), layer);
  }

  @Override
  public String toString() {
    return name;
  }
}
