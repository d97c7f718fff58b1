package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardRange;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.Stratum;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A plan, and for each stratum how a task tells to which shard a row belongs.
 *
 * <p>Guaranteed: shards have exactly the ranks that the plan gave them, except with {@code
 * hash(together=true)}, where a shard ends with the last row of a group of equals. The ranges that
 * shards claim were measured over all their rows. Rows stay where they lie; the driver gets counts,
 * and by strategy the least and greatest keys, the keys of cuts and the bounds of shards
 * (docs/threat-model.md).
 */
public final class DealtPlan {
  private final ShardPlan plan;
  private final List<StratumDeal> deals;

  private DealtPlan(ShardPlan plan, List<StratumDeal> deals) {
    this.plan = plan;
    this.deals = List.copyOf(deals);
  }

  /** A plan whose shards take rows as they lie. */
  public static DealtPlan asTheyLie(ShardPlan plan) {
    return new DealtPlan(plan, List.of());
  }

  /**
   * Finds which rows belong to which shard: passes over the sources, none of which moves a row.
   *
   * @param sources the sources that the plan was made from, as they were counted
   * @throws BailiwickException BAD_DATA if a column is not what the strategy needs, if rows have no
   *     place in its order, or if a source changed since it was counted
   */
  public static DealtPlan of(SparkSession spark, ShardPlan plan, List<CountedSource> sources) {
    return plan.strategy().takesRowsAsTheyLie()
        ? asTheyLie(plan)
        : new Dealing(spark, plan, sources).deal();
  }

  /**
   * Checks that rows of this schema can be dealt so. Nothing is read.
   *
   * @throws BailiwickException BAD_DATA if a column is missing or is of another type
   */
  public static void check(Strategy strategy, String source, StructType schema) {
    RowOrder.of(strategy, source, schema);
    if (strategy instanceof Strategy.Stratified by) {
      CategoryColumn.of(source, schema, by.column());
    }
  }

  /** The plan, with the ranges that its shards claim. */
  public ShardPlan plan() {
    return plan;
  }

  /** How the rows of a stratum are dealt; empty if they are taken as they lie. */
  Optional<StratumDeal> deal(Stratum stratum) {
    return deals.stream().filter(d -> d.stratum().index() == stratum.index()).findFirst();
  }

  /** The work of dealing one plan. */
  private static final class Dealing {
    private final ShardPlan plan;
    private final Strategy strategy;
    private final SourceScan scan;
    private final List<List<PlannedShard>> shards;

    Dealing(SparkSession spark, ShardPlan plan, List<CountedSource> sources) {
      this.plan = plan;
      this.strategy = plan.strategy();
      SourceRows any = sources.get(0).source();
      this.scan =
          new SourceScan(
              spark,
              sources,
              plan.strata().stream().map(s -> RowGroup.of(s, strategy)).toList(),
              RowOrder.of(strategy, any.name(), any.schema()));
      Map<Integer, List<PlannedShard>> byStratum =
          plan.shards().stream().collect(Collectors.groupingBy(s -> s.stratum().index()));
      this.shards =
          plan.strata().stream().map(s -> byStratum.getOrDefault(s.index(), List.of())).toList();
    }

    DealtPlan deal() {
      List<StratumDeal> deals = new ArrayList<>();
      if (strategy instanceof Strategy.Stratified s && !s.disjoint()) {
        for (int g = 0; g < shards.size(); g++) {
          deals.add(inTurn(g));
        }
      } else {
        deals.addAll(inOrder());
      }
      Map<String, PlannedShard> dealt =
          deals.stream()
              .map(StratumDeal::shards)
              .flatMap(Collection::stream)
              .collect(Collectors.toMap(PlannedShard::id, Function.identity()));
      List<PlannedShard> kept =
          plan.shards().stream()
              .map(PlannedShard::id)
              .filter(dealt::containsKey)
              .map(dealt::get)
              .toList();
      return new DealtPlan(plan.withShards(kept), deals);
    }

    private StratumDeal inTurn(int g) {
      List<PlannedShard> of = shards.get(g);
      RoundLine line =
          RoundLine.of(
              scan.sources(), scan.groups().get(g), of.stream().map(PlannedShard::rows).toList());
      Map<String, int[]> cells = new TreeMap<>();
      for (int i = 0; i < of.size(); i++) {
        cells.put(of.get(i).id(), new int[] {i});
      }
      return new StratumDeal(
          plan.strata().get(g),
          scan.groups().get(g),
          scan.order(),
          line,
          of,
          cells,
          Map.of(),
          Map.of());
    }

