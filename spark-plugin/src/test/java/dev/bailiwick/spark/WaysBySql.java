package dev.bailiwick.spark;

import static dev.bailiwick.spark.WayOut.harmless;
import static dev.bailiwick.spark.WayOut.refused;
import static dev.bailiwick.spark.WayOut.unseen;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.streaming.Trigger;

/** Ways out that begin with a DataFrame. */
final class WaysBySql {
  private WaysBySql() {}

  static List<WayOut> all() {
    List<WayOut> ways = new ArrayList<>(actions());
    ways.addAll(aggregates());
    ways.addAll(queries());
    ways.addAll(streams());
    return ways;
  }

  private static List<WayOut> actions() {
    return List.of(
        unseen("DataFrame collect", s -> s.rows().collectAsList()),
        unseen("DataFrame take", s -> s.rows().takeAsList(2)),
        unseen("DataFrame head", s -> s.rows().head()),
        unseen("DataFrame tail", s -> s.rows().tail(2)),
        unseen("DataFrame isEmpty", s -> s.rows().isEmpty()),
        unseen("DataFrame toLocalIterator", s -> s.rows().toLocalIterator().next()),
        unseen(
            "DataFrame show",
            s -> {
              s.rows().show();
              return "";
            }),
        unseen("DataFrame toJSON", s -> s.rows().toJSON().collectAsList()),
        unseen("cached DataFrame", s -> s.rows().filter("id > 2").cache().collectAsList()),
        unseen("describe", s -> s.rows().describe("id").collectAsList()),
        unseen("summary", s -> s.rows().summary("min").collectAsList()),
        unseen("approxQuantile", s -> s.rows().stat().approxQuantile("id", new double[] {0.5}, 0)),
        unseen("freqItems", s -> s.rows().stat().freqItems(new String[] {"text"}).collectAsList()),
        unseen("crosstab", s -> s.rows().stat().crosstab("text", "id").collectAsList()),
        unseen("countMinSketch", s -> s.rows().stat().countMinSketch("text", 3, 4, 5)),
        unseen("bloomFilter", s -> s.rows().stat().bloomFilter("text", 100, 0.01)),
        unseen("correlation", s -> s.rows().stat().corr("id", "id")),
        harmless("DataFrame count", s -> s.rows().count()),
        harmless("count after a join", s -> s.rows().join(s.rows().select("id"), "id").count()));
  }

  private static List<WayOut> aggregates() {
    return List.of(
        unseen("groupBy with small groups", s -> s.rows().groupBy("text").count().collectAsList()),
        unseen("collect_list", s -> s.rows().agg(collect_list("text")).collectAsList()),
        unseen("collect_set", s -> s.rows().agg(collect_set("text")).collectAsList()),
        unseen("first value", s -> s.rows().agg(first("text")).collectAsList()),
        unseen("least value", s -> s.rows().agg(min("text")).collectAsList()),
        unseen("greatest value", s -> s.rows().agg(max("text")).collectAsList()),
        unseen(
            "percentile", s -> s.rows().selectExpr("percentile_approx(id, 0.5)").collectAsList()),
        unseen("sum without a minimum", s -> s.rows().agg(sum("id")).collectAsList()),
        unseen("cube", s -> s.rows().cube("text").count().collectAsList()),
        unseen("rollup", s -> s.rows().rollup("text").count().collectAsList()),
        unseen("pivot", s -> s.rows().groupBy("id").pivot("text").count()),
        unseen("distinct", s -> s.rows().select("text").distinct().collectAsList()),
        refused(
            "observed metrics",
            "accumulators that can bring rows to the driver",
            s -> {
              Observation seen = new Observation("seen");
              s.rows().observe(seen, max("text")).write().csv(s.at("nrt"));
              return seen.getAsJava();
            }));
  }

