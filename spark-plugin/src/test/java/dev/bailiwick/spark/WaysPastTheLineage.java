package dev.bailiwick.spark;

import static dev.bailiwick.spark.WayOut.refused;
import static dev.bailiwick.spark.WayOut.unseen;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ReliableCheckpointRDD$;
import org.apache.spark.sql.execution.datasources.SchemaMergeUtils$;
import org.apache.spark.sql.types.StructType;
import org.example.Holders;
import org.example.OtherRdd;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Ways out that do not show in the lineage of what is run, or name a target that is not the one.
 */
final class WaysPastTheLineage {
  private static final String HELD = "and could read it in a task";

  private WaysPastTheLineage() {}

  static List<WayOut> all() {
    return List.of(
        refused("RDD that a function holds", HELD, s -> hidden(s).collect()),
        refused(
            "RDD that a function before a shuffle holds",
            HELD,
            s -> hidden(s).repartition(2).collect()),
        refused(
            "piece of an input that a function holds",
            HELD,
            s -> Holders.piecesOf(s.texts().rdd(), one(s)).collect()),
        refused(
            "RDD of a class of one's own that holds another",
            "a class of neither Spark nor Bailiwick",
            s -> {
              RDD<String> said = one(s).map(String::valueOf).rdd();
              return new OtherRdd(said, s.texts().rdd()).collect();
            }),
        unseen("schema that is made of rows", WaysPastTheLineage::schema),
        refused(
            "checkpoint into another folder than the one that was set",
            "which lies in no site's storage",
            s -> {
              s.spark().sparkContext().setCheckpointDir(s.at("nrt"));
              RDD<String> cut = s.texts().rdd();
              cut.checkpoint();
              ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
              return ReliableCheckpointRDD$.MODULE$.writeRDDToCheckpointDirectory(
                  cut, s.nowhere(), -1, text);
            }),
        refused(
            "SQL that calls Java methods by name",
            "calls Java methods by their names",
            s -> {
              s.rows()
                  .selectExpr("reflect('java.lang.System', 'setProperty', 'stolen', text)")
                  .write()
                  .format("noop")
                  .mode("overwrite")
                  .save();
              return "";
            }));
  }

  private static JavaRDD<Integer> one(WayOut.Scene s) {
    return s.java().parallelize(List.of(0), 1);
  }

  private static JavaRDD<String> hidden(WayOut.Scene s) {
    return Holders.rowsOf(s.texts().rdd(), one(s));
  }

  private static Object schema(WayOut.Scene s) throws Exception {
    Path file = new Path(s.sites().storage("nrt").resolve("planted.csv").toUri());
    FileStatus found = file.getFileSystem(new Configuration()).getFileStatus(file);
    return SchemaMergeUtils$.MODULE$.mergeSchemasInParallel(
        s.spark(),
        Map$.MODULE$.<String, String>empty(),
        CollectionConverters.asScala(List.of(found)).toList(),
        new FirstLine());
  }

  /** Takes rows for the names of columns. */
  private static final class FirstLine
      extends scala.runtime.AbstractFunction3<
          Seq<FileStatus>, Configuration, Object, Seq<StructType>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Seq<StructType> apply(Seq<FileStatus> files, Configuration conf, Object ignore) {
      Path path = files.head().getPath();
      try (var in = path.getFileSystem(conf).open(path)) {
        String line = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        StructType rows = new StructType().add(line.lines().findFirst().orElseThrow(), "string");
        return CollectionConverters.asScala(List.of(rows)).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
