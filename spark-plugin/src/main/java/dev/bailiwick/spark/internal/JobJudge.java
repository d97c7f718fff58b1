package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Denial;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.scheduler.ActiveJob;
import org.apache.spark.scheduler.DAGScheduler;
import org.apache.spark.scheduler.ResultStage;
import org.apache.spark.scheduler.ShuffleMapStage;
import org.apache.spark.scheduler.Stage;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Looks ahead, before the first task of a job runs: a shuffle without a common site, or a later
 * stage whose first task has none, would be refused after hours of work that nobody can use.
 *
 * <p>It refuses nothing that would not be refused at its own stage, and every stage is still judged
 * in full when its turn comes.
 */
final class JobJudge {
  private final StageJudge stages;
  private final Set<Integer> passed = new HashSet<>();

  JobJudge(StageJudge stages) {
    this.stages = stages;
  }

  /** A stage that cannot run, and why. */
  record Found(Stage stage, Denial denial) {}

  /**
   * What is wrong with the jobs that need this stage; empty when one of them could run, for Spark
   * fails all of them together.
   */
  Optional<Found> judge(DAGScheduler dag, Stage next) {
    Map<Integer, ActiveJob> active =
        new LinkedHashMap<>(asMap(CollectionConverters.asJava(dag.jobIdToActiveJob())));
    passed.retainAll(active.keySet());
    active.keySet().retainAll(asSet(CollectionConverters.asJava(next.jobIds())));
    Optional<Found> last = Optional.empty();
    for (Map.Entry<Integer, ActiveJob> job : active.entrySet()) {
      if (passed.contains(job.getKey())) {
        return Optional.empty();
      }
      last = judge(job.getValue(), next);
      if (last.isEmpty()) {
        passed.add(job.getKey());
        return last;
      }
    }
    return last;
  }

  private Optional<Found> judge(ActiveJob job, Stage next) {
    for (Stage stage : of(job)) {
      // The next one is judged in full by itself.
      Optional<Denial> denial = stage.id() == next.id() ? Optional.empty() : judge(stage);
      if (denial.isPresent()) {
        return Optional.of(new Found(stage, denial.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * The stages of a job that are still to be run. Spark gives inputs lower numbers, so what is
   * wrong is found at its cause.
   */
  private static Collection<Stage> of(ActiveJob job) {
    Map<Integer, Stage> stages = new TreeMap<>();
    Deque<Stage> todo = new ArrayDeque<>();
    todo.push(job.finalStage());
    while (!todo.isEmpty()) {
      Stage stage = todo.pop();
      // What was shuffled already stands; its inputs are not read again.
      if (stage instanceof ShuffleMapStage map && map.isAvailable()) {
        continue;
      }
      if (stages.putIfAbsent(stage.id(), stage) == null) {
        CollectionConverters.asJava(stage.parents()).forEach(todo::push);
      }
    }
    return stages.values();
  }

  private Optional<Denial> judge(Stage stage) {
    Optional<Denial> shuffle =
        stage instanceof ShuffleMapStage map ? stages.shuffle(map.shuffleDep()) : Optional.empty();
    return shuffle.or(() -> stages.task(stage.rdd(), first(stage)));
  }

  private static int[] first(Stage stage) {
    if (stage.numTasks() == 0) {
      return new int[0];
    }
    return new int[] {stage instanceof ResultStage result ? result.partitions()[0] : 0};
  }

  @SuppressWarnings("unchecked")
  private static Map<Integer, ActiveJob> asMap(Map<Object, ActiveJob> scala) {
    return (Map<Integer, ActiveJob>) (Map<?, ?>) scala;
  }

  @SuppressWarnings("unchecked")
  private static Set<Integer> asSet(Set<Object> scala) {
    return (Set<Integer>) (Set<?>) scala;
  }
}
