package dev.bailiwick.sharding;

import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a plan gives a site.
 *
 * @param site its name
 * @param shards at home there
 * @param replicas copies of shards that are at home elsewhere
 * @param rows of the shards at home there
 * @param bytes about what shards, copies and contexts take there; 0 if not known of one
 * @param share its part of all rows, 0 to 1
 * @param weightShare its part of all compute weights, 0 to 1
 * @param capacityBytes the most that it may take
 * @param draining whether it takes nothing new
 */
record SiteShare(
    String site,
    long shards,
    long replicas,
    long rows,
    long bytes,
    double share,
    double weightShare,
    OptionalLong capacityBytes,
    boolean draining) {

  private static final class Sums {
    private long shards;
    private long replicas;
    private long rows;
    private long bytes;
    private boolean unknown;

    void take(PlannedShard s) {
      bytes += s.bytes();
      unknown |= s.bytes() == 0;
    }
  }

  /** One for each site of the topology, by name. */
  static List<SiteShare> of(ShardPlan plan, Topology topology) {
    SortedMap<String, Sums> sums = new TreeMap<>();
    topology.sites().forEach(site -> sums.put(site.name(), new Sums()));
    for (PlannedShard s : plan.shards()) {
      Sums home = sums.computeIfAbsent(s.home(), n -> new Sums());
      home.take(s);
      if (!s.isContext()) {
        home.shards++;
        home.rows += s.rows();
      }
      for (String replica : s.replicas()) {
        Sums copy = sums.computeIfAbsent(replica, n -> new Sums());
        copy.take(s);
        copy.replicas += s.isContext() ? 0 : 1;
      }
    }
    double weights = topology.sites().stream().mapToDouble(Site::computeWeight).sum();
    long rows = Math.max(1, plan.rows());
    List<SiteShare> shares = new ArrayList<>();
    for (Site site : topology.sites()) {
      Sums s = sums.getOrDefault(site.name(), new Sums());
      shares.add(
          new SiteShare(
              site.name(),
              s.shards,
              s.replicas,
              s.rows,
              s.unknown ? 0 : s.bytes,
              (double) s.rows / rows,
              site.computeWeight() / weights,
              site.capacityBytes(),
              site.draining()));
    }
    return shares;
  }
}
