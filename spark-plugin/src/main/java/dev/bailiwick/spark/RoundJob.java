package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.RoundMode;
import dev.bailiwick.train.Update;
import dev.bailiwick.train.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag$;

/**
 * Asks all workers of a run the same thing, one Spark job each time, and remembers on which
 * executor each worker was.
 */
final class RoundJob {
  private final SparkContext sc;
  private final RoundCoordinator coordinator;
  private final RoundSite site;
  private final String run;
  private final String model;
  private final Assignment.Settings settings;
  private final Map<WorkerId, String> pinned = new HashMap<>();

  /** An update that was opened, and what it and its assignment weighed on the way. */
  record Answer(Update update, long downBytes, long upBytes) {}

  RoundJob(
      SparkContext sc,
      RoundCoordinator coordinator,
      RoundSite site,
      String run,
      String model,
      Assignment.Settings settings) {
    this.sc = sc;
    this.coordinator = coordinator;
    this.site = site;
    this.run = run;
    this.model = model;
    this.settings = settings;
  }

  /**
   * One answer of each worker, in the order of the workers.
   *
   * @param cursors examples that each site consumed before
   */
  List<Answer> ask(
      RoundMode mode,
      int round,
      byte[] state,
      ShardInput<?> rows,
      List<TrainingWorker> workers,
      Map<String, Long> cursors) {
    TransferClass released = released(mode);
    Padding padding = BailiwickConf.of(sc.conf()).updatesPadding();
    List<RoundTask> tasks = new ArrayList<>();
    List<EpochKey> keys = new ArrayList<>();
    for (TrainingWorker worker : workers) {
      SealedUpdates seals = new SealedUpdates(run, round, mode, worker.id(), coordinator.site());
      EpochKey key = coordinator.key(seals.scope());
      Assignment assignment =
          new Assignment(
              mode,
              run,
              round,
              worker.id(),
              new Assignment.Turn(worker.ofSite(), cursors.getOrDefault(worker.id().site(), 0L)),
              settings,
              worker.leastRecords(released),
              worker.assigned(),
              model,
              state);
      keys.add(key);
      tasks.add(
          new RoundTask(
              run,
              round,
              mode,
              worker.id(),
              coordinator.site(),
              seals.seal(assignment, key, padding),
              worker.partitions(),
              worker.files(),
              pinned.get(worker.id())));
    }
    List<byte[]> replies = collect(mode, round, new RoundRDD(sc, rows, tasks, site));
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      RoundTask task = tasks.get(i);
      byte[] sealed = RoundReply.open(replies.get(i));
      Update update = task.seals().openUpdate(sealed, keys.get(i));
      pinned.put(update.worker(), "executor_%s_%s".formatted(update.host(), update.executor()));
      count(task, released, sealed.length);
      answers.add(new Answer(update, task.sealedAssignment().length, sealed.length));
    }
    return answers;
  }

  /** Makes the executors forget the run's rows and replicas, as far as they can be reached. */
  void release() {
    List<String> executors = pinned.values().stream().distinct().sorted().toList();
    if (!executors.isEmpty()) {
      JavaRDD.fromRDD(
              new ReleaseRDD(sc, run, executors), ClassTag$.MODULE$.<byte[]>apply(byte[].class))
          .collect();
    }
  }

  /** What a worker's answer is, to the policy. */
  static TransferClass released(RoundMode mode) {
    return mode == RoundMode.TRAIN ? TransferClass.PARAMETERS : TransferClass.METRICS;
  }

  private List<byte[]> collect(RoundMode mode, int round, RDD<byte[]> rdd) {
    String before = sc.getLocalProperty("spark.job.description");
    sc.setLocalProperty(
        "spark.job.description", "Bailiwick: %s, round %d".formatted(mode.id(), round + 1));
    try {
      return JavaRDD.fromRDD(rdd, ClassTag$.MODULE$.<byte[]>apply(byte[].class)).collect();
    } catch (Exception e) {
      throw failed(mode, round, e);
    } finally {
      sc.setLocalProperty("spark.job.description", before);
    }
  }

  /** Spark wraps what a task or the scheduler threw, sometimes in text only. */
  private static BailiwickException failed(RoundMode mode, int round, Exception e) {
    Optional<BailiwickException> ours = Failures.ours(e);
    if (ours.isPresent()) {
      return ours.get();
    }
    String message = String.valueOf(e.getMessage());
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "round %d (%s) did not finish: %s. What was trained before it is in the checkpoint: look at"
                .formatted(round + 1, mode.id(), message.lines().findFirst().orElse(""))
            + " the executors' logs, then resume",
        e);
  }

  private void count(RoundTask task, TransferClass released, long upBytes) {
    String there = task.worker().site();
    if (!there.equals(WorkerId.UNGOVERNED) && !there.equals(coordinator.site())) {
      coordinator.transferred(
          coordinator.site(), there, TransferClass.PARAMETERS, task.sealedAssignment().length);
      coordinator.transferred(there, coordinator.site(), released, upBytes);
    }
  }
}
