package dev.bailiwick.spark.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.Governance;
import dev.bailiwick.spark.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.TaskSet;
import org.apache.spark.scheduler.TaskSetManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.SystemClock;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own scheduler, with one question before each task set and a veto on each offer.
 *
 * <p>What is refused fails its job and nothing else. A fault of ours refuses, too: an exception
 * here would stop the whole application, and letting the task set pass would leave it unguarded.
 */
final class SovereignTaskScheduler extends TaskSchedulerImpl {
  private static final Logger LOG = LoggerFactory.getLogger(SovereignTaskScheduler.class);

  private final String master;
  private final boolean local;
  private final Placement placement;
  private final LineageWalker walker;
  private final StageJudge judge;
  private final WaitingWatch watch;
  private final IdentityHashMap<TaskSet, Judgement.Placed> judged = new IdentityHashMap<>();
  private final Evictions evictions;
  private final Optional<Racks> racks;
  private boolean cleanerAttached;

  SovereignTaskScheduler(SparkContext sc, String master) {
    this(sc, sc.conf().getInt("spark.task.maxFailures", 4), false, master);
  }

  SovereignTaskScheduler(SparkContext sc, int maxFailures, String localMaster) {
    this(sc, maxFailures, true, localMaster);
  }

  private SovereignTaskScheduler(SparkContext sc, int maxFailures, boolean local, String master) {
    super(sc, maxFailures, local, new SystemClock());
    this.master = master;
    this.local = local;
    this.placement = Governance.of(sc).placement();
    this.evictions = new Evictions(placement);
    this.walker = new LineageWalker(placement);
    this.judge = new StageJudge(placement, walker);
    this.watch = new WaitingWatch(this, placement);
    this.racks =
        master.equals("yarn") ? Optional.of(new Racks(sc.hadoopConfiguration())) : Optional.empty();
  }

  /** As for {@link SovereignTaskSetManager}: what Spark says here is said in its name. */
  @Override
  public String logName() {
    return TaskSchedulerImpl.class.getName();
  }

  @Override
  public void submitTasks(TaskSet taskSet) {
    forgetWhatIsCleaned();
    Judgement judgement;
    try {
      judgement = judge.judge(dagScheduler(), taskSet);
      if (judgement instanceof Judgement.Placed placed && local) {
        judgement = refuseWhatCannotBeHere(taskSet, placed);
      }
    } catch (Throwable e) {
      // Whatever it is: on Spark's event loop it would stop the application.
      LOG.error("Could not judge {}", taskSet, e);
      String text = "Bailiwick could not tell what " + taskSet + " reads, and so refused it: " + e;
      refuse(taskSet, new BailiwickException(ErrorCode.INTERNAL, text, e));
      return;
    }
    if (judgement instanceof Judgement.Refused refused) {
      refused.denials().forEach(placement::denied);
      refuse(taskSet, new BailiwickException(ErrorCode.POLICY_DENIED, refused.text()));
    } else if (judgement instanceof Judgement.Placed placed) {
      judged.put(taskSet, placed);
      super.submitTasks(taskSet);
    }
  }

  private void refuse(TaskSet taskSet, BailiwickException why) {
    dagScheduler().taskSetFailed(taskSet, String.valueOf(why.getMessage()), Option.apply(why));
  }

  /** In local mode there is one executor and will be no other: waiting is of no use. */
  private Judgement refuseWhatCannotBeHere(TaskSet taskSet, Judgement.Placed placed) {
    String site = placement.driverSite();
    return placed.rules().stream()
        .flatMap(rule -> rule.denial(site).stream())
        .findFirst()
        .<Judgement>map(
            denial ->
                new Judgement.Refused(
                    "Bailiwick refused "
                        + taskSet
                        + ": this application has one process only, and "
                        + StageJudge.sentence(denial),
                    List.of(denial)))
        .orElse(placed);
  }

  @Override
  public TaskSetManager createTaskSetManager(TaskSet taskSet, int maxFailures) {
    Judgement.Placed placed = judged.remove(taskSet);
    if (placed == null) {
      throw new IllegalStateException("A task set came that was not judged: " + taskSet);
    }
    SovereignTaskSetManager manager =
        new SovereignTaskSetManager(this, taskSet, maxFailures, placed, placement);
    if (!local && manager.isGoverned()) {
      watch.add(manager);
    }
    return manager;
  }

  @Override
  public Option<String> defaultRackValue() {
    return master.equals("yarn") ? Option.apply(NetworkTopology.DEFAULT_RACK) : Option.empty();
  }

  @Override
  public Seq<Option<String>> getRacksForHosts(Seq<String> hosts) {
    if (racks.isEmpty()) {
      return super.getRacksForHosts(hosts);
    }
    List<String> names = new ArrayList<>();
    // A host may come with a port, which is not part of its name.
    CollectionConverters.asJava(hosts).forEach(h -> names.add(Utils.parseHostPort(h)._1));
    List<Option<String>> found =
        racks.get().of(names).stream().map(r -> Option.apply(r.orElse(null))).toList();
    return CollectionConverters.asScala(found).toSeq();
  }

  /** Tasks tell what they have counted so far while they run, too. */
  @Override
  public boolean executorHeartbeatReceived(
      String executorId,
      Tuple2<Object, Seq<AccumulatorV2<?, ?>>>[] updates,
      BlockManagerId blockManager,
      scala.collection.mutable.Map<Tuple2<Object, Object>, ExecutorMetrics> peaks) {
    for (int i = 0; i < updates.length; i++) {
      if (taskIdToTaskSetManager().get(updates[i]._1()) instanceof SovereignTaskSetManager manager
          && manager.isSilent()) {
        updates[i] = new Tuple2<>(updates[i]._1(), Answer.numbers(updates[i]._2()));
      }
    }
    return super.executorHeartbeatReceived(executorId, updates, blockManager, peaks);
  }

  /** Executors that have offered themselves and are not lost. */
  synchronized Set<String> executors() {
    Set<String> ids = new HashSet<>();
    executorIdToHost().keysIterator().foreach(ids::add);
    return ids;
  }

  @Override
  public void postStartHook() {
    if (master.equals("yarn") && "cluster".equals(sc().deployMode())) {
      tellApplicationMaster();
    }
    super.postStartHook();
  }

  /**
   * What Spark's own scheduler for YARN in cluster mode does; its class is not in the core. Asked
   * of the Scala object: the class of the same name has no static form of the method.
   */
  private void tellApplicationMaster() {
    try {
      Class<?> master =
          Class.forName(
              "org.apache.spark.deploy.yarn.ApplicationMaster$",
              true,
              Thread.currentThread().getContextClassLoader());
      master
          .getMethod("sparkContextInitialized", SparkContext.class)
          .invoke(master.getField("MODULE$").get(null), sc());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Spark's YARN application master is not known", e);
    }
  }

  /**
   * Nobody may come back under the id of an executor that is lost, and be taken for it. In local
   * mode Spark can lose only this process itself, which then goes on: a laptop that slept.
   */
  @Override
  public void executorLost(String executorId, ExecutorLossReason reason) {
    if (!local) {
      placement.executorLost(executorId);
    }
    super.executorLost(executorId, reason);
  }

  @Override
  public void stop(int exitCode) {
    watch.stop();
    super.stop(exitCode);
  }

  /** The cleaner exists only once the context is up. */
  private void forgetWhatIsCleaned() {
    if (!cleanerAttached && sc().cleaner().isDefined()) {
      cleanerAttached = true;
      sc().cleaner().get().attachListener(evictions);
    }
    evictions.apply(walker);
  }
}
