package dev.bailiwick.spark;

import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.SiteKeyStores;
import dev.bailiwick.sharding.spark.Splitting;
import dev.bailiwick.train.CheckpointStore;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.RoundRecord;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** The training part of a job: shards to workers, rounds, checkpoints, and the yardstick. */
final class JobTraining {
  private static final int CHECKPOINTS_KEPT = 3;

  private final SparkSession spark;
  private final Governance governance;
  private final Job job;
  private final RunOptions options;
  private final Progress progress;
  private final RunReport report;

  JobTraining(
      SparkSession spark,
      Governance governance,
      Job job,
      RunOptions options,
      Progress progress,
      RunReport report) {
    this.spark = spark;
    this.governance = governance;
    this.job = job;
    this.options = options;
    this.progress = progress;
    this.report = report;
  }

  void train(
      Manifest manifest, Preprocessor preprocessor, FittedStatistics fitted, JobSources sources) {
    ShardRows train = shards(manifest, Splitting.TRAIN, preprocessor, fitted, sources.policies());
    ShardRows test = shards(manifest, Splitting.TEST, preprocessor, fitted, sources.policies());
    TrainingSettings settings = settings(manifest, fitted);
    progress.line(
        "training on %,d rows at %s"
            .formatted(
                train.shards().stream().mapToLong(TrainingShard::rows).sum(),
                train.shards().stream().map(TrainingShard::site).distinct().sorted().toList()));
    Provenance.write(
        options.out().resolve("checkpoints"),
        job,
        manifest,
        sources.policies(),
        governance.signer());
    DriverRounds driver = new DriverRounds(governance);
    TrainingResult result =
        new TrainingRun(
                spark.sparkContext(),
                driver,
                new ExecutorRounds(),
                settings,
                train,
                test,
                Optional.of(checkpoints()),
                new UsableShards(new GovernedShards(governance.shards()), this::stopped))
            .run(this::tell, () -> false);
    report.rounds(result.history());
    metric("testError", result.test());
    if (options.compareSingle()) {
      int workers =
          TrainingWorker.assign(train.shards(), settings.workersPerSite(), TransferClass.PARAMETERS)
              .size();
      progress.line("training the same model in one process, for comparison");
      TrainingResult single =
          new SingleProcessRun(
                  spark.sparkContext(),
                  driver,
                  new ExecutorRounds(),
                  settings,
                  workers,
                  sources.together(Splitting.TRAIN, preprocessor, fitted),
                  sources.together(Splitting.TEST, preprocessor, fitted))
              .run(this::tell, () -> false);
      metric("testErrorSingleProcess", single.test());
    }
  }

  private void stopped(String why) {
    progress.line(why);
    governance.record("shard-stopped", Map.of("why", why));
  }

  private void metric(String name, dev.bailiwick.train.Evaluation test) {
    if (test.rows() > 0) {
      report.metric(name, test.error());
      progress.line("%s: %.2f %% of %,d rows".formatted(name, 100 * test.error(), test.rows()));
    }
  }

  private void tell(RoundRecord r) {
    String error =
        r.test().rows() == 0 ? "" : ", test error %.2f %%".formatted(100 * r.test().error());
    progress.line(
        "round %d/%d: loss %.4f%s (%.1f s)"
            .formatted(
                r.round(), job.training().rounds(), r.loss(), error, r.milliseconds() / 1000.0));
  }

  private TrainingSettings settings(Manifest manifest, FittedStatistics fitted) {
    return new TrainingSettings(
        job.sha256(),
        sha256(manifest),
        job.model(),
        fitted.width(),
        job.label().classes().size(),
        job.training().rounds(),
        job.training().localSteps(),
        job.training().batchSize(),
        job.training().seed(),
        job.training().workersPerSite(),
        job.training().windowRows(),
        options.resume());
  }

  private CheckpointStore checkpoints() {
    Path home = BailiwickConf.of(spark.sparkContext().getConf()).driverSiteHome();
    String site = governance.driverSite();
    return new CheckpointStore(
        options.out().resolve("checkpoints"),
        CHECKPOINTS_KEPT,
        new SiteCheckpointKeys(SiteKeyStores.open(home, site), site, job.data().id()));
  }

  private ShardRows shards(
      Manifest manifest,
      String split,
      Preprocessor preprocessor,
      FittedStatistics fitted,
      PolicySet policies) {
    List<ManifestShard> chosen =
        manifest.shards().stream()
            .filter(s -> s.split().equals(split) && !s.isContext())
            .sorted(Comparator.comparing(ManifestShard::id))
            .toList();
    List<TrainingShard> out = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      out.add(shard(chosen.get(i), i, policies));
    }
    return new ShardRows(
        ShardInput.of(
            spark, manifest, s -> s.split().equals(split) && !s.isContext(), preprocessor, fitted),
        out);
  }

  private TrainingShard shard(ManifestShard s, int partition, PolicySet policies) {
    Map<TransferClass, Set<String>> permitted = new EnumMap<>(TransferClass.class);
    Map<TransferClass, Long> least = new EnumMap<>(TransferClass.class);
    for (TransferClass c : TransferClass.values()) {
      permitted.put(c, Set.copyOf(s.permittedFor(c.id())));
      least.put(c, least(s, c, policies));
    }
    return new TrainingShard(
        s.id(), s.uri().toString(), s.site(), partition, s.rows(), permitted, least);
  }

  private long least(ManifestShard s, TransferClass c, PolicySet policies) {
    long least = 0;
    for (String law : s.jurisdictions()) {
      for (Site to : governance.topology().sites()) {
        least = Math.max(least, policies.minRecords(Location.of(law), c, to));
      }
    }
    return least;
  }

  /** Of the shards, by the hashes of their files: shards that are written anew give another. */
  private String sha256(Manifest manifest) {
    String shards =
        manifest.shards().stream()
            .sorted(Comparator.comparing(ManifestShard::id))
            .map(s -> s.id() + " " + s.sha256())
            .collect(Collectors.joining("\n"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(shards.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
