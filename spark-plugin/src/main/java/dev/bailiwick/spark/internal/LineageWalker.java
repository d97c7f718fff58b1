package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.sharding.spark.ShardPartitioner;
import dev.bailiwick.sharding.spark.ShardRangeRDD;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.GovernedResult;
import dev.bailiwick.spark.Placement;
import dev.bailiwick.spark.sql.CarryingRDD;
import dev.bailiwick.spark.sql.ReleasedRDD;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.EmptyRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * From an RDD's partition to all that its task will hold in clear: narrow dependencies down to the
 * roots, shuffles with everything that went into them.
 *
 * <p>Runs on the event loop of Spark's DAG scheduler, and only there: it is not thread-safe. What
 * went into a shuffle is computed once. Reads of a part of a shuffle (by adaptive execution) count
 * as reads of the whole: their keys are those of the whole, too.
 */
final class LineageWalker {
  private final Placement placement;
  private final Map<Integer, Holding.Shuffled> shuffles = new HashMap<>();
  private final Map<Integer, Map<Integer, Governed>> planned = new HashMap<>();
  private final Map<Integer, Map<Integer, Holding>> checkpoints = new HashMap<>();
  private final Travelling travelling;

  LineageWalker(Placement placement) {
    this.placement = placement;
    this.travelling = new Travelling(placement);
  }

  /** What travels with the tasks of a stage, besides the lineage that is walked. */
  Travelling travelling() {
    return travelling;
  }

  /**
   * A step of a walk that is still to do.
   *
   * @param holding what it adds to: the task's own, or what lies behind a release
   */
  private record Step(RDD<?> rdd, Partition partition, Holding holding) {}

  /** A step that was done. Holdings are the same only if they are one object. */
  private record Seen(int rdd, int partition, Holding holding) {}

  /** What the task of this partition will hold. */
  Holding walk(RDD<?> rdd, Partition partition) {
    Holding holding = new Holding();
    travelling.of(rdd).unread().ifPresent(holding::read);
    Deque<Step> todo = new ArrayDeque<>();
    Set<Seen> seen = new HashSet<>();
    todo.push(new Step(rdd, partition, holding));
    while (!todo.isEmpty()) {
      Step step = todo.pop();
      if (seen.add(new Seen(step.rdd.id(), step.partition.index(), step.holding))) {
        visit(step, todo);
      }
    }
    return holding;
  }

  private void visit(Step step, Deque<Step> todo) {
    RDD<?> rdd = step.rdd;
    Holding holding = step.holding;
    if (rdd.getStorageLevel().replication() > 1) {
      holding.copied();
    }
    if (rdd.checkpointData().isEmpty()) {
      expand(step, todo);
      return;
    }
    // A checkpoint cuts the lineage. While it is still there, remember what it says.
    Map<Integer, Holding> known = checkpoints.computeIfAbsent(rdd.id(), id -> new HashMap<>());
    Holding before = known.get(step.partition.index());
    if (before == null && !rdd.isCheckpointed()) {
      before = beforeTheCut(step);
      known.put(step.partition.index(), before);
    }
    if (before == null) {
      expand(step, todo);
    } else {
      holding.add(before);
    }
  }

  private Holding beforeTheCut(Step step) {
    Holding before = new Holding();
    Deque<Step> below = new ArrayDeque<>();
    expand(new Step(step.rdd, step.partition, before), below);
    for (Step s : below) {
      s.holding.add(walk(s.rdd, s.partition));
    }
    // What the driver sent cannot be seen any more when the lineage is cut.
    Travelling.Found found = travelling.of(step.rdd);
    found.unread().ifPresent(before::read);
    if (found.broadcasts()) {
      before.driverData();
    }
    return before;
  }

