package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.ResettledShard;
import dev.bailiwick.sharding.ReshardPlan;
import dev.bailiwick.sharding.ReshardPlanner;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.spark.Manifests;
import dev.bailiwick.sharding.spark.ShardMover;
import dev.bailiwick.sharding.spark.ShardRun;
import dev.bailiwick.train.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Brings a dataset's shards to where changed policies and a changed topology allow and want them,
 * on a Spark application that Bailiwick governs.
 *
 * <p>Guaranteed: the manifest that was the newest stays valid, with all its files, until the next
 * version is committed, and after; a run that ends before that, however it ends, leaves files that
 * no manifest names, and the same command begins anew. A shard that stays is the same file. What is
 * refused, and what was moved, is in the audit log.
 */
public final class Resharding {
  private final SparkSession spark;
  private final Job job;
  private final ReshardOptions options;
  private final Progress progress;
  private final Governance governance;

  private Resharding(
      SparkSession spark,
      Job job,
      ReshardOptions options,
      Progress progress,
      Governance governance) {
    this.spark = spark;
    this.job = job;
    this.options = options;
    this.progress = progress;
    this.governance = governance;
  }

  /**
   * Of the dataset of this job; nothing happens yet.
   *
   * @throws BailiwickException GUARD_MISSING when the plugin does not govern this application
   */
  public static Resharding of(
      SparkSession spark, Job job, ReshardOptions options, Progress progress) {
    return new Resharding(spark, job, options, progress, Governance.of(spark.sparkContext()));
  }

  /**
   * Plans, moves, commits.
   *
   * @return the manifest that is the newest now
   * @throws BailiwickException POLICY_DENIED if shards can be neither kept nor moved, unless they
   *     are to be left out; BAD_ARGUMENT if there is no manifest, or it is of another dataset
   */
  public Manifest run() {
    governance.countsChanged();
    governance.epochs().job(job.use(), job.cites());
    try {
      return governed();
    } finally {
      governance.epochs().jobEnded();
    }
  }

  private Manifest governed() {
    ManifestFile file = newest();
    ManifestFolder folder = file.folder();
    Manifest before =
        ManifestStore.load(
            file,
            governance.identity().trust().certificates(),
            signer -> DriverSide.checkSigner(file, signer, governance.identity()));
    if (!before.dataset().equals(job.data().id())) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "%s is of dataset '%s', and the job %s is of '%s': give the manifest and the job of one"
                  .formatted(file, before.dataset(), job.file(), job.data().id())
              + " dataset");
    }
    progress.line("manifest %s: %s".formatted(file, ManifestText.totals(before)));
    PolicySet attached =
        JobSources.attachedTo(job, governance).in(governance.policies().circumstances());
    ReshardPlan plan =
        ReshardPlanner.plan(
            before,
            attached,
            governance.topology(),
            PlanOptions.of(job.data().rowsPerShard()).withGain(job.data().minimumGain()));
    ReshardText.lines(plan, governance.topology()).forEach(progress::line);
    refuse(plan);
    if (options.dryRun()) {
      return before;
    }
    if (plan.changesNothing(before, governance.topology().id())) {
      progress.line("nothing changes: version %d stays the newest".formatted(before.version()));
      return before;
    }
    return move(folder, before, plan);
  }

  private ManifestFile newest() {
    ManifestFile given =
        Manifests.file(options.manifest(), spark.sparkContext()::hadoopConfiguration);
    ManifestFile newest =
        ManifestStore.latest(given.folder())
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.BAD_ARGUMENT, "There is no manifest " + given));
    if (!given.name().equals(newest.name())) {
      progress.line(
          "%s is not the newest version, %s is: that one is resharded".formatted(given, newest));
    }
    return newest;
  }

  private void refuse(ReshardPlan plan) {
    for (ReshardPlan.Violation v : plan.violations()) {
      governance.denied(
          new Denial(
              v.shard().id() + " of " + plan.dataset(),
              v.shard().site(),
              v.transferClass(),
              v.policy(),
              v.rule(),
              v.place(),
              v.text(),
              Denial.Layer.PLAN));
    }
    if (!plan.violations().isEmpty() && !options.leaveOut()) {
      List<String> texts = plan.violations().stream().map(ReshardPlan.Violation::text).toList();
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "%d shards can be neither kept nor moved, so nothing was done and the manifest stays as it is:%n%s%nWith --leave-out the next version is made without them"
              .formatted(
                  texts.size(),
                  String.join(
                      System.lineSeparator(), texts.subList(0, Math.min(10, texts.size())))));
    }
  }

  private Manifest move(ManifestFolder folder, Manifest before, ReshardPlan plan) {
    Manifest readable = plan.rejudged(before);
    governance.register(readable);
    List<ReshardPlan.Move> moves = plan.moves();
    Set<String> sites = new TreeSet<>();
    moves.forEach(
        m -> {
          sites.add(m.from());
          sites.add(m.to());
        });
    SiteWaiting.forSites(spark.sparkContext(), governance, progress, sites);
    Map<String, ShardCopy> made = Map.of();
    if (!moves.isEmpty()) {
      ShardRun run = ShardRun.begin(folder, before.dataset(), governance.topology());
      ShardMover mover = ShardMover.of(spark, governance.topology(), run, progress::line);
      made =
          Failures.unwrapped(() -> governance.returningCounts(() -> mover.move(readable, moves)));
    }
    return commit(folder, before, plan, made);
  }

  private Manifest commit(
      ManifestFolder folder, Manifest before, ReshardPlan plan, Map<String, ShardCopy> made) {
    List<ManifestShard> shards =
        plan.shards().stream()
            .map(
                s ->
                    s.with(
                        s.missing().stream()
                            .map(to -> Objects.requireNonNull(made.get(s.shard().id() + " " + to)))
                            .toList()))
            .toList();
    ManifestStore.Committed committed =
        ManifestStore.commitAfter(
            before.version(),
            folder,
            new ManifestDraft(
                before.dataset(),
                governance.topology().id(),
                before.strategy(),
                before.schema(),
                before.sensitiveColumns(),
                plan.policies(),
                shards),
            governance.signer());
    record(plan, made, committed.manifest());
    progress.line("manifest: " + committed.file());
    progress.line(ManifestText.totals(committed.manifest()));
    ReshardText.left(plan).forEach(progress::line);
    return committed.manifest();
  }

  private void record(ReshardPlan plan, Map<String, ShardCopy> made, Manifest after) {
    for (ReshardPlan.Move m : plan.moves()) {
      ShardCopy copy = Objects.requireNonNull(made.get(m.shard() + " " + m.to()));
      governance.record(
          "shard-moved",
          Map.of(
              "shard", m.shard(),
              "dataset", plan.dataset(),
              "from", m.from(),
              "to", m.to(),
              "rows", m.rows(),
              "bytes", copy.bytes(),
              "sha256", copy.sha256(),
              "version", after.version()));
    }
    for (ResettledShard s : plan.shards()) {
      for (ShardCopy c : s.leaving()) {
        governance.record(
            "shard-copy-left",
            Map.of(
                "shard",
                s.shard().id(),
                "dataset",
                plan.dataset(),
                "site",
                c.site(),
                "uri",
                c.uri().toString(),
                "version",
                after.version()));
      }
    }
    plan.violations()
        .forEach(
            v ->
                governance.record(
                    "shard-left-out",
                    Map.of(
                        "shard",
                        v.shard().id(),
                        "dataset",
                        plan.dataset(),
                        "rows",
                        v.shard().rows(),
                        "version",
                        after.version())));
    governance.register(after);
  }
}
