package dev.bailiwick.cli.breakins;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.Governance;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.BlockManagerId;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** Runs one task at one executor of a site, as far as Spark allows to ask for that. */
final class Executors {
  private final SparkContext sc;
  private final Governance governance;

  Executors(SparkContext sc, Governance governance) {
    this.sc = sc;
    this.governance = governance;
  }

  /** Spark's name of a place for one executor of this site. */
  String locationOf(String site) {
    List<String> ids = governance.runInfo().executorsBySite().getOrDefault(site, List.<String>of());
    for (Object key :
        CollectionConverters.asJava(sc.env().blockManager().master().getMemoryStatus().keySet())) {
      BlockManagerId id = (BlockManagerId) key;
      if (ids.contains(id.executorId())) {
        return "executor_" + id.host() + "_" + id.executorId();
      }
    }
    throw new BailiwickException(
        ErrorCode.UNAVAILABLE, "No executor of site %s is alive.".formatted(site));
  }

  /** Runs a task that reads nothing through its lineage, preferring this site's executor. */
  String callAt(String site, SerializableCall call) {
    List<Tuple2<Integer, scala.collection.immutable.Seq<String>>> one =
        List.of(new Tuple2<>(1, CollectionConverters.asScala(List.of(locationOf(site))).toSeq()));
    return JavaRDD.fromRDD(
            sc.makeRDD(
                CollectionConverters.asScala(one).toSeq(),
                ClassTag$.MODULE$.<Integer>apply(Integer.class)),
            ClassTag$.MODULE$.<Integer>apply(Integer.class))
        .map(ignored -> call.apply(site))
        .collect()
        .get(0);
  }

  /** What runs there: takes the site's name, answers a sentence. */
  interface SerializableCall extends Function<String, String>, java.io.Serializable {}
}
