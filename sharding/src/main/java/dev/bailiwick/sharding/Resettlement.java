package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.placement.Placement;
import dev.bailiwick.sharding.placement.PlacementConflict;
import dev.bailiwick.sharding.placement.PlacementOutcome;
import dev.bailiwick.sharding.placement.PlacementProblem;
import dev.bailiwick.sharding.placement.Placer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gives every unit its home and its replicas, and moves as little as that allows. */
final class Resettlement {
  private final List<ReshardUnit> units;
  private final Topology topology;
  private final List<Site> sites;
  private final Map<String, Integer> number = new HashMap<>();

  private Resettlement(List<ReshardUnit> units, Topology topology) {
    this.units = units;
    this.topology = topology;
    this.sites = topology.sites();
    sites.forEach(s -> number.put(s.name(), number.size()));
  }

  /**
   * Settles them.
   *
   * @throws BailiwickException PLAN_INFEASIBLE if the sites do not hold them
   */
  static List<ResettledShard> settle(
      List<ReshardUnit> units, Topology topology, double minimumGain) {
    return units.isEmpty() ? List.of() : new Resettlement(units, topology).settle(minimumGain);
  }

  private List<ResettledShard> settle(double minimumGain) {
    int[] current = current();
    int[] homes = homes(current, minimumGain);
    List<List<Integer>> replicas = keptBeside(homes, current);
    for (boolean more = true; more; ) {
      more = addReplicas(homes, replicas);
    }
    List<ResettledShard> settled = new ArrayList<>();
    for (int u = 0; u < homes.length; u++) {
      settled.addAll(
          units.get(u).at(name(homes[u]), replicas.get(u).stream().map(this::name).toList()));
    }
    return settled;
  }

  /** Where units are read: a copy at a site that lasts becomes home without a byte on the way. */
  private int[] current() {
    int[] current = new int[units.size()];
    for (int u = 0; u < current.length; u++) {
      ReshardUnit unit = units.get(u);
      current[u] =
          unit.sites().stream()
              .filter(this::lasts)
              .findFirst()
              .or(() -> unit.sites().stream().findFirst())
              .map(number::get)
              .orElseGet(() -> number.get(unit.from()));
    }
    return current;
  }

  private int[] homes(int[] current, double minimumGain) {
    BitSet[] allowed = new BitSet[units.size()];
    for (int u = 0; u < allowed.length; u++) {
      allowed[u] = numbers(units.get(u).homes());
    }
    int[] all = java.util.stream.IntStream.range(0, units.size()).toArray();
    long[] byReplicas = new long[sites.size()];
    keep(current, new int[0], byReplicas);
    PlacementOutcome outcome =
        Placer.place(problem(all, allowed, current, byReplicas, minimumGain));
    if (!(outcome instanceof PlacementOutcome.Placed)) {
      // Replicas that are in the way go before a shard does.
      long[] empty = new long[sites.size()];
      outcome = Placer.place(problem(all, allowed, current, empty, minimumGain));
    }
    if (outcome instanceof PlacementOutcome.Placed placed) {
      int[] homes = new int[units.size()];
      Arrays.setAll(homes, placed.placement()::siteOf);
      return homes;
    }
    throw infeasible(outcome);
  }

  /**
   * The copies that stay beside these homes, as far as the sites hold them. One that was home goes
   * behind the others: its site may be the one that had too much.
   */
  private List<List<Integer>> keptBeside(int[] homes, int[] current) {
    long[] taken = new long[sites.size()];
    for (int u = 0; u < homes.length; u++) {
      taken[homes[u]] += units.get(u).bytes();
    }
    List<List<Integer>> kept = keep(homes, current, taken);
    for (int u = 0; u < homes.length; u++) {
      ReshardUnit unit = units.get(u);
      boolean there = unit.sites().contains(name(current[u])) && lasts(name(current[u]));
      if (there && current[u] != homes[u] && kept.get(u).size() < unit.wantedReplicas()) {
        take(unit, current[u], taken, kept.get(u));
      }
    }
    return kept;
  }

  /** Replicas that stay, but for those at {@code besides}; what they take up is added. */
  private List<List<Integer>> keep(int[] homes, int[] besides, long[] taken) {
    List<List<Integer>> kept = new ArrayList<>();
    for (int u = 0; u < homes.length; u++) {
      ReshardUnit unit = units.get(u);
      List<Integer> mine = new ArrayList<>();
      for (String site : unit.sites()) {
        int s = number.getOrDefault(site, -1);
        boolean other = s != homes[u] && (besides.length == 0 || s != besides[u]);
        if (other && lasts(site) && mine.size() < unit.wantedReplicas()) {
          take(unit, s, taken, mine);
        }
      }
      kept.add(mine);
    }
    return kept;
  }