    private List<StratumDeal> inOrder() {
      Extents extents = extents();
      List<long[]> ranks = new ArrayList<>();
      for (int g = 0; g < shards.size(); g++) {
        ranks.add(ranks(g, extents.rows(g)));
      }
      List<List<Cut>> cuts = RankSearch.find(scan, extents, ranks);
      List<List<PlannedShard>> cutShards = shards;
      if (strategy instanceof Strategy.Hash h && h.together()) {
        cutShards = new ArrayList<>();
        for (int g = 0; g < shards.size(); g++) {
          cutShards.add(together(shards.get(g), cuts.get(g)));
        }
        cuts = cuts.stream().map(Dealing::afterEquals).toList();
      }
      List<CutLine> lines = CutLine.of(scan, cuts);
      List<ValueColumn> claims = scan.order().claims();
      Optional<CellBounds> bounds =
          claims.isEmpty() ? Optional.empty() : Optional.of(CellBounds.of(scan, lines));
      List<StratumDeal> deals = new ArrayList<>();
      for (int g = 0; g < lines.size(); g++) {
        deals.add(deal(g, cutShards.get(g), cuts.get(g), lines.get(g), claims, bounds));
      }
      return deals;
    }

    private Extents extents() {
      long[] rows = scan.groups().stream().mapToLong(scan::rowsOf).toArray();
      Extents extents = scan.order().isAsItLies() ? Extents.asTheyLie(rows) : Extents.of(scan);
      for (int g = 0; g < rows.length; g++) {
        long planned =
            shards.get(g).stream().filter(s -> !s.isContext()).mapToLong(PlannedShard::rows).sum();
        if (extents.rows(g) != rows[g] || planned != rows[g]) {
          throw new BailiwickException(
              ErrorCode.BAD_DATA,
              String.format(
                  "%,d rows of a stratum were planned, %,d were counted and %,d are there: a source"
                      + " changed meanwhile; plan again",
                  planned, rows[g], extents.rows(g)));
        }
      }
      return extents;
    }

    private long[] ranks(int g, long rows) {
      TreeSet<Long> ranks = new TreeSet<>();
      for (PlannedShard s : shards.get(g)) {
        ranks.add(s.first());
        ranks.add(s.first() + s.rows());
      }
      return ranks.stream().mapToLong(r -> r).filter(r -> r > 0 && r < rows).toArray();
    }

    /** Shards that end with the last of equal rows; those that get none are left out. */
    private static List<PlannedShard> together(List<PlannedShard> planned, List<Cut> cuts) {
      Map<Long, Long> moved = new TreeMap<>();
      cuts.forEach(cut -> moved.put(cut.rank(), cut.afterEquals().rank()));
      List<PlannedShard> shards = new ArrayList<>();
      for (PlannedShard s : planned) {
        long end = s.first() + s.rows();
        long from = moved.getOrDefault(s.first(), s.first());
        long to = moved.getOrDefault(end, end);
        if (from < to) {
          shards.add(s.withRows(from, to - from));
        }
      }
      return shards;
    }

    private static List<Cut> afterEquals(List<Cut> cuts) {
      return cuts.stream()
          .map(Cut::afterEquals)
          .collect(Collectors.toMap(Cut::rank, Function.identity(), (a, b) -> a, TreeMap::new))
          .values()
          .stream()
          .toList();
    }

    private StratumDeal deal(
        int g,
        List<PlannedShard> of,
        List<Cut> cuts,
        CutLine line,
        List<ValueColumn> claims,
        Optional<CellBounds> bounds) {
      Map<String, int[]> cells = new TreeMap<>();
      Map<String, long[]> min = new TreeMap<>();
      Map<String, long[]> max = new TreeMap<>();
      List<PlannedShard> claimed = new ArrayList<>();
      for (PlannedShard s : of) {
        int[] in = cells(s, cuts);
        cells.put(s.id(), in);
        List<ShardRange> ranges = new ArrayList<>();
        if (strategy instanceof Strategy.Stratified by) {
          String category = s.stratum().category();
          ranges.add(new ShardRange(by.column(), category, category));
        }
        bounds.ifPresent(
            b -> {
              requireAll(s, b.rows(g, in));
              min.put(s.id(), b.min(g, in, claims.size()));
              max.put(s.id(), b.max(g, in, claims.size()));
              for (int c = 0; c < claims.size(); c++) {
                ValueColumn column = claims.get(c);
                ranges.add(
                    new ShardRange(
                        column.name(),
                        column.text(min.get(s.id())[c]),
                        column.text(max.get(s.id())[c])));
              }
            });
        // What lies beside a shard is a few of the rows of another, which claims them.
        claimed.add(s.isContext() ? s : s.withRanges(ranges));
      }
      return new StratumDeal(
          plan.strata().get(g), scan.groups().get(g), scan.order(), line, claimed, cells, min, max);
    }

    private static void requireAll(PlannedShard s, long found) {
      if (found != s.rows()) {
        throw new BailiwickException(
            ErrorCode.BAD_DATA,
            String.format(
                "Shard '%s' was planned with %,d rows, and its cut has %,d: a source changed"
                    + " meanwhile; plan again",
                s.id(), s.rows(), found));
      }
    }

    /** The cells between the first row of a shard and its last. */
    private static int[] cells(PlannedShard s, List<Cut> cuts) {
      int from = 0;
      int to = 0;
      for (Cut cut : cuts) {
        from += cut.rank() <= s.first() ? 1 : 0;
        to += cut.rank() < s.first() + s.rows() ? 1 : 0;
      }
      return java.util.stream.IntStream.rangeClosed(from, to).toArray();
    }
  }
}
