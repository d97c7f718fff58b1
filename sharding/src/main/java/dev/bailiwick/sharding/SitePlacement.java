package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Link;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.placement.PlacementOutcome;
import dev.bailiwick.sharding.placement.PlacementProblem;
import dev.bailiwick.sharding.placement.PlacementProblem.SiteSpec;
import dev.bailiwick.sharding.placement.Placer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the {@link Placer}, which knows numbers only, where shards go.
 *
 * <p>A shard may be where {@code raw} and {@code intermediate} are permitted, and on its way
 * between two such sites: the keys of the way are made at one of them, if the driver may not have
 * them.
 */
final class SitePlacement {
  /** An hour of transfer weighs like one unit of the operator's currency. */
  private static final double SECONDS_TO_COST = 1.0 / 3600;

  private static final int KEY_DIGITS = 16;
  private static final int KEY_RADIX = 16;
  private static final double BYTES_IN_GIGABYTE = 1e9;
  private static final double BYTES_IN_MEGABYTE = 1e6;

  private final List<StratumRows> strata;
  private final Topology topology;
  private final PlanOptions options;
  private final List<String> sites;
  private final int[] classOf;

  SitePlacement(List<StratumRows> strata, Topology topology, PlanOptions options) {
    this.strata = strata;
    this.topology = topology;
    this.options = options;
    this.sites = topology.sites().stream().map(Site::name).toList();
    this.classOf = new int[strata.size()];
  }

  PlacedHomes place(Cut cut, ShardCutter cutter) {
    requireBytes();
    PlacementProblem.Builder problem = PlacementProblem.between(specs());
    Map<String, Integer> at = new HashMap<>();
    sites.forEach(site -> at.put(site, at.size()));
    addClasses(problem, at);
    int[] origin = new int[strata.size()];
    for (StratumRows s : strata) {
      origin[s.stratum().index()] = at.getOrDefault(s.stratum().origin(), -1);
    }
    int n = cut.shards();
    long[] keys = new long[n];
    long[] bytes = new long[n];
    int[] classes = new int[n];
    int[] current = new int[n];
    for (int i = 0; i < n; i++) {
      int stratum = cut.stratum[i];
      keys[i] = i + 1L;
      // Where nobody knows the bytes, rows still say which of two shards is the larger.
      bytes[i] = strata.get(stratum).bytes() == 0 ? cut.rows[i] : cutter.bytes(i);
      classes[i] = classOf[stratum];
      current[i] = origin[stratum];
    }
    PlacementOutcome outcome =
        Placer.place(
            problem
                .shards(keys, cut.rows, bytes, classes, current)
                .links(links())
                .replicas(options.replicas())
                .minimumGain(options.minimumGain())
                .build());
    if (outcome instanceof PlacementOutcome.Placed placed) {
      return new PlacedHomes(placed.placement(), sites);
    }
    throw new Conflict(strata, cut, cutter, sites, classOf).refusal(outcome);
  }

  private List<SiteSpec> specs() {
    return topology.sites().stream()
        .map(
            site ->
                new SiteSpec(
                    key(site.name()),
                    site.computeWeight(),
                    site.capacityBytes().orElse(PlacementProblem.UNLIMITED),
                    site.draining()))
        .toList();
  }

  private static long key(String name) {
    String hash = Hex.sha256(name.getBytes(StandardCharsets.UTF_8));
    return Long.parseUnsignedLong(hash.substring(0, KEY_DIGITS), KEY_RADIX);
  }

  private void addClasses(PlacementProblem.Builder problem, Map<String, Integer> at) {
    Map<BitSet, Integer> known = new HashMap<>();
    for (StratumRows s : strata) {
      BitSet homes = new BitSet();
      s.stratum().homes().forEach(site -> homes.set(at.getOrDefault(site, -1)));
      classOf[s.stratum().index()] = known.computeIfAbsent(homes, problem::addClass);
    }
  }

  private double[][] links() {
    double[][] cost = new double[sites.size()][sites.size()];
    for (int from = 0; from < cost.length; from++) {
      for (int to = 0; to < cost.length; to++) {
        Link link = topology.link(sites.get(from), sites.get(to));
        cost[from][to] =
            SECONDS_TO_COST / (link.megabytesPerSecond() * BYTES_IN_MEGABYTE)
                + link.costPerGigabyte() / BYTES_IN_GIGABYTE;
      }
    }
    return cost;
  }

  /** A limit in bytes cannot be kept for rows of unknown size. */
  private void requireBytes() {
    for (StratumRows s : strata) {
      if (s.bytes() > 0) {
        continue;
      }
      for (Site site : topology.sites()) {
        if (site.capacityBytes().isPresent() && s.stratum().homes().contains(site.name())) {
          throw new BailiwickException(
              ErrorCode.BAD_ARGUMENT,
              ("Site '%s' has capacityGigabytes, but how many bytes the rows of sources %s take is"
                      + " not known, so the limit could not be kept: use sources whose files have"
                      + " a size, or take the limit out of the topology")
                  .formatted(site.name(), s.sources()));
        }
      }
    }
  }
}
