package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Exactly the shards whose permitted sets change between two editions of the policies. A permitted
 * set is that of {@link PolicySet#permitted}: of a shard under several laws, what all of them
 * permit.
 */
public final class ShardDiff {
  private final List<Change> changes;
  private final List<String> notAsRecorded;

  private ShardDiff(List<Change> changes, List<String> notAsRecorded) {
    this.changes = List.copyOf(changes);
    this.notAsRecorded = List.copyOf(notAsRecorded);
  }

  /**
   * A shard, as a manifest has it.
   *
   * @param site where it lies
   * @param laws that may govern its rows
   * @param permitted what the manifest records
   */
  public record Shard(
      String id, String site, Set<Location> laws, Map<TransferClass, PermittedSet> permitted) {
    public Shard {
      laws = Set.copyOf(laws);
      permitted = Map.copyOf(permitted);
    }
  }

  /**
   * A shard that may be at a site as some class, or no longer.
   *
   * @param allowed from now on; otherwise no longer
   * @param liesThere whether it lies at that site, as rows
   * @param cause the rule or policy that made the difference, and what happened to it
   */
  public record Change(
      String shard,
      TransferClass transfer,
      String site,
      boolean allowed,
      boolean liesThere,
      String cause) {}

  /** Compares two editions over the sites of a topology. */
  public static ShardDiff between(
      PolicySet before, PolicySet after, Topology topology, Collection<Shard> shards) {
    List<Change> changes = new ArrayList<>();
    List<String> notAsRecorded = new ArrayList<>();
    // Thousands of shards have a handful of sets of laws.
    Map<Set<Location>, Sets> known = new LinkedHashMap<>();
    for (Shard shard : shards) {
      Sets sets = known.computeIfAbsent(shard.laws(), l -> new Sets(before, after, topology, l));
      sets.differences(shard, changes);
      if (!sets.old.equals(shard.permitted())) {
        notAsRecorded.add(shard.id());
      }
    }
    return new ShardDiff(changes, notAsRecorded);
  }

  /** The permitted sets of the shards of some laws. */
  private static final class Sets {
    private final PolicySet before;
    private final PolicySet after;
    private final Topology topology;
    private final Set<Location> laws;
    private final Map<TransferClass, PermittedSet> old;
    private final Map<TransferClass, PermittedSet> current;
    private final Map<String, String> causes = new LinkedHashMap<>();

    Sets(PolicySet before, PolicySet after, Topology topology, Set<Location> laws) {
      this.before = before;
      this.after = after;
      this.topology = topology;
      this.laws = laws.isEmpty() ? Set.of(Location.unknown()) : laws;
      this.old = all(before);
      this.current = all(after);
    }

    private Map<TransferClass, PermittedSet> all(PolicySet policies) {
      Map<TransferClass, PermittedSet> sets = new LinkedHashMap<>();
      for (TransferClass c : TransferClass.values()) {
        sets.put(
            c,
            laws.stream()
                .map(law -> policies.permitted(law, c, topology))
                .reduce(PermittedSet::intersect)
                .orElse(PermittedSet.none()));
      }
      return sets;
    }

    void differences(Shard shard, List<Change> changes) {
      for (TransferClass c : TransferClass.values()) {
        Set<String> was = old.getOrDefault(c, PermittedSet.none()).sites();
        Set<String> is = current.getOrDefault(c, PermittedSet.none()).sites();
        Set<String> sites = new TreeSet<>(was);
        sites.addAll(is);
        for (String site : sites) {
          if (was.contains(site) != is.contains(site)) {
            boolean liesThere = c == TransferClass.RAW && site.equals(shard.site());
            changes.add(
                new Change(shard.id(), c, site, is.contains(site), liesThere, cause(c, site)));
          }
        }
      }
    }

    private String cause(TransferClass c, String site) {
      return causes.computeIfAbsent(
          c.id() + " " + site,
          key -> {
            Destination place = topology.site(site).orElseThrow().destination();
            Question question = Question.of(laws.iterator().next(), c, place).withLaws(laws);
            return PolicyDiff.cause(before, after, question);
          });
    }
  }

  /** All changes: by shard, then class, then site. */
  public List<Change> changes() {
    return changes;
  }

  /**
   * Shards whose recorded sets are not those of the first edition: they were planned with other
   * policies, on another day, for another job or over other sites.
   */
  public List<String> notAsRecorded() {
    return notAsRecorded;
  }

  /** Lines for a terminal: one for each shard and site that changes. */
  public String text() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (Change c : changes) {
      String key =
          c.shard()
              + (c.allowed() ? " may now be at " : " may no longer be at ")
              + c.site()
              + " ("
              + c.cause()
              + ")";
      lines
          .computeIfAbsent(key, k -> new ArrayList<>())
          .add(c.transfer().id() + (c.liesThere() && !c.allowed() ? " (it lies there)" : ""));
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (key, classes) ->
            text.append(key).append(": ").append(String.join(", ", classes)).append('\n'));
    if (lines.isEmpty()) {
      text.append("No shard may be elsewhere than before.\n");
    }
    if (!notAsRecorded.isEmpty()) {
      text.append("Note: of ")
          .append(notAsRecorded.size())
          .append(
              " shards the manifest records other permitted sets than the first policies give here"
                  + " and on this day, such as ")
          .append(notAsRecorded.get(0))
          .append(".\n");
    }
    return text.toString();
  }
}
