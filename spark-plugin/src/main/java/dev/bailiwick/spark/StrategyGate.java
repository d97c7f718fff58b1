package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.Strategy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a strategy may be used at all. Its cut points, ranges and categories are values of rows,
 * and they come to the driver: that is a transfer of {@code statistics} to the driver's site, of as
 * many records as the rows of a shard. Sizes and hashes tell no value.
 */
final class StrategyGate {
  private final Strategy strategy;
  private final PolicySet policies;
  private final Site driver;

  StrategyGate(Strategy strategy, PolicySet policies, Site driver) {
    this.strategy = strategy;
    this.policies = policies;
    this.driver = driver;
  }

  private boolean tellsValues() {
    return !(strategy instanceof Strategy.Size || strategy instanceof Strategy.Hash);
  }

  /**
   * Before any value of a row is looked at.
   *
   * @param counts rows by law
   * @throws BailiwickException POLICY_DENIED
   */
  void requireStatistics(List<SourceCount> counts) {
    if (tellsValues()) {
      Map<Location, Long> rows = new TreeMap<>(java.util.Comparator.comparing(Location::toString));
      for (SourceCount c : counts) {
        policies
            .jurisdictionOf(c.jurisdiction().isEmpty() ? null : c.jurisdiction())
            .ifPresent(law -> rows.merge(law, c.rows(), Long::sum));
      }
      rows.forEach((law, of) -> require(law, of, "the dataset"));
    }
  }

  /**
   * Before the rows of this plan are dealt.
   *
   * @throws BailiwickException POLICY_DENIED if a shard has too few rows to be told of
   */
  void require(ShardPlan plan) {
    if (tellsValues()) {
      Map<List<String>, PlannedShard> least =
          new TreeMap<>(java.util.Comparator.comparing(List::toString));
      plan.shards().stream()
          .filter(s -> !s.isContext())
          .forEach(s -> least.merge(s.laws(), s, (a, b) -> a.rows() <= b.rows() ? a : b));
      least.forEach(
          (laws, shard) ->
              laws.forEach(law -> require(Location.of(law), shard.rows(), shard.id())));
    }
  }

  private void require(Location law, long rows, String what) {
    Decision decision =
        policies.decide(
            Question.of(law, TransferClass.STATISTICS, driver.destination())
                .ofPersons(rows)
                .ofRecords(rows));
    if (!decision.allowed()) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "The strategy %s tells the driver at %s values of %,d rows of %s under the law of %s, which is a transfer of statistics: %s [policy '%s'%s, %s]. Deal rows by size or hash, make shards larger (rowsPerShard), or ask the steward for a rule that allows statistics there"
              .formatted(
                  strategy.describe(),
                  driver.name(),
                  rows,
                  what,
                  law,
                  decision.text(),
                  decision.policy(),
                  decision.rule().isEmpty() ? "" : ", rule '" + decision.rule() + "'",
                  decision.place()));
    }
  }
}
