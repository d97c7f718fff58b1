package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode.Kind;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.DealtPlan;
import dev.bailiwick.sharding.spark.ForwardCounts;
import dev.bailiwick.sharding.spark.SourceCounter;
import dev.bailiwick.sharding.spark.SourceRows;
import dev.bailiwick.train.Job;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** From the sources of a job to a plan that says of each row where it goes. Moves none. */
final class JobPlanner {
  private final SparkSession spark;
  private final Job job;
  private final Governance governance;
  private final Progress progress;

  JobPlanner(SparkSession spark, Job job, Governance governance, Progress progress) {
    this.spark = spark;
    this.job = job;
    this.governance = governance;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param counted the sources
   * @param dealt the plan
   */
  record Planned(List<CountedSource> counted, DealtPlan dealt) {}

  Planned plan(JobSources sources) {
    progress.line("counting rows where they lie");
    List<CountedSource> byLaw = counts(() -> SourceCounter.countAll(sources.rows()));
    sources.knownLaws(byLaw);
    try {
      return planned(sources, byLaw);
    } catch (BailiwickException e) {
      if (e.code().kind() == Kind.POLICY) {
        governance.denied(
            new Denial(
                "dataset " + job.data().id(),
                "",
                TransferClass.RAW.id(),
                "",
                "",
                "",
                String.valueOf(e.getMessage()),
                Denial.Layer.PLAN));
      }
      throw e;
    }
  }

  private Planned planned(JobSources sources, List<CountedSource> byLaw) {
    PolicySet policies = sources.policies();
    Strategy strategy = job.data().strategy();
    StrategyGate gate =
        new StrategyGate(
            strategy, policies, governance.topology().site(governance.driverSite()).orElseThrow());
    gate.requireStatistics(counts(byLaw));
    List<CountedSource> counted = counted(sources, byLaw);
    ShardPlan plan = shardPlan(policies, counted, strategy, Map.of());
    gate.require(plan);
    DealtPlan dealt = counts(() -> DealtPlan.of(spark, plan, counted));
    if (!(strategy instanceof Strategy.Hash hash && hash.together())) {
      return new Planned(counted, dealt);
    }
    // Only now is it known how large the shards are, and whether their sites hold them.
    ShardPlan sized = shardPlan(policies, counted, strategy, sizes(dealt.plan()));
    return new Planned(counted, counts(() -> DealtPlan.of(spark, sized, counted)));
  }

  /** By the index of a stratum, the rows of each of its shards. */
  private static Map<Integer, List<Long>> sizes(ShardPlan plan) {
    return plan.shards().stream()
        .collect(
            Collectors.groupingBy(
                s -> s.stratum().index(),
                Collectors.mapping(PlannedShard::rows, Collectors.toList())));
  }

  private ShardPlan shardPlan(
      PolicySet policies,
      List<CountedSource> counted,
      Strategy strategy,
      Map<Integer, List<Long>> sizes) {
    return ShardPlanner.plan(
        job.data().id(),
        policies,
        governance.topology(),
        counts(counted),
        PlanOptions.of(job.data().rowsPerShard())
            .withGain(job.data().minimumGain())
            .with(strategy)
            .withReplicas(job.data().replicas()),
        sizes);
  }

  /** Counted once more where the strategy needs to know more of a row than its law. */
  private List<CountedSource> counted(JobSources sources, List<CountedSource> byLaw) {
    Strategy strategy = job.data().strategy();
    if (strategy instanceof Strategy.Stratified by) {
      Map<String, Set<String>> laws =
          ShardPlanner.lawfulValues(sources.policies(), governance.topology(), counts(byLaw));
      List<SourceRows> rows =
          sources.rows().stream()
              .map(s -> s.byCategory(by.column(), laws.getOrDefault(s.site(), Set.of())))
              .toList();
      return counts(() -> SourceCounter.countAll(rows));
    }
    if (strategy instanceof Strategy.TimeRanges time && job.data().forwardHoldout().isPresent()) {
      double part = job.data().forwardHoldout().get();
      // Of rows that lie where they may not be, only the number is looked at.
      shardPlan(sources.policies(), byLaw, new Strategy.Size(), Map.of()).requireLawful();
      ForwardCounts forward =
          counts(() -> ForwardCounts.of(spark, byLaw, sources.knownLaws(), time.column(), part));
      progress.line(
          "rows at or after %s are for testing, all before for training".formatted(forward.from()));
      return forward.counted();
    }
    return byLaw;
  }

  private static List<SourceCount> counts(List<CountedSource> counted) {
    return counted.stream().flatMap(source -> source.counts().stream()).toList();
  }

  /** What these jobs return to the driver is numbers, and what the gate has let through. */
  private <T> T counts(Callable<T> call) {
    return Failures.unwrapped(() -> governance.returningCounts(call));
  }
}
