package dev.bailiwick.spark;

import static dev.bailiwick.spark.WayOut.harmless;
import static dev.bailiwick.spark.WayOut.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.TextOutputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/** Ways out that end in a file, or at another site. */
final class WaysByStorage {
  private static final String NO_SITE = "lies in no site's storage";
  private static final String NOT_THERE = "may not be at site fra as raw by policy jp";

  private WaysByStorage() {}

  static List<WayOut> all() {
    List<WayOut> ways = new ArrayList<>(frames());
    ways.addAll(files());
    ways.addAll(sites());
    return ways;
  }

  private static List<WayOut> frames() {
    return List.of(
        refused(
            "write to a folder with a laxer policy",
            "rows would be freer than where they come from",
            s -> csv(s.strict(), s.at("nrt"))),
        refused("write to another site", NOT_THERE, s -> csv(s.rows(), s.at("fra"))),
        refused("write to no site", NO_SITE, s -> csv(s.rows(), s.nowhere())),
        refused(
            "overwrite at another site",
            NOT_THERE,
            s -> {
              s.rows().write().mode(SaveMode.Overwrite).parquet(s.at("fra"));
              return "";
            }),
        refused(
            "append at another site",
            NOT_THERE,
            s -> {
              s.rows().write().mode(SaveMode.Append).json(s.at("fra"));
              return "";
            }),
        refused(
            "partitioned write",
            "makes a folder for each value of [text]",
            s -> {
              s.rows().write().partitionBy("text").csv(s.at("nrt"));
              return "";
            }),
        refused(
            "saveAsTable",
            NO_SITE,
            s -> {
              s.rows().write().saveAsTable("stolen");
              return "";
            }),
        refused(
            "INSERT INTO a table",
            NOT_THERE,
            s -> {
              s.rows().createOrReplaceTempView("planted");
              s.spark()
                  .sql("CREATE TABLE taken (text STRING) USING csv LOCATION '" + s.at("fra") + "'");
              return s.spark().sql("INSERT INTO taken SELECT text FROM planted");
            }),
        refused(
            "write by JDBC",
            NO_SITE,
            s -> {
              s.rows().write().mode(SaveMode.Overwrite).jdbc(NoDatabase.URL, "t", database());
              return "";
            }),
        harmless("write in place", s -> csv(s.rows(), s.at("nrt"))),
        harmless(
            "write to nowhere at all",
            s -> {
              s.rows().write().format("noop").mode(SaveMode.Overwrite).save();
              return "";
            }));
  }

  private static Properties database() {
    Properties properties = new Properties();
    properties.setProperty("driver", NoDatabase.class.getName());
    return properties;
  }

  private static Object csv(Dataset<Row> rows, String to) {
    rows.write().csv(to);
    return "";
  }

  private static List<WayOut> files() {
    return List.of(
        refused("saveAsTextFile", NOT_THERE, s -> text(s, s.at("fra"))),
        refused("saveAsTextFile to no site", NO_SITE, s -> text(s, s.nowhere())),
        refused(
            "saveAsObjectFile",
            NOT_THERE,
            s -> {
              s.texts().saveAsObjectFile(s.at("fra"));
              return "";
            }),
        refused(
            "saveAsHadoopFile",
            NOT_THERE,
            s -> {
              words(s).saveAsHadoopFile(s.at("fra"), Text.class, Text.class, OldFormat.class);
              return "";
            }),
        refused(
            "saveAsNewAPIHadoopFile",
            NOT_THERE,
            s -> {
              words(s).saveAsNewAPIHadoopFile(s.at("fra"), Text.class, Text.class, NewFormat.class);
              return "";
            }),
        harmless("saveAsTextFile in place", s -> text(s, s.at("nrt"))),
        refused(
            "checkpoint into a shared folder",
            NO_SITE,
            s -> {
              s.spark().sparkContext().setCheckpointDir(s.nowhere());
              var cut = s.texts();
              cut.checkpoint();
              return cut.count();
            }),
        refused(
            "DataFrame checkpoint",
            NO_SITE,
            s -> {
              s.spark().sparkContext().setCheckpointDir(s.nowhere());
              return s.rows().checkpoint().count();
            }));
  }

  public static final class OldFormat extends TextOutputFormat<Text, Text> {}

  public static final class NewFormat
      extends org.apache.hadoop.mapreduce.lib.output.TextOutputFormat<Text, Text> {}

  private static JavaPairRDD<Text, Text> words(WayOut.Scene s) {
    return s.texts().mapToPair(t -> new Tuple2<>(new Text(t), new Text(t)));
  }

  private static Object text(WayOut.Scene s, String to) {
    s.texts().saveAsTextFile(to);
    return "";
  }

  private static List<WayOut> sites() {
    return List.of(
        refused(
            "shuffle with rows of a site that may not meet them",
            "no site may hold all of these",
            s -> s.strict().union(s.american()).repartition(2).javaRDD().count()),
        refused(
            "join across sites",
            "no site may hold all of these",
            s -> s.strict().join(s.american().select("id"), "id").javaRDD().count()),
        refused(
            "one task for the rows of two sites",
            "No site is left for this task",
            s -> s.rows().union(s.american()).coalesce(1).javaRDD().count()),
        refused(
            "cached rows in a task with those of another site",
            "No site is left for this task",
            s -> {
              Dataset<Row> cached = s.rows().filter("id > 5").cache();
              cached.count();
              return cached.union(s.american()).coalesce(1).javaRDD().count();
            }),
        refused(
            "rows that the driver saw, sent on as a collection",
            "No site is left for this task",
            s -> {
              List<Row> seen = s.american().collectAsList();
              return s.java().parallelize(seen, 1).union(s.rows().javaRDD()).coalesce(1).count();
            }),
        refused(
            "rows that the driver saw, sent on as a broadcast",
            "No site is left for this task",
            s -> {
              var sent = s.java().broadcast(s.american().collectAsList());
              return s.texts().filter(t -> sent.value().isEmpty()).count();
            }),
        refused(
            "rows that the driver saw, sent on by a broadcast join",
            "No site is left for this task",
            s ->
                s.rows()
                    .join(functions.broadcast(s.american().select("id")), "id")
                    .javaRDD()
                    .count()),
        refused(
            "rows that the driver saw, sent on by a scalar sub-query",
            "No site is left for this task",
            s -> {
              s.american().createOrReplaceTempView("american");
              s.rows().createOrReplaceTempView("planted");
              return s.spark()
                  .sql("SELECT text FROM planted WHERE id < (SELECT max(id) FROM american)")
                  .javaRDD()
                  .count();
            }),
        refused(
            "rows that the driver saw, sent on through a shuffle",
            "no site may hold all of these",
            s -> {
              var sent = s.java().broadcast(s.american().collectAsList());
              return s.java()
                  .parallelize(List.of(1, 2), 2)
                  .map(i -> sent.value().get(i).toString())
                  .union(s.strict().javaRDD().map(r -> r.getString(0)))
                  .repartition(2)
                  .count();
            }));
  }
}
