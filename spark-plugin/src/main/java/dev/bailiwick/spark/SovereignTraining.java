package dev.bailiwick.spark;

import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.ShardWriter;
import dev.bailiwick.sharding.spark.SourceCounter;
import dev.bailiwick.sharding.spark.SourceRows;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * One job, from policy files to a trained model, on a Spark application that Bailiwick governs.
 *
 * <p>Guaranteed: nothing is moved, written or trained before the whole plan is judged, so a job
 * that the policies do not allow fails with nothing done. Every row is counted: in a shard, or in
 * {@link RunResult.Rows#removed()} with the reason.
 */
public final class SovereignTraining {
  private final SparkSession spark;
  private final Job job;
  private final RunOptions options;
  private final Progress progress;
  private final Governance governance;
  private final RunReport report;

  private SovereignTraining(
      SparkSession spark, Job job, RunOptions options, Progress progress, Governance governance) {
    this.spark = spark;
    this.job = job;
    this.options = options;
    this.progress = progress;
    this.governance = governance;
    this.report = new RunReport(job, governance, options.out());
  }

  /**
   * A run of this job; nothing happens yet.
   *
   * @throws dev.bailiwick.error.BailiwickException GUARD_MISSING when the plugin does not govern
   *     this application
   */
  public static SovereignTraining of(
      SparkSession spark, Job job, RunOptions options, Progress progress) {
    return new SovereignTraining(
        spark, job, options, progress, Governance.of(spark.sparkContext()));
  }

  /**
   * Plans, shards, fits, trains, evaluates.
   *
   * @param afterwards what is done with the shards at the end; not in a dry run
   */
  public RunResult run(Afterwards afterwards) {
    governance.epochs().job(job.use(), job.cites());
    JobSources sources = JobSources.open(spark, job, governance);
    StructType schema = sources.rows().get(0).schema();
    Preprocessor preprocessor = Preprocessor.of(job.features(), job.label());
    preprocessor.check(schema);
    SiteWaiting.forSites(spark.sparkContext(), governance, job, progress);

    progress.line("counting rows where they lie");
    List<CountedSource> counted = count(sources.rows());
    sources.knownLaws(counted);
    ShardPlan plan = plan(sources.policies(), counted);
    TransferPlan transfers =
        TransferPlan.of(sources.policies(), governance.topology(), trainingRows(plan));
    report.counted(counted, plan);
    if (options.planOnly()) {
      PlanText.lines(plan, transfers).forEach(progress::line);
      transfers.requireAllowed();
      return report.result(RunResult.Status.PLANNED, "");
    }
    transfers.requireAllowed();

    RunLedger ledger = governance.newRunLedger(job.id());
    ledger.reserve(transfers.transfers());
    governance.epochs().reserved();
    Manifest manifest;
    try {
      manifest = write(plan, counted, schema, sources.policies());
    } catch (RuntimeException e) {
      ledger.giveBack();
      throw e;
    }
    report.written(manifest);

    progress.line("fitting statistics, one task a site");
    FittedStatistics fitted =
        new StatisticsFit(spark, governance, job.id(), transfers).fit(preprocessor, manifest);
    progress.line("%d features from %,d rows".formatted(fitted.width(), fitted.records()));

    new JobTraining(spark, governance, job, options, progress, report)
        .train(manifest, preprocessor, fitted, sources);
    for (RunResult.BreakIn attempt : afterwards.run(spark, governance, manifest)) {
      progress.line((attempt.refused() ? "refused: " : "HELD NOT: ") + attempt.attempt());
      report.breakIn(attempt);
    }
    ledger.settle();
    return finish();
  }

  private List<CountedSource> count(List<SourceRows> sources) {
    return counts(() -> SourceCounter.countAll(sources));
  }

  private ShardPlan plan(PolicySet policies, List<CountedSource> counted) {
    List<SourceCount> counts = new ArrayList<>();
    counted.forEach(source -> counts.addAll(source.counts()));
    return ShardPlanner.plan(
        job.data().id(),
        policies,
        governance.topology(),
        counts,
        new PlanOptions(
            job.data().rowsPerShard(), governance.driverSite(), job.data().minimumGain()));
  }

  private static Map<String, Map<String, Long>> trainingRows(ShardPlan plan) {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (PlannedShard shard : plan.shards()) {
      for (String law : shard.laws()) {
        rows.computeIfAbsent(shard.home(), s -> new TreeMap<>())
            .merge(law, shard.rows(), Long::sum);
      }
    }
    return rows;
  }

  private Manifest write(
      ShardPlan plan, List<CountedSource> counted, StructType schema, PolicySet policies) {
    progress.line(
        "writing %d shards of %,d rows; %,d rows move"
            .formatted(plan.shards().size(), plan.rows(), plan.movedRows()));
    List<ManifestShard> shards =
        counts(() -> ShardWriter.of(spark, governance.topology()).write(plan, counted));
    ManifestDraft draft =
        new ManifestDraft(
            job.data().id(),
            governance.topology().id(),
            schema.asNullable().json(),
            policies.policies().stream()
                .map(p -> new ManifestPolicy(p.id(), p.version(), p.sha256()))
                .toList(),
            shards);
    ManifestStore.Committed committed =
        ManifestStore.commit(options.out().resolve("manifests"), draft, governance.signer());
    governance.register(committed.manifest());
    progress.line("manifest: " + committed.file());
    return committed.manifest();
  }

  private RunResult finish() {
    long outside = governance.touches().outsidePermittedSet();
    if (outside > 0) {
      return report.result(
          RunResult.Status.FAILED,
          "%d tasks touched a shard outside its permitted set: %s"
              .formatted(outside, governance.touches().examples()));
    }
    return report.result(RunResult.Status.SUCCEEDED, "");
  }

  /** What these jobs return to the driver is numbers of rows and names of files. */
  private <T> T counts(java.util.concurrent.Callable<T> call) {
    return Failures.unwrapped(() -> governance.returningCounts(call));
  }
}
