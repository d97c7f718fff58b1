package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.spark.ShardPartitioner;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.GovernedResult;
import dev.bailiwick.spark.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.DAGScheduler;
import org.apache.spark.scheduler.ResultStage;
import org.apache.spark.scheduler.ShuffleMapStage;
import org.apache.spark.scheduler.Stage;
import org.apache.spark.scheduler.TaskSet;

/** Decides, before a task set is queued, where each of its tasks may run, or that none may. */
final class StageJudge {
  private final Placement placement;
  private final LineageWalker walker;
  private final DriverGate gate;
  private final WriteJudge writes;
  private final ResultJudge results;
  private final JobJudge jobs = new JobJudge(this);

  StageJudge(Placement placement, LineageWalker walker) {
    this.placement = placement;
    this.walker = walker;
    this.gate = new DriverGate(placement);
    this.writes = new WriteJudge(placement, gate);
    this.results = new ResultJudge(placement, gate, writes);
  }

  Judgement judge(DAGScheduler dag, TaskSet taskSet) {
    Stage stage = dag.stageIdToStage().apply(taskSet.stageId());
    walker.travelling().forget();
    Optional<JobJudge.Found> later = jobs.judge(dag, stage);
    if (later.isPresent()) {
      return refuse(later.get().stage(), explained(later.get().denial(), " No task was run."));
    }
    int[] partitions = new int[taskSet.tasks().length];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = taskSet.tasks()[i].partitionId();
    }
    Travelling.Found found = walker.travelling().of(stage.rdd(), function(stage));
    Placing placing = place(stage.rdd(), partitions, found);
    Holding all = new Holding();
    for (Map.Entry<Holding, TaskRule> one : placing.different().entrySet()) {
      all.add(one.getKey());
      Optional<Denial> denial = refusal(one.getKey(), one.getValue());
      if (denial.isPresent()) {
        return refuse(stage, denial.get());
      }
    }
    Set<Governed> held = all.held();
    Optional<Denial> denial =
        together(stage, held)
            .or(() -> past(held, found))
            .or(
                () ->
                    stage instanceof ShuffleMapStage map
                        ? judgeShuffle(map, held, taskSet)
                        : results.judge((ResultStage) stage, taskSet, all));
    return denial.isPresent()
        ? refuse(stage, denial.get())
        : new Judgement.Placed(
            placing.rules(),
            isSilent(stage, taskSet, held),
            stage instanceof ResultStage result ? Answer.of(result) : Answer.JUDGED);
  }

  private Optional<Denial> refusal(Holding holding, TaskRule rule) {
    if (rule.sites().isEmpty() && holding.isGoverned()) {
      return Optional.of(nowhere(rule));
    }
    if (holding.isCopied() && !rule.sites().equals(placement.sites())) {
      return Optional.of(copied(rule));
    }
    return holding.stored().isEmpty()
        ? Optional.empty()
        : writes.at(holding.stored(), holding.held(), Map.of());
  }

  /** Tasks of a barrier stage tell each other what they like, through the driver. */
  private Optional<Denial> together(Stage stage, Set<Governed> held) {
    if (held.isEmpty() || !stage.rdd().isBarrier()) {
      return Optional.empty();
    }
    Set<Condition> conditions = new LinkedHashSet<>();
    held.forEach(g -> conditions.add(Condition.of(g, TransferClass.INTERMEDIATE)));
    String more = " Tasks of a barrier stage speak with each other through the driver.";
    TaskRule rule = TaskRule.of(conditions, placement);
    return rule.sites().equals(placement.sites())
        ? gate.rows(held, more)
        : Optional.of(explained(rule.conflict(placement.sites()), more));
  }

  /** What would carry rows past everything that is judged here. */
  private Optional<Denial> past(Set<Governed> held, Travelling.Found found) {
    return found.reflection()
        ? gate.rows(
            held,
            " The stage calls Java methods by their names (reflect, java_method, try_reflect), and"
                + " these can keep rows for tasks of other jobs. Use SQL functions that are not"
                + " reflection.")
        : Optional.empty();
  }

  /** Whether what a failed task says could be a row that the driver may not see. */
  private boolean isSilent(Stage stage, TaskSet taskSet, Set<Governed> held) {
    return !(stage.rdd() instanceof GovernedResult)
        && placement.trusted(taskSet.properties()).isEmpty()
        && gate.toDriver(held, TransferClass.VIEW, "").isPresent();
  }

  /**
   * Where tasks may run.
   *
   * @param rules of each task
   * @param different one of all tasks that hold the same, with its rule
   */
  record Placing(List<TaskRule> rules, Map<Holding, TaskRule> different) {}

  /**
   * What the tasks of these partitions hold, and so where each may run.
   *
   * @param found what the tasks get besides
   */
  Placing place(RDD<?> rdd, int[] partitions, Travelling.Found found) {
    Holding returned = new Holding();
    returned.arrived(placement.returnedToDriver());
    Holding.Shuffled sent = new Holding.Shuffled(returned);
    Map<Holding.Key, TaskRule> known = new HashMap<>();
    Map<Holding, TaskRule> different = new LinkedHashMap<>();
    List<TaskRule> rules = new ArrayList<>(partitions.length);
    for (int partition : partitions) {
      Holding holding = walker.walk(rdd, rdd.partitions()[partition]);
      found.unread().ifPresent(holding::read);
      if (found.broadcasts() || holding.hasDriverData()) {
        holding.shuffled(sent);
      }
      Holding.Key key = holding.key();
      TaskRule rule = known.get(key);
      if (rule == null) {
        rule = TaskRule.of(holding.conditions(), placement);
        known.put(key, rule);
        different.put(holding, rule);
      }
      rules.add(rule);
    }
    return new Placing(rules, different);
  }

  static Object[] travelling(Stage stage) {
    return new Object[] {stage.rdd(), function(stage)};
  }

  private static Object function(Stage stage) {
    return stage instanceof ResultStage result
        ? result.func()
        : ((ShuffleMapStage) stage).shuffleDep();
  }

  private Optional<Denial> judgeShuffle(
      ShuffleMapStage stage, Set<Governed> held, TaskSet taskSet) {
    ShuffleDependency<?, ?, ?> shuffle = stage.shuffleDep();
    if (!held.isEmpty() && placement.trusted(taskSet.properties()).isEmpty()) {
      Optional<Denial> denial = gate.accumulators(travelling(stage), held);
      if (denial.isPresent()) {
        return denial;
      }
    }
    if (shuffle.partitioner() instanceof ShardPartitioner planned) {
      PermittedSet sites = PermittedSet.of(planned.permitted());
      // The key goes where shards are written, and to the driver, which makes it if it may have it;
      // no further.
      List<String> open = new ArrayList<>(planned.sites());
      open.add(placement.driverSite());
      placement.shuffleOpensAt(
          shuffle.shuffleId(), Optional.of(sites.intersect(PermittedSet.of(open))));
      return Optional.empty();
    }
    Optional<TaskRule> readers = readers(shuffle);
    Optional<Denial> denial = readers.flatMap(this::apart);
    if (denial.isEmpty()) {
      placement.shuffleOpensAt(shuffle.shuffleId(), readers.map(TaskRule::sites));
    }
    return denial;
  }

  /** Where a shuffle may be read; empty when nothing that goes into it is governed. */
  private Optional<TaskRule> readers(ShuffleDependency<?, ?, ?> shuffle) {
    Holding.Shuffled input = walker.shuffled(shuffle);
    Holding all = new Holding();
    all.shuffled(input);
    if (input.hasDriverData()) {
      all.arrived(placement.returnedToDriver());
    }
    Set<Condition> conditions = all.conditions();
    return conditions.isEmpty()
        ? Optional.empty()
        : Optional.of(TaskRule.of(conditions, placement));
  }

  /** Why a shuffle can be read nowhere; empty when it can, or when our own plan guides its rows. */
  Optional<Denial> shuffle(ShuffleDependency<?, ?, ?> shuffle) {
    return shuffle.partitioner() instanceof ShardPartitioner
        ? Optional.empty()
        : readers(shuffle).flatMap(this::apart);
  }

  private Optional<Denial> apart(TaskRule readers) {
    return readers.sites().isEmpty()
        ? Optional.of(
            explained(
                readers.conflict(placement.sites()),
                ShuffleText.of(readers.conditions(), placement.sites())))
        : Optional.empty();
  }

  /** Why one of these tasks can be nowhere; empty when each has a site. */
  Optional<Denial> task(RDD<?> rdd, int[] partitions) {
    for (Map.Entry<Holding, TaskRule> one :
        place(rdd, partitions, Travelling.Found.NOTHING).different().entrySet()) {
      if (one.getValue().sites().isEmpty() && one.getKey().isGoverned()) {
        return Optional.of(nowhere(one.getValue()));
      }
    }
    return Optional.empty();
  }

  /** Spark chooses for itself where the second copy of a cached block goes. */
  private Denial copied(TaskRule rule) {
    return explained(
        rule.conflict(placement.sites()),
        " The job caches rows with more than one copy, and Spark would choose the place of the"
            + " others; use a storage level without replication.");
  }

  private Denial nowhere(TaskRule rule) {
    return explained(
        rule.conflict(placement.sites()), ShuffleText.ofTask(rule.conditions(), placement.sites()));
  }

  static Denial explained(Denial d, String more) {
    return new Denial(
        d.what(),
        d.site(),
        d.transferClass(),
        d.policy(),
        d.rule(),
        d.place(),
        d.text() + more,
        d.layer());
  }

  private static Judgement refuse(Stage stage, Denial denial) {
    String text =
        "Bailiwick refused stage " + stage.id() + " (" + stage.name() + "): " + sentence(denial);
    return new Judgement.Refused(text, List.of(denial));
  }

  /** What, where, as what, by which rule, and why: one sentence after another. */
  static String sentence(Denial d) {
    StringBuilder text = new StringBuilder();
    text.append(d.what())
        .append(" may not be at site ")
        .append(d.site())
        .append(" as ")
        .append(d.transferClass());
    if (!d.policy().isEmpty()) {
      text.append(" by policy ").append(d.policy());
      if (!d.rule().isEmpty()) {
        text.append(", rule ").append(d.rule());
      }
    }
    if (!d.place().isEmpty()) {
      text.append(" (").append(d.place()).append(')');
    }
    return text.append(": ").append(d.text()).toString();
  }
}
