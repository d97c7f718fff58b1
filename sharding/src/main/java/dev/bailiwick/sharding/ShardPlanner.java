package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which rows make a shard and where each shard lives, from counts alone.
 *
 * <p>Guaranteed:
 *
 * <ul>
 *   <li>every row of a known law is in exactly one shard, and no row of an unknown law is in any;
 *   <li>a shard's home is permitted for {@code raw} and {@code intermediate} under the law of each
 *       of its rows, and so is the site where the rows lie;
 *   <li>the rows of a shard come from one site and are of one {@link Stratum};
 *   <li>shards of one stratum at one home differ by at most one row, and none has more rows than
 *       asked for;
 *   <li>rows move only where {@code intermediate} is permitted for the driver's site too, and only
 *       if that relieves the most loaded site by the wanted part;
 *   <li>the same counts give the same plan, in whatever order they come.
 * </ul>
 *
 * <p>Not guaranteed: that the balance is the best possible; it is a local optimum.
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
   * @throws BailiwickException PLAN_INFEASIBLE if rows lie where they may not be, naming how many,
   *     their law, the site, the rule, its place and what would help; BAD_DATA if no row has a
   *     known law; BAD_ARGUMENT if a count names an unknown site
   */
  public static ShardPlan plan(
      String dataset,
      PolicySet attached,
      Topology topology,
      List<SourceCount> counts,
      PlanOptions options) {
    requireSites(topology, counts, options);
    if (attached.policies().isEmpty()) {
      throw new BailiwickException(
          ErrorCode.PLAN_INFEASIBLE,
          "No policy governs dataset '"
              + dataset
              + "', so nothing of it may be anywhere: name a policy whose dataset.match covers its"
              + " sources");
    }
    List<SourceCount> unknown = new ArrayList<>();
    SortedMap<String, LawView> laws = new TreeMap<>();
    List<SourceCount> known = known(attached, topology, merged(counts), laws, unknown);
    refuseWhatLiesWrong(attached, topology, known, laws);
    if (known.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "No row of dataset '"
              + dataset
              + "' has a known law"
              + (unknown.isEmpty() ? ": its sources have no rows" : ", of " + rows(unknown))
              + ": check the jurisdiction column and the policies' map of its values");
    }
    List<StratumRows> strata = strata(known, laws);
    List<Balancer.Move> moves = moves(strata, topology, options);
    List<PlannedShard> shards = new ShardCutter(strata, siteNames(topology), options).cut(moves);
    return new ShardPlan(
        dataset, strata.stream().map(StratumRows::stratum).toList(), shards, unknown);
  }

  private static List<String> siteNames(Topology topology) {
    return topology.sites().stream().map(Site::name).toList();
  }

  private static void requireSites(
      Topology topology, List<SourceCount> counts, PlanOptions options) {
    List<String> sites = siteNames(topology);
    Map<String, String> siteOf = new TreeMap<>();
    for (SourceCount c : counts) {
      if (!sites.contains(c.site())) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Source '"
                + c.source()
                + "' lies at site '"
                + c.site()
                + "', but the topology has "
                + sites);
      }
      String other = siteOf.putIfAbsent(c.source(), c.site());
      if (c.rows() < 0 || (other != null && !other.equals(c.site()))) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Source '" + c.source() + "' must have one site and no negative count");
      }
    }
    if (!sites.contains(options.driverSite())) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The driver's site '"
              + options.driverSite()
              + "' is not in the topology: it has "
              + sites);
    }
  }

  /** Equal keys added up, in an order that does not depend on how they came. */
  private static List<SourceCount> merged(Collection<SourceCount> counts) {
    SortedMap<List<String>, Long> sums = new TreeMap<>(Comparator.comparing(List::toString));
    counts.stream()
        .filter(c -> c.rows() > 0)
        .forEach(
            c ->
                sums.merge(
                    List.of(c.source(), c.site(), c.jurisdiction(), c.split()),
                    c.rows(),
                    Math::addExact));
    List<SourceCount> merged = new ArrayList<>();
    sums.forEach(
        (k, rows) -> merged.add(SourceCount.of(k.get(0), k.get(1), k.get(2), k.get(3), rows)));
    merged.sort(
        Comparator.comparing(SourceCount::source)
            .thenComparing(SourceCount::jurisdiction)
            .thenComparing(SourceCount::split));
    return merged;
  }

  private static List<SourceCount> known(
      PolicySet attached,
      Topology topology,
      List<SourceCount> counts,
      SortedMap<String, LawView> laws,
      List<SourceCount> unknown) {
    List<SourceCount> known = new ArrayList<>();
    for (SourceCount c : counts) {
      Optional<Location> law =
          attached.jurisdictionOf(c.jurisdiction().isEmpty() ? null : c.jurisdiction());
      if (law.isEmpty()) {
        unknown.add(c);
      } else {
        known.add(c);
        laws.computeIfAbsent(c.jurisdiction(), v -> LawView.of(law.get(), attached, topology));
      }
    }
    return known;
  }

  private static void refuseWhatLiesWrong(
      PolicySet attached,
      Topology topology,
      List<SourceCount> known,
      SortedMap<String, LawView> laws) {
    Feasibility feasibility = new Feasibility(attached, topology);
    Map<String, Long> rows = new TreeMap<>();
    Map<String, Runnable> checks = new LinkedHashMap<>();
    for (SourceCount c : known) {
      Location law = laws.get(c.jurisdiction()).law();
      Site site = topology.site(c.site()).orElseThrow();
      String key = law + " at " + site.name();
      rows.merge(key, c.rows(), Math::addExact);
      checks.put(key, () -> feasibility.check(law, site, rows.get(key)));
    }
    checks.values().forEach(Runnable::run);
    feasibility.require();
  }

  private static List<StratumRows> strata(
      List<SourceCount> known, SortedMap<String, LawView> laws) {
    SortedMap<String, List<SourceCount>> groups = new TreeMap<>();
    for (SourceCount c : known) {
      // Rows that other rules allow are apart: one of the rules may end before the other.
      LawView view = laws.get(c.jurisdiction());
      String key = c.site() + " " + c.split() + " " + view.permitted() + " " + view.allowedBy();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(c);
    }
    List<StratumRows> strata = new ArrayList<>();
    for (List<SourceCount> group : groups.values()) {
      SortedSet<String> values = new TreeSet<>();
      SortedMap<String, LawView> views = new TreeMap<>();
      for (SourceCount c : group) {
        values.add(c.jurisdiction());
        LawView view = laws.get(c.jurisdiction());
        views.put(view.law().toString(), view);
      }
      Stratum stratum =
          new Stratum(
              strata.size(),
              group.get(0).split(),
              "",
              group.get(0).site(),
              List.copyOf(values),
              List.copyOf(views.keySet()),
              laws.get(group.get(0).jurisdiction()).permitted(),
              LawView.merged(views.values().stream().map(LawView::decidedBy).toList()));
      Map<String, String> lawOf = new TreeMap<>();
      values.forEach(v -> lawOf.put(v, laws.get(v).law().toString()));
      strata.add(new StratumRows(stratum, group, lawOf));
    }
    return strata;
  }

  private static List<Balancer.Move> moves(
      List<StratumRows> strata, Topology topology, PlanOptions options) {
    List<String> sites = siteNames(topology);
    double[] weight = topology.sites().stream().mapToDouble(Site::computeWeight).toArray();
    List<Balancer.Lot> lots = new ArrayList<>();
    for (StratumRows s : strata) {
      List<String> raw = s.stratum().permitted().get(TransferClass.RAW.id());
      List<String> shuffled = s.stratum().permitted().get(TransferClass.INTERMEDIATE.id());
      long[] rows = new long[sites.size()];
      boolean[] homes = new boolean[sites.size()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = s.rowsAt(sites.get(i));
        homes[i] = raw.contains(sites.get(i)) && shuffled.contains(sites.get(i));
      }
      lots.add(new Balancer.Lot(rows, homes, shuffled.contains(options.driverSite())));
    }
    return new Balancer(weight, options.targetRowsPerShard(), options.minimumGain()).balance(lots);
  }

  private static long rows(List<SourceCount> counts) {
    return counts.stream().mapToLong(SourceCount::rows).sum();
  }
}