  private void take(ReshardUnit unit, int site, long[] taken, List<Integer> kept) {
    if (taken[site] + unit.bytes() <= sites.get(site).capacityBytes().orElse(Long.MAX_VALUE)) {
      taken[site] += unit.bytes();
      kept.add(site);
    }
  }

  /** One more replica for each unit that lacks one and may have one; true if any was added. */
  private boolean addReplicas(int[] homes, List<List<Integer>> replicas) {
    long[] taken = new long[sites.size()];
    List<Integer> lacking = new ArrayList<>();
    List<BitSet> allowed = new ArrayList<>();
    for (int u = 0; u < homes.length; u++) {
      ReshardUnit unit = units.get(u);
      taken[homes[u]] += unit.bytes();
      replicas.get(u).forEach(s -> taken[s] += unit.bytes());
      BitSet free = numbers(unit.homes().stream().filter(this::lasts).toList());
      free.clear(homes[u]);
      replicas.get(u).forEach(free::clear);
      if (replicas.get(u).size() < unit.wantedReplicas() && !free.isEmpty()) {
        lacking.add(u);
        allowed.add(free);
      }
    }
    if (lacking.isEmpty()) {
      return false;
    }
    int[] of = lacking.stream().mapToInt(Integer::intValue).toArray();
    int[] nowhere = new int[of.length];
    Arrays.fill(nowhere, PlacementProblem.NOWHERE);
    PlacementOutcome outcome =
        Placer.place(problem(of, allowed.toArray(BitSet[]::new), nowhere, taken, 1));
    if (!(outcome instanceof PlacementOutcome.Placed placed)) {
      // Fewer copies than wanted is no fault: the rows are there.
      return false;
    }
    Placement placement = placed.placement();
    for (int i = 0; i < of.length; i++) {
      replicas.get(of[i]).add(placement.siteOf(i));
    }
    return true;
  }

  private PlacementProblem problem(
      int[] of, BitSet[] allowed, int[] current, long[] taken, double gain) {
    List<PlacementProblem.SiteSpec> specs = new ArrayList<>();
    for (int s = 0; s < sites.size(); s++) {
      Site site = sites.get(s);
      long capacity =
          site.capacityBytes().isPresent()
              ? Math.max(0, site.capacityBytes().getAsLong() - taken[s])
              : PlacementProblem.UNLIMITED;
      specs.add(
          new PlacementProblem.SiteSpec(
              key(site.name()), site.computeWeight(), capacity, site.draining()));
    }
    PlacementProblem.Builder problem = PlacementProblem.between(specs);
    Map<BitSet, Integer> classes = new HashMap<>();
    long[] keys = new long[of.length];
    long[] loads = new long[of.length];
    long[] bytes = new long[of.length];
    int[] classOf = new int[of.length];
    for (int i = 0; i < of.length; i++) {
      ReshardUnit unit = units.get(of[i]);
      keys[i] = key(unit.id());
      loads[i] = unit.rows();
      bytes[i] = unit.bytes();
      classOf[i] = classes.computeIfAbsent(allowed[i], problem::addClass);
    }
    return problem
        .shards(keys, loads, bytes, classOf, current)
        .minimumGain(gain)
        .stable(true)
        .build();
  }

  private boolean lasts(String site) {
    return topology.site(site).filter(s -> !s.draining()).isPresent();
  }

  private BitSet numbers(List<String> names) {
    BitSet set = new BitSet();
    names.forEach(n -> set.set(number.get(n)));
    return set;
  }

  private String name(int site) {
    return sites.get(site).name();
  }

  private static long key(String name) {
    return ByteBuffer.wrap(
            java.util.HexFormat.of()
                .parseHex(
                    Hex.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .substring(0, 16)))
        .getLong();
  }

  private BailiwickException infeasible(PlacementOutcome outcome) {
    Optional<PlacementConflict> conflict =
        outcome instanceof PlacementOutcome.Infeasible i
            ? Optional.of(i.conflicts().get(0))
            : Optional.empty();
    List<Integer> shards =
        conflict
            .map(PlacementConflict::shards)
            .orElseGet(() -> ((PlacementOutcome.NotFound) outcome).shards());
    String ids =
        shards.stream().limit(10).map(u -> units.get(u).id()).collect(Collectors.joining(", "));
    return new BailiwickException(
        ErrorCode.PLAN_INFEASIBLE,
        conflict
            .map(
                c ->
                    "%d shards (%s) of %,d bytes may only be at %s, which hold %,d: raise the `capacityGigabytes` of one of these, end its draining, or ask the steward for a rule that allows raw and intermediate at another site"
                        .formatted(
                            shards.size(),
                            ids,
                            c.bytesNeeded(),
                            c.sites().stream().map(this::name).toList(),
                            c.bytesThere()))
            .orElseGet(
                () ->
                    "No room was found for %d shards (%s): raise the `capacityGigabytes` of a site where they may be"
                        .formatted(shards.size(), ids)));
  }
}
