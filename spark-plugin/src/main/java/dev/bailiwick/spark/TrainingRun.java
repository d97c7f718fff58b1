package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.Averager;
import dev.bailiwick.train.Checkpoint;
import dev.bailiwick.train.CheckpointStore;
import dev.bailiwick.train.Replica;
import dev.bailiwick.train.RoundMode;
import dev.bailiwick.train.RoundRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/**
 * Trains a model in rounds: every worker trains the same number of steps from the same state; the
 * states are averaged, by rows, inside a site and then between sites; the average is evaluated on
 * the test shards and written as a checkpoint.
 *
 * <p>Guarantee: the same shards, settings and model give the same parameters bit for bit, whatever
 * executors there are and also when the run was interrupted and resumed, if {@code OMP_NUM_THREADS}
 * is 1 at all executors and they choose the same build of ND4J's natives. A worker that covers
 * fewer records than the policy asks for sends nothing, and the run fails with POLICY_DENIED.
 * Before each round the policies are asked again: see {@link UsableShards}.
 */
public final class TrainingRun {
  private final SparkContext sc;
  private final RoundCoordinator coordinator;
  private final RoundSite site;
  private final TrainingSettings settings;
  private final ShardRows train;
  private final ShardRows test;
  private final Optional<CheckpointStore> checkpoints;
  private final UsableShards usable;

  TrainingRun(
      SparkContext sc,
      RoundCoordinator coordinator,
      RoundSite site,
      TrainingSettings settings,
      ShardRows train,
      ShardRows test,
      Optional<CheckpointStore> checkpoints,
      UsableShards usable) {
    this.sc = sc;
    this.coordinator = coordinator;
    this.site = site;
    this.settings = settings;
    this.train = train;
    this.test = test;
    this.checkpoints = checkpoints;
    this.usable = usable;
    if (train.shards().isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA, "there is no training shard: the sources have no rows to train on");
    }
  }

  /**
   * Trains until the rounds are done or {@code stop} says so.
   *
   * @param progress is told of each round, after its checkpoint is written
   * @param stop is asked before each round; stopping leaves a run that can be resumed
   */
  public TrainingResult run(Consumer<RoundRecord> progress, BooleanSupplier stop) {
    usable.requireReleases(train.shards(), test.shards(), coordinator.site());
    String model = settings.configuration();
    Checkpoint.Identity identity =
        new Checkpoint.Identity(
            settings.jobSha256(),
            settings.manifestSha256(),
            settings.seed(),
            settings.workersPerSite(),
            settings.windowRows(),
            model);
    Checkpoint now = begin(identity);
    RoundJob job = new RoundJob(sc, coordinator, site, now.run(), model, assignmentSettings());
    boolean stopped = false;
    try {
      while (now.rounds() < settings.rounds() && !stopped) {
        stopped = stop.getAsBoolean();
        if (!stopped) {
          usable.requireReleases(train.shards(), test.shards(), coordinator.site());
          now = round(job, now);
          progress.accept(now.history().get(now.rounds() - 1));
        }
      }
    } catch (RuntimeException e) {
      releaseAfter(job, e);
      throw e;
    }
    job.release();
    return new TrainingResult(now, stopped);
  }

  /** What ended the run counts, not that a stopped application cannot be tidied up. */
  private static void releaseAfter(RoundJob job, RuntimeException fault) {
    try {
      job.release();
    } catch (RuntimeException e) {
      fault.addSuppressed(e);
    }
  }

  private Checkpoint begin(Checkpoint.Identity identity) {
    if (settings.resume() && checkpoints.isPresent()) {
      CheckpointStore store = checkpoints.get();
      Optional<Checkpoint> latest = store.latest();
      if (latest.isPresent()) {
        store.requireSame(latest.get(), identity);
        return latest.get();
      }
    }
    checkpoints.ifPresent(CheckpointStore::putAside);
    String run = UUID.randomUUID().toString();
    return new Checkpoint(
        run, 0, identity, Map.of(), new Replica(identity.model()).state(), List.of());
  }

  private Checkpoint round(RoundJob job, Checkpoint before) {
    long start = System.nanoTime();
    RoundTally tally = new RoundTally();
    List<TrainingShard> shards = usable.now(train.shards());
    usable.requireSome(shards, before.rounds() + 1);
    List<TrainingWorker> workers =
        TrainingWorker.assign(shards, settings.workersPerSite(), TransferClass.PARAMETERS);
    Averager averager = new Averager();
    for (RoundJob.Answer answer :
        job.ask(
            RoundMode.TRAIN,
            before.rounds(),
            before.state(),
            train.input(),
            workers,
            before.cursors())) {
      averager.add(
          answer.update().worker().site(),
          answer.update().worker().index(),
          answer.update().figures().rows(),
          answer.update().state());
      tally.trained(answer);
    }
    byte[] average = averager.average();
    Map<String, Long> cursors = after(before.cursors(), workers);
    List<TrainingWorker> judges =
        TrainingWorker.assign(usable.now(test.shards()), 1, TransferClass.METRICS);
    if (!judges.isEmpty()) {
      job.ask(RoundMode.EVALUATE, before.rounds(), average, test.input(), judges, cursors)
          .forEach(tally::evaluated);
    }
    int rounds = before.rounds() + 1;
    List<RoundRecord> history = new ArrayList<>(before.history());
    history.add(tally.record(rounds, (System.nanoTime() - start) / 1_000_000));
    Checkpoint after =
        new Checkpoint(before.run(), rounds, before.identity(), cursors, average, history);
    checkpoints.ifPresent(store -> store.save(after));
    return after;
  }

  private Map<String, Long> after(Map<String, Long> before, List<TrainingWorker> workers) {
    Map<String, Long> cursors = new HashMap<>(before);
    long each = (long) settings.localSteps() * settings.batchSize();
    for (TrainingWorker worker : workers) {
      cursors.merge(worker.id().site(), each, Math::addExact);
    }
    return cursors;
  }

  private Assignment.Settings assignmentSettings() {
    return new Assignment.Settings(
        settings.inputs(),
        settings.classes(),
        settings.localSteps(),
        settings.batchSize(),
        settings.seed(),
        settings.windowRows());
  }
}
