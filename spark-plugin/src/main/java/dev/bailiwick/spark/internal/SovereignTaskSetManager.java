package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskState;
import org.apache.spark.scheduler.DirectTaskResult;
import org.apache.spark.scheduler.ExecutorCacheTaskLocation;
import org.apache.spark.scheduler.TaskLocation;
import org.apache.spark.scheduler.TaskSet;
import org.apache.spark.scheduler.TaskSetExcludelist;
import org.apache.spark.scheduler.TaskSetManager;
import org.apache.spark.util.SystemClock;
import scala.Enumeration;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.collection.mutable.HashMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Says no to executors whose site a task's rule does not permit. Spark asks for every offer, also
 * for speculative copies and retries; there is no other way to a task.
 *
 * <p>{@code spark.excludeOnFailure} has no effect here: with few executors at a permitted site, one
 * failure could exclude the last of them and leave the job waiting.
 */
final class SovereignTaskSetManager extends TaskSetManager {
  private final SovereignTaskScheduler scheduler;
  private final List<TaskRule> rules;
  private final boolean silent;
  private final Answer answer;
  private final Placement placement;
  private final Set<String> recorded = new HashSet<>();
  private final Option<TaskSetExcludelist> veto;
  private final boolean ready;

  SovereignTaskSetManager(
      SovereignTaskScheduler scheduler,
      TaskSet taskSet,
      int maxFailures,
      Judgement.Placed placed,
      Placement placement) {
    super(scheduler, taskSet, maxFailures, Option.empty(), new SystemClock());
    this.scheduler = scheduler;
    this.rules = placed.rules();
    this.silent = placed.silent();
    this.answer = placed.answer();
    this.placement = placement;
    // Where nothing is governed, Spark need not ask for each offer.
    this.veto = isGoverned() ? Option.apply(new Veto()) : Option.empty();
    this.ready = true;
  }

  /** Spark's list of executors that a task must avoid, computed instead of kept. */
  final class Veto extends TaskSetExcludelist {
    Veto() {
      super(
          scheduler.sc().listenerBus(),
          scheduler.sc().conf(),
          taskSet().stageId(),
          taskSet().stageAttemptId(),
          new SystemClock(),
          false);
    }

    @Override
    public boolean isExecutorExcludedForTask(String executorId, int index) {
      return isBarred(executorId, index);
    }

    @Override
    public void updateExcludedForFailedTask(
        String host, String executorId, int index, String reason) {
      // See the class comment: failures exclude nobody.
    }

    @Override
    public String getLatestFailureReason() {
      return "Bailiwick: no executor at a permitted site";
    }
  }

  private boolean isBarred(String executorId, int index) {
    TaskRule rule = rules.get(index);
    Optional<String> site = placement.siteOfExecutor(executorId);
    if (rule.permits(site)) {
      return false;
    }
    if (prefers(index, executorId) && recorded.add(index + "@" + executorId)) {
      site.flatMap(rule::denial)
          .map(
              d ->
                  StageJudge.explained(
                      d,
                      " Task "
                          + index
                          + " of stage "
                          + taskSet().stageId()
                          + " asked for executor "
                          + executorId
                          + ", which is there."))
          .ifPresent(placement::denied);
    }
    return true;
  }

  private boolean prefers(int index, String executorId) {
    for (TaskLocation location :
        CollectionConverters.asJava(taskSet().tasks()[index].preferredLocations())) {
      if (location instanceof ExecutorCacheTaskLocation at && at.executorId().equals(executorId)) {
        return true;
      }
    }
    return false;
  }

  private static <T> Seq<T> none() {
    return CollectionConverters.asScala(List.<T>of()).toSeq();
  }

  boolean isGoverned() {
    return rules.stream().anyMatch(rule -> !rule.permits(Optional.empty()));
  }

  /** Rules of tasks that are neither done nor running. Call with the scheduler's lock held. */
  List<TaskRule> waiting() {
    List<TaskRule> waiting = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (!successful()[i] && copiesRunning()[i] == 0) {
        waiting.add(rules.get(i));
      }
    }
    return waiting;
  }

  @Override
  public Option<TaskSetExcludelist> taskSetExcludelistHelperOpt() {
    // The superclass asks while it is being made, before there is a veto; it offers nothing then.
    return ready ? veto : super.taskSetExcludelistHelperOpt();
  }

  /** Spark's lines about each task stay Spark's, whose level its users have set. */
  @Override
  public String logName() {
    return TaskSetManager.class.getName();
  }

  /** What a task fails with may quote its rows: of that the driver gets no more than it may see. */
  @Override
  public void handleFailedTask(long taskId, Enumeration.Value state, TaskFailedReason reason) {
    super.handleFailedTask(taskId, state, silent ? Answer.quiet(reason) : reason);
  }

  /** Whether the driver may not see what these tasks hold. */
  boolean isSilent() {
    return silent;
  }

  @Override
  public void handleSuccessfulTask(long taskId, DirectTaskResult<?> result) {
    if (silent) {
      result.accumUpdates_$eq(Answer.numbers(result.accumUpdates()));
      Object value = result.value(null);
      if (!answer.permits(value)) {
        refuseAnswer(taskId, value.getClass().getName());
        return;
      }
    }
    super.handleSuccessfulTask(taskId, result);
  }

  private void refuseAnswer(long taskId, String found) {
    String text =
        "Bailiwick refused what a task of stage "
            + taskSet().stageId()
            + " returned: by its function it returns no rows, which this driver may not see, and a "
            + found
            + " came. Use Spark's own actions and writers over these rows.";
    super.handleFailedTask(
        taskId, TaskState.KILLED(), new TaskKilled(text, none(), none(), none()));
    abort(text, Option.empty());
  }

  /** Spark would kill an idle executor to make room for another: that helps nobody here. */
  @Override
  public Option<Object> getCompletelyExcludedTaskIfAny(
      HashMap<String, scala.collection.mutable.HashSet<String>> hostToExecutors) {
    return Option.empty();
  }
}
