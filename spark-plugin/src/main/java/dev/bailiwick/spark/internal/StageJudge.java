package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.spark.ShardPartitioner;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.Placement;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.apache.spark.scheduler.Task;
import org.apache.spark.scheduler.TaskSet;

/** Decides, before a task set is queued, where each of its tasks may run, or that none may. */
final class StageJudge {
  private final Placement placement;
  private final LineageWalker walker;
  private final ResultJudge results;

  StageJudge(Placement placement, LineageWalker walker) {
    this.placement = placement;
    this.walker = walker;
    this.results = new ResultJudge(placement);
  }

  Judgement judge(DAGScheduler dag, TaskSet taskSet) {
    Stage stage = dag.stageIdToStage().apply(taskSet.stageId());
    List<Holding> holdings = holdings(stage, taskSet);
    Map<Holding.Key, TaskRule> rules = new HashMap<>();
    List<TaskRule> byTask = new ArrayList<>(holdings.size());
    for (int i = 0; i < holdings.size(); i++) {
      Holding holding = holdings.get(i);
      TaskRule rule = rules.computeIfAbsent(holding.key(), key -> TaskRule.of(holding, placement));
      if (holding.isGoverned() && rule.sites().isEmpty()) {
        return refuse(stage, nowhere(rule));
      }
      if (holding.isCopied() && !rule.sites().equals(placement.sites())) {
        return refuse(stage, copied(rule));
      }
      byTask.add(rule);
    }
    Optional<Denial> denial =
        stage instanceof ShuffleMapStage map
            ? judgeShuffle(map)
            : results.judge((ResultStage) stage, taskSet, holdings);
    return denial.isPresent() ? refuse(stage, denial.get()) : new Judgement.Placed(byTask);
  }

  private List<Holding> holdings(Stage stage, TaskSet taskSet) {
    RDD<?> rdd = stage.rdd();
    Set<Governed> returned = new LinkedHashSet<>(placement.returnedToDriver());
    boolean broadcasts = !returned.isEmpty() && ClosureScan.of(travelling(stage)).hasBroadcasts();
    List<Holding> holdings = new ArrayList<>(taskSet.tasks().length);
    for (Task<?> task : taskSet.tasks()) {
      Holding holding = walker.walk(rdd, rdd.partitions()[task.partitionId()]);
      if (broadcasts || holding.hasDriverData()) {
        holding.arrived(returned);
      }
      holdings.add(holding);
    }
    return holdings;
  }

  static Object[] travelling(Stage stage) {
    Object function =
        stage instanceof ResultStage result
            ? result.func()
            : ((ShuffleMapStage) stage).shuffleDep();
    return new Object[] {stage.rdd(), function};
  }

  private Optional<Denial> judgeShuffle(ShuffleMapStage stage) {
    ShuffleDependency<?, ?, ?> shuffle = stage.shuffleDep();
    if (shuffle.partitioner() instanceof ShardPartitioner planned) {
      PermittedSet sites = PermittedSet.of(planned.permitted());
      // The key goes where shards are written, and to the driver, which makes it if it may have it;
      // no further.
      List<String> open = new ArrayList<>(planned.sites());
      open.add(placement.driverSite());
      return opensAt(shuffle, sites.intersect(PermittedSet.of(open)));
    }
    Holding.Shuffled input = walker.shuffled(shuffle);
    Set<Governed> all = new LinkedHashSet<>(input.all());
    if (input.hasDriverData()) {
      all.addAll(placement.returnedToDriver());
    }
    if (all.isEmpty()) {
      placement.shuffleOpensAt(shuffle.shuffleId(), Optional.empty());
      return Optional.empty();
    }
    PermittedSet common = Holding.common(all, TransferClass.INTERMEDIATE, placement.sites());
    if (common.isEmpty()) {
      Holding arrived = new Holding();
      arrived.arrived(all);
      Denial denial = TaskRule.of(arrived, placement).conflict(placement.sites());
      return Optional.of(
          explained(
              denial,
              " A shuffle brings rows together, and no site may hold all of these. Aggregate per"
                  + " site, or release statistics."));
    }
    return opensAt(shuffle, common);
  }

  private Optional<Denial> opensAt(ShuffleDependency<?, ?, ?> shuffle, PermittedSet sites) {
    placement.shuffleOpensAt(shuffle.shuffleId(), Optional.of(sites));
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
    return explained(rule.conflict(placement.sites()), " No site is left for this task.");
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
