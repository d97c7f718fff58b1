package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Contribution;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plans for rows at fra that may be at fra and nrt. */
final class Plans {
  private Plans() {}

  static ShardPlan plan(String home, List<CountedSource> sources, Strategy strategy, int target) {
    boolean apart = strategy instanceof Strategy.Stratified s && s.disjoint();
    int overlap = strategy instanceof Strategy.TimeRanges t ? t.overlapRows() : 0;
    Map<String, List<SourceCount>> groups = new TreeMap<>();
    for (CountedSource source : sources) {
      for (SourceCount c : source.counts()) {
        String key = c.split() + "/" + (apart ? c.category() : "");
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(c);
      }
    }
    List<Stratum> strata = new ArrayList<>();
    List<PlannedShard> shards = new ArrayList<>();
    for (Map.Entry<String, List<SourceCount>> group : groups.entrySet()) {
      String[] key = group.getKey().split("/", -1);
      Stratum stratum =
          new Stratum(
              strata.size(),
              key[0],
              key[1],
              "fra",
              List.of(""),
              List.of("DE"),
              Map.of("raw", List.of("fra", "nrt"), "intermediate", List.of("fra", "nrt")),
              List.of());
      strata.add(stratum);
      long rows = group.getValue().stream().mapToLong(SourceCount::rows).sum();
      long n = (rows + target - 1) / target;
      long first = 0;
      for (long i = 0; i < n; i++) {
        long size = rows / n + (i < rows % n ? 1 : 0);
        String id = String.format("shard-%04d", shards.size());
        List<Contribution> parts =
            strategy instanceof Strategy.Size ? parts(group.getValue(), first, size) : List.of();
        shards.add(shard(home, id, stratum, size, first, parts, ""));
        long before = Math.min(overlap, first);
        if (before > 0) {
          shards.add(shard(home, id + "-context", stratum, before, first - before, List.of(), id));
        }
        first += size;
      }
    }
    return new ShardPlan("d", strategy, strata, shards, List.of(), List.of(), List.of());
  }

  private static List<Contribution> parts(List<SourceCount> counts, long first, long size) {
    List<Contribution> parts = new ArrayList<>();
    long start = 0;
    for (SourceCount c : counts) {
      long from = Math.max(start, first);
      long to = Math.min(start + c.rows(), first + size);
      if (from < to) {
        parts.add(new Contribution(c.source(), from - start, to - from));
      }
      start += c.rows();
    }
    return parts;
  }

  private static PlannedShard shard(
      String home,
      String id,
      Stratum stratum,
      long rows,
      long first,
      List<Contribution> parts,
      String of) {
    return new PlannedShard(
        id, stratum, List.of("DE"), home, List.of(), rows, 0, first, parts, List.of(), of);
  }
}
