package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts strata into shards, given what moves.
 *
 * <p>At each site the rows of a stratum stand in one line: sources in order of name, rows in order
 * within a source. Shards that stay take from its head, shards that move take its tail.
 */
final class ShardCutter {
  private final List<StratumRows> strata;
  private final List<String> sites;
  private final PlanOptions options;

  ShardCutter(List<StratumRows> strata, List<String> sites, PlanOptions options) {
    this.strata = strata;
    this.sites = sites;
    this.options = options;
  }

  List<PlannedShard> cut(List<Balancer.Move> moves) {
    List<PlannedShard> shards = new ArrayList<>();
    for (int s = 0; s < strata.size(); s++) {
      for (int site = 0; site < sites.size(); site++) {
        cutAt(s, site, moves, shards);
      }
    }
    return shards;
  }

  private void cutAt(int s, int site, List<Balancer.Move> moves, List<PlannedShard> shards) {
    StratumRows stratum = strata.get(s);
    String origin = sites.get(site);
    List<Balancer.Move> leaving =
        moves.stream().filter(m -> m.lot() == s && m.from() == site).toList();
    long staying = stratum.rowsAt(origin) - leaving.stream().mapToLong(Balancer.Move::rows).sum();
    Sizes sizes = Sizes.cut(staying, options.targetRowsPerShard());
    long first = 0;
    for (long i = 0; i < sizes.shards(); i++) {
      shards.add(shard(shards.size(), stratum, origin, origin, first, sizes.of(i)));
      first += sizes.of(i);
    }
    for (Balancer.Move move : leaving) {
      shards.add(shard(shards.size(), stratum, origin, sites.get(move.to()), first, move.rows()));
      first += move.rows();
    }
  }

  private static PlannedShard shard(
      int number, StratumRows stratum, String origin, String home, long first, long rows) {
    List<Contribution> parts = new ArrayList<>();
    long start = 0;
    for (Map.Entry<String, Long> source : stratum.sourcesAt(origin).entrySet()) {
      long end = start + source.getValue();
      long from = Math.max(start, first);
      long to = Math.min(end, first + rows);
      if (from < to) {
        parts.add(new Contribution(source.getKey(), from - start, to - from));
      }
      start = end;
    }
    return new PlannedShard(
        String.format("shard-%04d", number + 1),
        stratum.stratum(),
        List.copyOf(stratum.lawsOf(parts)),
        home,
        List.of(),
        rows,
        0,
        first,
        parts,
        List.of(),
        "");
  }
}
