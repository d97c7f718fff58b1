package dev.bailiwick.spark;

import static dev.bailiwick.spark.WayOut.harmless;
import static dev.bailiwick.spark.WayOut.refused;
import static dev.bailiwick.spark.WayOut.unseen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.CollectionAccumulator;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Ways out that begin with an RDD. */
final class WaysByRdd {
  private WaysByRdd() {}

  private static Comparator<String> order() {
    return (Comparator<String> & java.io.Serializable) String::compareTo;
  }

  static List<WayOut> all() {
    List<WayOut> ways = new ArrayList<>(results());
    ways.addAll(functions());
    ways.addAll(others());
    ways.addAll(WaysPastTheLineage.all());
    return ways;
  }

  private static List<WayOut> results() {
    return List.of(
        unseen("RDD collect", s -> s.texts().collect()),
        unseen("RDD collectAsync", s -> s.texts().collectAsync().get()),
        unseen("RDD take", s -> s.texts().take(3)),
        unseen("RDD first", s -> s.texts().first()),
        unseen("RDD isEmpty", s -> s.texts().isEmpty()),
        unseen("RDD toLocalIterator", s -> s.texts().toLocalIterator().next()),
        unseen("RDD takeSample", s -> s.texts().takeSample(false, 5, 1)),
        unseen("RDD takeOrdered", s -> s.texts().takeOrdered(3, order())),
        unseen("RDD top", s -> s.texts().top(3, order())),
        unseen("RDD glom", s -> s.texts().glom().collect()),
        unseen("RDD collectPartitions", s -> s.texts().collectPartitions(new int[] {0})),
        unseen("RDD collectAsMap", s -> pairs(s.texts()).collectAsMap()),
        unseen("RDD lookup", s -> pairs(s.texts()).lookup(1)),
        unseen("RDD union with driver data", s -> s.texts().union(mine(s)).collect()),
        unseen("RDD cartesian", s -> s.texts().cartesian(mine(s)).collect()),
        unseen("RDD zip", s -> s.texts().zip(s.texts()).collect()),
        unseen("cached RDD", s -> s.texts().persist(StorageLevel.MEMORY_ONLY()).collect()),
        harmless("RDD count", s -> s.texts().count()),
        harmless("RDD zipWithIndex", s -> s.texts().repartition(2).zipWithIndex().count()));
  }

  /** Nothing of it is seen before the job runs; it makes itself known when a task reads it. */
  private static Object smuggled(WayOut.Scene s) {
    ClassTag<CollectionAccumulator<String>> type =
        ClassTag$.MODULE$.apply(CollectionAccumulator.class);
    CollectionAccumulator<String> thief = s.spark().sparkContext().collectionAccumulator("thief");
    ByteBuffer written = SparkEnv.get().closureSerializer().newInstance().serialize(thief, type);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    s.texts()
        .foreachPartition(
            rows -> {
              CollectionAccumulator<String> own =
                  SparkEnv.get()
                      .closureSerializer()
                      .newInstance()
                      .deserialize(
                          ByteBuffer.wrap(bytes),
                          ClassTag$.MODULE$.apply(CollectionAccumulator.class));
              rows.forEachRemaining(own::add);
            });
    return thief.value();
  }

  private static JavaRDD<String> mine(WayOut.Scene s) {
    return s.java().parallelize(List.of("a", "b"), 1);
  }

  private static org.apache.spark.api.java.JavaPairRDD<Integer, String> pairs(JavaRDD<String> of) {
    return of.mapToPair(t -> new Tuple2<>(t.hashCode() % 3, t));
  }

