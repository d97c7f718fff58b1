package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.List;

/** Makes the shards of a cut, given where each goes. */
final class ShardCutter {
  private static final int LEAST_DIGITS = 4;
  private static final String CONTEXT = "-context";

  private final List<StratumRows> strata;
  private final Cut cut;
  private final Strategy strategy;
  private final int digits;

  ShardCutter(List<StratumRows> strata, Cut cut, Strategy strategy) {
    this.strata = strata;
    this.cut = cut;
    this.strategy = strategy;
    digits = Math.max(LEAST_DIGITS, Integer.toString(cut.shards()).length());
  }

  /** The id of a shard; ids are in the order of the numbers. */
  String id(int shard) {
    // String.format takes seconds for a million.
    String number = Integer.toString(shard + 1);
    return "shard-" + "0".repeat(digits - number.length()) + number;
  }

  List<PlannedShard> shards(PlacedHomes homes) {
    List<PlannedShard> shards = new ArrayList<>(cut.shards());
    Laws laws = new Laws();
    for (int i = 0; i < cut.shards(); i++) {
      StratumRows rows = strata.get(cut.stratum[i]);
      long first = cut.first[i];
      long count = cut.rows[i];
      boolean asTheyLie = strategy.takesRowsAsTheyLie();
      String id = id(i);
      String home = homes.home(i);
      List<String> replicas = homes.replicas(i);
      shards.add(
          new PlannedShard(
              id,
              rows.stratum(),
              asTheyLie ? laws.of(rows, first, count) : rows.stratum().laws(),
              home,
              replicas,
              count,
              rows.bytes(first, count),
              first,
              asTheyLie ? rows.contributions(first, count) : List.of(),
              List.of(),
              ""));
      long before = context(i);
      if (before > 0) {
        shards.add(
            new PlannedShard(
                id + CONTEXT,
                rows.stratum(),
                rows.stratum().laws(),
                home,
                replicas,
                before,
                rows.bytes(first - before, before),
                first - before,
                List.of(),
                List.of(),
                id));
      }
    }
    return shards;
  }

  /** How many rows before its first are copied beside a shard. */
  private long context(int shard) {
    return Math.min(strategy.contextRows(), cut.first[shard]);
  }

  /** About how many bytes a shard takes, with the copies beside it. */
  long bytes(int shard) {
    StratumRows rows = strata.get(cut.stratum[shard]);
    long before = context(shard);
    return rows.bytes(cut.first[shard] - before, before + cut.rows[shard]);
  }

  /** The laws of neighbours are mostly the same. */
  private static final class Laws {
    private int stratum = -1;
    private int from;
    private int to;
    private List<String> laws = List.of();

    List<String> of(StratumRows rows, long first, long count) {
      int begins = rows.sourceOf(first);
      int ends = rows.sourceOf(first + count - 1);
      if (rows.stratum().index() != stratum || begins != from || ends != to) {
        stratum = rows.stratum().index();
        from = begins;
        to = ends;
        laws = rows.laws(begins, ends);
      }
      return laws;
    }
  }
}
