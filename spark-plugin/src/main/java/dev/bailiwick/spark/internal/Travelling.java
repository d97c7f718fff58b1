package dev.bailiwick.spark.internal;

import dev.bailiwick.sharding.spark.ShardPartitioner;
import dev.bailiwick.spark.Governed;
import dev.bailiwick.spark.GovernedResult;
import dev.bailiwick.spark.Placement;
import dev.bailiwick.spark.sql.ReleasedRDD;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.RDD;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What tasks could read besides what their lineage says: an RDD or a piece of an input that a
 * function holds, and whatever a class of the user's reads by itself.
 *
 * <p>A function may hold the RDDs that its stage was made from, for what they read is counted
 * already; and Spark's own functions do. It may not where only aggregates of them go on.
 */
final class Travelling {
  private final Placement placement;
  private final Map<Integer, Found> stages = new HashMap<>();
  private final Map<Integer, One> rdds = new HashMap<>();
  private final Map<Integer, Set<Integer>> counted = new HashMap<>();

  Travelling(Placement placement) {
    this.placement = placement;
  }

  /**
   * What was found in all RDDs of a stage.
   *
   * @param unread something that its tasks could read
   * @param broadcasts the driver has sent something with it
   * @param reflection a SQL expression calls methods by their names
   */
  record Found(Optional<Governed> unread, boolean broadcasts, boolean reflection) {
    static final Found NOTHING = new Found(Optional.empty(), false, false);

    /** Both together. */
    Found and(Found other) {
      return new Found(
          unread.or(() -> other.unread),
          broadcasts || other.broadcasts,
          reflection || other.reflection);
    }
  }

  /** What was found in one object, whichever stage it is part of. */
  private record One(
      List<String> unread, Map<Integer, RDD<?>> held, boolean broadcasts, boolean reflection) {}

  /** Functions hold objects that change: each stage is looked at when its turn comes. */
  void forget() {
    stages.clear();
    rdds.clear();
    counted.clear();
  }

  /** The stage that ends in this RDD. */
  Found of(RDD<?> last) {
    Found known = stages.get(last.id());
    if (known == null) {
      Map<RDD<?>, One> all = new LinkedHashMap<>();
      for (RDD<?> rdd : reached(last, false).values()) {
        // What was cut off still travels, and is not run.
        if (!rdd.isCheckpointed()) {
          all.put(rdd, rdds.computeIfAbsent(rdd.id(), id -> look(rdd)));
        }
      }
      known = found(last, all);
      stages.put(last.id(), known);
    }
    return known;
  }

  /** The same with the function, or the shuffle, that the stage ends in. */
  Found of(RDD<?> last, Object function) {
    return of(last).and(found(last, Map.of(last, look(function))));
  }

  private Found found(RDD<?> last, Map<RDD<?>, One> all) {
    List<String> unread = new ArrayList<>();
    boolean broadcasts = false;
    boolean reflection = false;
    for (Map.Entry<RDD<?>, One> entry : all.entrySet()) {
      One one = entry.getValue();
      broadcasts |= one.broadcasts;
      reflection |= one.reflection;
      unread.addAll(one.unread);
      for (RDD<?> held : one.held.values()) {
        if (!isCounted(held, last) && !isCounted(held, entry.getKey())) {
          unread.add(
              "a function of the job holds RDD "
                  + held.id()
                  + ", a "
                  + held.getClass().getSimpleName()
                  + ", and could read it in a task; let it hold nothing that has an RDD in it");
        }
      }
    }
    return new Found(
        unread.isEmpty() ? Optional.empty() : placement.unreadable(unread.get(0)),
        broadcasts,
        reflection);
  }

  /** Whether what this RDD holds counts as held by tasks of that one. */
  private boolean isCounted(RDD<?> held, RDD<?> last) {
    return counted
        .computeIfAbsent(last.id(), id -> reached(last, true).keySet())
        .contains(held.id());
  }

  private static One look(Object o) {
    List<String> unread = new ArrayList<>();
    Class<?> c = o.getClass();
    if ((o instanceof RDD || o instanceof Dependency) && !Origin.isKnown(c)) {
      unread.add(c.getName() + ", a class of neither Spark nor Bailiwick, can read what it likes");
    }
    if (o instanceof RDD<?> rdd) {
      for (Dependency<?> dependency : dependencies(rdd)) {
        if (!Origin.isKnown(dependency.getClass())) {
          unread.add("a dependency of " + dependency.getClass().getName());
        }
      }
    }
    try {
      ClosureScan scan = ClosureScan.alone(o);
      for (String piece : scan.pieces()) {
        unread.add("a function of the job holds a " + piece + ", and could read it in a task");
      }
      Map<Integer, RDD<?>> held = new TreeMap<>();
      scan.rdds().forEach(rdd -> held.put(rdd.id(), rdd));
      return new One(unread, held, scan.hasBroadcasts(), scan.hasReflection());
    } catch (UncheckedIOException e) {
      unread.add(c.getName() + " cannot be looked into: " + e.getCause());
      return new One(unread, Map.of(), true, false);
    }
  }

  /**
   * RDDs by their numbers, from this one up.
   *
   * @param counted all whose rows count as held by tasks of this one; else those that it computes
   */
  private static Map<Integer, RDD<?>> reached(RDD<?> last, boolean counted) {
    Map<Integer, RDD<?>> reached = new TreeMap<>();
    Deque<RDD<?>> todo = new ArrayDeque<>(List.of(last));
    while (!todo.isEmpty()) {
      RDD<?> rdd = todo.pop();
      if (reached.putIfAbsent(rdd.id(), rdd) != null) {
        continue;
      }
      if (counted && (rdd instanceof ReleasedRDD || rdd instanceof GovernedResult)) {
        continue;
      }
      for (Dependency<?> dependency : dependencies(rdd)) {
        if (dependency instanceof NarrowDependency<?>
            || (counted
                && dependency instanceof ShuffleDependency<?, ?, ?> shuffle
                && !(shuffle.partitioner() instanceof ShardPartitioner))) {
          todo.push(dependency.rdd());
        }
      }
    }
    return reached;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static List<Dependency<?>> dependencies(RDD<?> rdd) {
    return CollectionConverters.asJava((Seq) rdd.dependencies());
  }
}