  private static List<WayOut> functions() {
    return List.of(
        unseen("RDD reduce", s -> s.texts().reduce(String::concat)),
        unseen("RDD fold", s -> s.texts().fold("", String::concat)),
        unseen("RDD aggregate", s -> s.texts().aggregate("", String::concat, String::concat)),
        unseen(
            "RDD treeAggregate", s -> s.texts().treeAggregate("", String::concat, String::concat)),
        unseen("RDD countByValue", s -> s.texts().countByValue()),
        unseen("RDD countByKey", s -> s.texts().mapToPair(t -> new Tuple2<>(t, 1)).countByKey()),
        unseen("RDD countApprox", s -> s.texts().countApprox(60_000).getFinalValue()),
        unseen("RDD countApproxDistinct", s -> s.texts().countApproxDistinct(0.1)),
        unseen("RDD histogram", s -> s.texts().mapToDouble(String::hashCode).histogram(3)),
        unseen("RDD max", s -> s.texts().max(order())),
        unseen("RDD sortBy", s -> s.texts().sortBy(t -> t, true, 2).count()),
        unseen(
            "RDD sortByKey",
            s -> s.texts().mapToPair(t -> new Tuple2<>(t, 1)).sortByKey(true, 2).count()),
        unseen("SparkContext runJob", WaysByRdd::runJob));
  }

  private static Object runJob(WayOut.Scene s) {
    return s.spark()
        .sparkContext()
        .runJob(s.texts().rdd(), new FirstOfPartition(), ClassTag$.MODULE$.apply(String.class));
  }

  /** A job function of the user's own. */
  private static final class FirstOfPartition
      extends scala.runtime.AbstractFunction1<scala.collection.Iterator<String>, String>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String apply(scala.collection.Iterator<String> partition) {
      return partition.next();
    }
  }

  private static List<WayOut> others() {
    return List.of(
        refused(
            "foreach with a CollectionAccumulator",
            "accumulators that can bring rows to the driver",
            s -> {
              CollectionAccumulator<String> thief = thief(s);
              s.texts().foreach(thief::add);
              return thief.value();
            }),
        refused(
            "accumulator before a shuffle",
            "accumulators that can bring rows to the driver",
            s -> {
              CollectionAccumulator<String> thief = thief(s);
              s.texts()
                  .map(
                      t -> {
                        thief.add(t);
                        return t;
                      })
                  .repartition(2)
                  .count();
              return thief.value();
            }),
        refused(
            "accumulator in a write that stays in place",
            "accumulators that can bring rows to the driver",
            s -> {
              CollectionAccumulator<String> thief = thief(s);
              s.texts()
                  .map(
                      t -> {
                        thief.add(t);
                        return t;
                      })
                  .saveAsTextFile(s.at("nrt"));
              return thief.value();
            }),
        refused(
            "barrier stage that tells all",
            "Tasks of a barrier stage speak with each other through the driver",
            s ->
                s.texts()
                    .rdd()
                    .barrier()
                    .mapPartitions(new Tell(), false, ClassTag$.MODULE$.apply(String.class))
                    .count()),
        harmless(
            "exception with a row as its message",
            s -> {
              try {
                s.texts()
                    .foreach(
                        t -> {
                          throw new IllegalStateException(t);
                        });
                throw new AssertionError("nothing was thrown");
              } catch (Exception e) {
                return WayOut.withheld(e);
              }
            }),
        harmless(
            "kill with a row as its reason",
            s -> {
              s.texts()
                  .foreach(
                      t -> {
                        if (TaskContext.get().attemptNumber() == 0) {
                          throw new TaskKilledException(t);
                        }
                      });
              return "";
            }),
        harmless("accumulator that travels as bytes", WaysByRdd::smuggled),
        harmless(
            "work on each partition",
            s -> {
              s.texts().foreachPartition(p -> p.forEachRemaining(t -> {}));
              return "";
            }),
        harmless(
            "local checkpoint",
            s -> {
              JavaRDD<String> cut = s.texts();
              cut.rdd().localCheckpoint();
              return cut.count();
            }),
        refused(
            "replication of cached rows",
            "caches rows with more than one copy",
            s -> s.texts().persist(StorageLevel.MEMORY_ONLY_2()).count()));
  }

  private static CollectionAccumulator<String> thief(WayOut.Scene s) {
    return s.spark().sparkContext().collectionAccumulator();
  }

  /** Each task tells all others its first row. */
  private static final class Tell
      extends scala.runtime.AbstractFunction1<
          scala.collection.Iterator<String>, scala.collection.Iterator<String>>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public scala.collection.Iterator<String> apply(scala.collection.Iterator<String> partition) {
      BarrierTaskContext.get().allGather(partition.next());
      return partition;
    }
  }
}