  private static List<WayOut> queries() {
    return List.of(
        unseen(
            "window",
            s ->
                s.rows()
                    .withColumn("n", row_number().over(Window.partitionBy("text").orderBy("id")))
                    .collectAsList()),
        unseen("sample", s -> s.rows().sample(0.5, 7).collectAsList()),
        unseen("explode", s -> s.rows().select(explode(split(col("text"), "-"))).collectAsList()),
        unseen("union", s -> s.rows().union(s.american()).collectAsList()),
        unseen("join", s -> s.rows().join(s.american().select("id"), "id").collectAsList()),
        unseen(
            "broadcast join",
            s -> s.american().join(broadcast(s.rows().select("id")), "id").count()),
        unseen("global sort", s -> s.rows().orderBy("text").javaRDD().count()),
        unseen(
            "repartitionByRange",
            s -> s.rows().repartitionByRange(3, col("text")).javaRDD().count()),
        unseen("SQL over a view", s -> view(s, "SELECT text FROM planted LIMIT 3")),
        unseen(
            "scalar sub-query",
            s -> view(s, "SELECT (SELECT max(text) FROM planted) FROM VALUES (1)")),
        unseen(
            "IN with a sub-query",
            s ->
                view(
                    s,
                    "SELECT * FROM VALUES (1), (2) AS t(a) WHERE a IN (SELECT id FROM planted)")),
        unseen(
            "EXISTS with a sub-query",
            s ->
                view(
                    s,
                    "SELECT * FROM VALUES (1) AS t(a) WHERE EXISTS"
                        + " (SELECT 1 FROM planted WHERE text LIKE 'P%1')")),
        unseen(
            "schema of a CSV file",
            s ->
                s.spark()
                    .read()
                    .option("header", "true")
                    .option("inferSchema", "true")
                    .csv(s.sites().storage("nrt").resolve("planted.csv").toString())
                    .schema()),
        unseen(
            "schema of a JSON file",
            s ->
                s.spark()
                    .read()
                    .json(s.sites().storage("nrt").resolve("planted.csv").toString())
                    .schema()),
        harmless(
            "work on each partition of a DataFrame",
            s -> {
              ForeachPartitionFunction<Row> nothing = rows -> rows.forEachRemaining(r -> {});
              s.rows().foreachPartition(nothing);
              s.rows().foreach((ForeachFunction<Row>) row -> {});
              return "";
            }),
        harmless(
            "error that quotes a value",
            s -> {
              try {
                s.rows().selectExpr("CAST(text AS INT) AS n").write().csv(s.at("nrt"));
                throw new AssertionError("nothing was thrown");
              } catch (Exception e) {
                return WayOut.withheld(e);
              }
            }));
  }

  private static Object view(WayOut.Scene s, String query) {
    s.rows().createOrReplaceTempView("planted");
    return s.spark().sql(query).collectAsList();
  }

  private static List<WayOut> streams() {
    return List.of(
        refused(
            "streaming into memory",
            "lies in no site's storage",
            s -> {
              stream(s, "memory");
              return s.spark().table("stolen_memory").collectAsList();
            }),
        refused(
            "streaming to the console",
            "lies in no site's storage",
            s -> {
              stream(s, "console");
              return "";
            }),
        unseen("streaming into foreachBatch", WaysBySql::batches),
        refused("streaming state", "lies in no site's storage", WaysBySql::state));
  }

  private static Dataset<Row> streamed(WayOut.Scene s) {
    return s.spark()
        .readStream()
        .schema("text STRING, id INT")
        .csv(s.sites().storage("nrt").resolve("stream").toString());
  }

  private static void stream(WayOut.Scene s, String sink) throws Exception {
    streamed(s)
        .writeStream()
        .format(sink)
        .queryName("stolen_" + sink)
        .option("checkpointLocation", s.nowhere())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private static Object batches(WayOut.Scene s) throws Exception {
    List<String> stolen = new ArrayList<>();
    streamed(s)
        .writeStream()
        .option("checkpointLocation", s.nowhere())
        .foreachBatch(
            (Dataset<Row> batch, Long id) ->
                stolen.addAll(batch.select("text").as(Encoders.STRING()).collectAsList()))
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    return stolen;
  }

  private static Object state(WayOut.Scene s) throws Exception {
    streamed(s)
        .groupBy("text")
        .count()
        .writeStream()
        .outputMode("complete")
        .format("noop")
        .option("checkpointLocation", s.nowhere())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    return "";
  }
}
