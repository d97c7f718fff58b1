package dev.bailiwick.spark;

import dev.bailiwick.error.ErrorCode.Kind;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.Violation;
import dev.bailiwick.sharding.spark.CopyChoice;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.Manifests;
import dev.bailiwick.sharding.spark.ShardWriter;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    governance.countsChanged();
    governance.epochs().job(job.use(), job.cites());
    try {
      return governed(afterwards);
    } finally {
      governance.epochs().jobEnded();
    }
  }

  private RunResult governed(Afterwards afterwards) {
    JobSources sources = JobSources.open(spark, job, governance);
    if (options.compareSingle()) {
      sources.requireTogether();
    }
    StructType schema = sources.rows().get(0).schema();
    Preprocessor preprocessor = Preprocessor.of(job.features(), job.label());
    preprocessor.check(schema);
    SiteWaiting.forSites(spark.sparkContext(), governance, progress);

    JobPlanner.Planned planned = new JobPlanner(spark, job, governance, progress).plan(sources);
    List<CountedSource> counted = planned.counted();
    ShardPlan plan = planned.dealt().plan();
    TransferPlan transfers =
        TransferPlan.of(
            sources.policies(), governance.topology(), governance.driverSite(), plan.shards());
    report.counted(counted, plan);
    plan.violations().forEach(violation -> governance.denied(denial(violation)));
    transfers.denials().forEach(governance::denied);
    if (options.planOnly()) {
      PlanText.lines(plan, governance.topology(), transfers).forEach(progress::line);
      plan.requireLawful();
      transfers.requireAllowed();
      return report.result(RunResult.Status.PLANNED, "");
    }
    plan.requireLawful();
    transfers.requireAllowed();

    RunLedger ledger = governance.newRunLedger(job.id());
    ledger.reserve(transfers.transfers());
    governance.countsChanged();
    governance.epochs().reserved();
    Manifest manifest;
    try {
      manifest = shards(planned, schema, sources.policies());
    } catch (RuntimeException e) {
      ledger.giveBack();
      throw e;
    }
    report.written(manifest);
    manifest = nearest(manifest);

    progress.line("fitting statistics, one task a site");
    FittedStatistics fitted =
        new StatisticsFit(spark, governance, job.id(), transfers).fit(preprocessor, manifest);
    progress.line("%d features from %,d rows".formatted(fitted.width(), fitted.records()));

    new JobTraining(spark, governance, job, options, progress, report)
        .train(manifest, preprocessor, fitted, sources);
    for (RunResult.BreakIn attempt : afterwards.run(spark, governance, manifest)) {
      progress.line(
          (attempt.refused()
                  ? attempt.recorded() ? "refused: " : "REFUSED BUT NOT ON RECORD: "
                  : "NOT REFUSED: ")
              + attempt.attempt());
      report.breakIn(attempt);
    }
    ledger.settle();
    return finish();
  }

  private static Denial denial(Violation v) {
    return new Denial(
        "rows under the law of " + v.law() + " of " + String.join(", ", v.sources()),
        v.site(),
        v.denied().transferClass(),
        v.denied().policy(),
        v.denied().rule(),
        v.denied().place(),
        v.found() + ". " + v.remedy(),
        Denial.Layer.PLAN);
  }

  /** A resumed run reads the shards that it wrote before: its checkpoint is of those. */
  private Manifest shards(JobPlanner.Planned planned, StructType schema, PolicySet policies) {
    ShardPlan plan = planned.dealt().plan();
    ManifestFolder folder =
        job.data()
            .manifests()
            .map(uri -> Manifests.folder(uri, spark.sparkContext()::hadoopConfiguration))
            .orElseGet(() -> ManifestFolder.local(options.out().resolve("manifests")));
    ManifestDraft nothingWritten =
        new ManifestDraft(
            job.data().id(),
            governance.topology().id(),
            plan.strategy().describe(),
            schema.asNullable().json(),
            writer(policies).sensitiveColumns(schema),
            policies.policies().stream()
                .map(p -> new ManifestPolicy(p.id(), p.version(), p.sha256()))
                .toList(),
            List.of());
    Manifest manifest =
        (options.resume()
                ? EarlierShards.find(
                    folder,
                    governance.identity().trust().certificates(),
                    signer -> DriverSide.checkSigner(folder, signer, governance.identity()),
                    nothingWritten,
                    plan)
                : Optional.<Manifest>empty())
            .orElseGet(() -> write(planned, nothingWritten, folder, policies));
    governance.register(manifest);
    return manifest;
  }

  private Manifest write(
      JobPlanner.Planned planned, ManifestDraft draft, ManifestFolder folder, PolicySet policies) {
    ShardPlan plan = planned.dealt().plan();
    progress.line(
        "writing %d shards of %,d rows; %,d rows move"
            .formatted(plan.shards().size(), plan.rows(), plan.movedRows()));
    List<ManifestShard> shards =
        counts(() -> writer(policies).write(planned.dealt(), planned.counted()));
    ManifestStore.Committed committed =
        ManifestStore.commit(folder, draft.with(shards), governance.signer());
    progress.line("manifest: " + committed.file());
    return committed.manifest();
  }

  private ShardWriter writer(PolicySet policies) {
    return ShardWriter.of(spark, governance.topology())
        .withSensitiveColumns(policies.categorisedColumns());
  }

  /** Shards whose home has no executor are read at a replica. */
  private Manifest nearest(Manifest manifest) {
    Manifest now = CopyChoice.now(manifest);
    for (int i = 0; i < now.shards().size(); i++) {
      ManifestShard home = manifest.shards().get(i);
      ManifestShard read = now.shards().get(i);
      if (!home.site().equals(read.site())) {
        progress.line(
            "%s is read at its replica in %s: no executor is at %s"
                .formatted(home.id(), read.site(), home.site()));
      }
    }
    return now;
  }

  private RunResult finish() {
    List<String> faults = new ArrayList<>();
    long outside = governance.touches().outsidePermittedSet();
    if (outside > 0) {
      faults.add(
          "%d tasks touched a shard outside its permitted set: %s"
              .formatted(outside, governance.touches().examples()));
    }
    long held = report.breakInsThatDidNotFail();
    if (held > 0) {
      faults.add(
          "%d break-ins were not refused, or are not on record: see breakIns".formatted(held));
    }
    return faults.isEmpty()
        ? report.result(RunResult.Status.SUCCEEDED, "")
        : report.result(RunResult.Status.FAILED, String.join("; ", faults));
  }

  /**
   * What is to be said of a run that {@link #run} did not bring to its end: all that was done until
   * then, and why it went no further.
   */
  public RunResult ended(RuntimeException fault) {
    boolean denied =
        ExitStatus.known(fault)
            .filter(e -> e.code().kind() == Kind.POLICY || e.code().kind() == Kind.SECURITY)
            .isPresent();
    return report.result(
        denied ? RunResult.Status.DENIED : RunResult.Status.FAILED, ExitStatus.message(fault));
  }

  /** What these jobs return to the driver is numbers of rows and names of files. */
  private <T> T counts(java.util.concurrent.Callable<T> call) {
    return Failures.unwrapped(() -> governance.returningCounts(call));
  }
}