  private void expand(Step step, Deque<Step> todo) {
    RDD<?> rdd = step.rdd;
    Holding holding = step.holding;
    if (rdd instanceof CarryingRDD) {
      holding.driverData();
    }
    Roots.stateFolder(rdd).ifPresent(holding::stored);
    Holding below = rdd instanceof ReleasedRDD r ? holding.behind(r.minimum()) : holding;
    if (rdd instanceof GovernedResult ours) {
      ours.touches(step.partition.index()).forEach(path -> readPath(path, holding));
    }
    if (rdd instanceof ShardRangeRDD ranges) {
      int i = step.partition.index();
      holding.read(placement.planned(ranges.shardOf(i), ranges.homeOf(i), PermittedSet.none()));
    }
    List<Dependency<?>> dependencies = Travelling.dependencies(rdd);
    boolean parents = false;
    for (Dependency<?> dependency : dependencies) {
      if (dependency instanceof ShuffleDependency<?, ?, ?> shuffle) {
        parents = true;
        readShuffle(rdd, step.partition, shuffle, holding);
      } else if (dependency instanceof NarrowDependency<?> narrow) {
        Partition[] of = narrow.rdd().partitions();
        for (Object parent : CollectionConverters.asJava(parents(narrow, step.partition))) {
          parents = true;
          todo.push(new Step(narrow.rdd(), of[((Number) parent).intValue()], below));
        }
      } else {
        unreadable("a dependency of " + dependency.getClass().getName(), holding);
      }
    }
    if (dependencies.isEmpty()) {
      root(step);
    } else if (!parents && !(rdd instanceof EmptyRDD)) {
      unreadable(rdd.getClass().getName() + " without parents", holding);
    }
  }

  private void root(Step step) {
    Holding holding = step.holding;
    if (step.rdd instanceof GovernedResult) {
      // One of ours has said itself what it touches, and takes no rows from the driver.
      return;
    }
    Roots.Root root = Roots.read(step.rdd, step.partition);
    root.paths().forEach(path -> readPath(path, holding));
    if (root.driverData()) {
      holding.driverData();
    } else if (root.paths().isEmpty()) {
      holding.ungoverned();
    }
    if (!root.unreadable().isEmpty()) {
      unreadable(root.unreadable(), holding);
    }
  }

  private void readPath(String path, Holding holding) {
    placement.find(path).ifPresentOrElse(holding::read, holding::ungoverned);
  }

  private void unreadable(String what, Holding holding) {
    Optional<Governed> governed = placement.unreadable(what);
    governed.ifPresent(holding::read);
  }

  private void readShuffle(
      RDD<?> rdd, Partition partition, ShuffleDependency<?, ?, ?> shuffle, Holding holding) {
    if (rdd instanceof ShuffledRDD<?, ?, ?>
        && shuffle.partitioner() instanceof ShardPartitioner planned) {
      holding.read(planned(shuffle.shuffleId(), planned, partition.index()));
    } else {
      holding.shuffled(shuffled(shuffle));
    }
  }

  /**
   * What a plan of ours brings together in one reduce partition: rows of one permitted set. They
   * are gathered at the home of the shard that they become, and nowhere else.
   */
  private Governed planned(int shuffleId, ShardPartitioner partitioner, int reduce) {
    return planned
        .computeIfAbsent(shuffleId, id -> new HashMap<>())
        .computeIfAbsent(
            reduce,
            r ->
                placement.planned(
                    partitioner.shardOf(r),
                    partitioner.homeOf(r),
                    PermittedSet.of(partitioner.permitted())));
  }

  /** Everything that goes into this shuffle. */
  Holding.Shuffled shuffled(ShuffleDependency<?, ?, ?> shuffle) {
    Holding.Shuffled known = shuffles.get(shuffle.shuffleId());
    if (known == null) {
      Holding mapSide = new Holding();
      RDD<?> rdd = shuffle.rdd();
      for (Partition p : rdd.partitions()) {
        mapSide.add(walk(rdd, p));
      }
      // What the driver sent is in the rows from here on.
      Travelling.Found found = travelling.of(rdd, shuffle);
      found.unread().ifPresent(mapSide::read);
      if (found.broadcasts()) {
        mapSide.driverData();
      }
      known = new Holding.Shuffled(mapSide);
      shuffles.put(shuffle.shuffleId(), known);
    }
    return known;
  }

  void shuffleCleaned(int shuffleId) {
    shuffles.remove(shuffleId);
    planned.remove(shuffleId);
  }

  void rddCleaned(int rddId) {
    checkpoints.remove(rddId);
  }

  private static Seq<?> parents(NarrowDependency<?> narrow, Partition partition) {
    return (Seq<?>) (Object) narrow.getParents(partition.index());
  }
}
