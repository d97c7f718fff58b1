package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which rows make a shard and where each shard lives, from counts alone.
 *
 * <p>Guaranteed:
 *
 * <ul>
 *   <li>every row of a known law that lies where it may is in exactly one shard, and no other row
 *       is in any: rows of an unknown law and rows that lie where they may not be are listed apart;
 *   <li>a shard's home and replicas are permitted for {@code raw} and {@code intermediate} under
 *       the law of each of its rows, and so is the site where the rows lie;
 *   <li>the rows of a shard come from one site and are of one {@link Stratum};
 *   <li>shards of one stratum differ by at most one row, and none has more rows than asked for,
 *       unless their sizes were given;
 *   <li>rows move only off a site that is draining or full, or if that relieves the most loaded
 *       site by the wanted part;
 *   <li>no site gets more bytes than its capacity, as far as counts know them;
 *   <li>the same counts give the same plan, in whatever order they come.
 * </ul>
 *
 * <p>Not guaranteed: that the balance is the best possible (see {@link
 * dev.bailiwick.sharding.placement.Placer}); that sealed files take as many bytes as the sources.
 */
public final class ShardPlanner {
  private ShardPlanner() {}

  /**
   * Plans a dataset.
   *
   * @param dataset the dataset's id
   * @param attached the policies attached to it
   * @param topology the sites
   * @param counts what lies where
   * @param options what the planner may choose
   * @return the plan; ask {@link ShardPlan#requireLawful()} before anything is written
   * @throws BailiwickException PLAN_INFEASIBLE if no policy governs the dataset, or if shards,
   *     rules and sites contradict each other, naming the smallest set of them and what would help;
   *     BAD_DATA if no row has a known law; BAD_ARGUMENT if a count names an unknown site, or a
   *     limit of bytes concerns rows of unknown size
   */
  public static ShardPlan plan(
      String dataset,
      PolicySet attached,
      Topology topology,
      List<SourceCount> counts,
      PlanOptions options) {
    return plan(dataset, attached, topology, counts, options, Map.of());
  }

  /**
   * Plans a dataset of which it is known how many rows some strata's shards will have, because a
   * {@link Strategy.Hash} keeps equal rows together.
   *
   * @param sizes by the index of a stratum, the rows of each of its shards in their order; a shard
   *     of 0 rows is left out. Strata and their indices are those of the plan without sizes
   */
  public static ShardPlan plan(
      String dataset,
      PolicySet attached,
      Topology topology,
      List<SourceCount> counts,
      PlanOptions options,
      Map<Integer, List<Long>> sizes) {
    if (attached.policies().isEmpty()) {
      throw new BailiwickException(
          ErrorCode.PLAN_INFEASIBLE,
          "No policy governs dataset '"
              + dataset
              + "', so nothing of it may be anywhere: name a policy whose dataset.match covers its"
              + " sources");
    }
    Counts sorted = Counts.of(counts, attached, topology);
    requireRows(dataset, sorted);
    List<StratumRows> strata = Strata.of(sorted, options.strategy());
    Cut cut = Cut.of(strata, options.targetRowsPerShard(), sizes);
    ShardCutter cutter = new ShardCutter(strata, cut, options.strategy());
    PlacedHomes homes = new SitePlacement(strata, topology, options).place(cut, cutter);
    List<PlannedShard> shards = cutter.shards(homes);
    return new ShardPlan(
        dataset,
        options.strategy(),
        strata.stream().map(StratumRows::stratum).toList(),
        shards,
        sorted.unknown(),
        new Violations(attached, topology).of(sorted),
        new ReplicaGaps(topology, options).of(shards));
  }

  /**
   * The values of law whose rows lie where they may, by site. Nothing more is to be looked at of
   * any other row, before or after a plan.
   *
   * @param attached the policies attached to the dataset
   * @param counts what lies where
   */
  public static Map<String, Set<String>> lawfulValues(
      PolicySet attached, Topology topology, List<SourceCount> counts) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (SourceCount c : Counts.of(counts, attached, topology).lawful()) {
      values.computeIfAbsent(c.site(), s -> new TreeSet<>()).add(c.jurisdiction());
    }
    return values;
  }

  private static void requireRows(String dataset, Counts counts) {
    if (!counts.lawful().isEmpty() || !counts.astray().isEmpty()) {
      return;
    }
    long unknown = counts.unknown().stream().mapToLong(SourceCount::rows).sum();
    throw new BailiwickException(
        ErrorCode.BAD_DATA,
        "No row of dataset '"
            + dataset
            + "' has a known law"
            + (unknown == 0 ? ": its sources have no rows" : ", of " + unknown)
            + ": check the jurisdiction column and the policies' map of its values");
  }
}
