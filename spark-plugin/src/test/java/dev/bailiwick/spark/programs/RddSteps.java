package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** The steps that are done on RDDs. Static, so that what they send along is only what they use. */
final class RddSteps {
  private static final List<StorageLevel> LEVELS =
      List.of(
          StorageLevel.MEMORY_ONLY(),
          StorageLevel.MEMORY_ONLY_SER(),
          StorageLevel.MEMORY_AND_DISK(),
          StorageLevel.DISK_ONLY());

  private RddSteps() {}

  static Row row(String o, int k, long v) {
    return RowFactory.create(o, k, v % Rec.MODULUS);
  }

  private static Row marked(Row r, String o) {
    return row(o, r.getInt(1), r.getLong(2));
  }

  private static JavaRDD<Row> moved(JavaRDD<Row> rows) {
    return rows.map(r -> marked(r, Origins.moved(r.getString(0))));
  }

  private static JavaPairRDD<Integer, Row> byKey(JavaRDD<Row> rows) {
    return rows.mapToPair(r -> new Tuple2<>(r.getInt(1), r));
  }

  /** Of the columnar formats there is no text; CSV is read as a Hadoop RDD. */
  static JavaRDD<Row> parsed(JavaRDD<String> lines) {
    return lines.map(
        line -> {
          String[] words = line.split(",");
          return row(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
        });
  }

  static JavaRDD<Row> probed(JavaRDD<Row> rows, Probe probe) {
    return rows.map(
        r -> {
          probe.touch(r.getString(0));
          return r;
        });
  }

  static JavaRDD<Row> map(JavaRDD<Row> rows, int n) {
    return rows.map(r -> row(r.getString(0), (r.getInt(1) + n) % Rec.KEYS, r.getLong(2) * 3 + n));
  }

  static JavaRDD<Row> repartition(JavaRDD<Row> rows, int partitions) {
    return moved(rows.repartition(partitions));
  }

  static JavaRDD<Row> sortBy(JavaRDD<Row> rows, int partitions) {
    return moved(rows.sortBy(r -> r.getLong(2), true, partitions));
  }

  static JavaRDD<Row> reduceByKey(JavaRDD<Row> rows, int partitions) {
    return moved(
        byKey(rows)
            .reduceByKey(
                (x, y) ->
                    row(
                        Origins.merged(x.getString(0), y.getString(0)),
                        x.getInt(1),
                        x.getLong(2) + y.getLong(2)),
                partitions)
            .values());
  }

  static JavaRDD<Row> persist(JavaRDD<Row> rows, int n) {
    JavaRDD<Row> kept = rows.persist(LEVELS.get(n % LEVELS.size()));
    kept.count();
    return kept;
  }

  static JavaRDD<Row> checkpoint(JavaRDD<Row> rows, boolean local) {
    if (local) {
      rows.rdd().localCheckpoint();
    } else {
      rows.checkpoint();
    }
    rows.count();
    return rows;
  }

  static JavaRDD<Row> zip(JavaRDD<Row> a, JavaRDD<Row> b) {
    int partitions = a.getNumPartitions() > 1 && b.getNumPartitions() > 1 ? 2 : 1;
    return a.coalesce(partitions)
        .zipPartitions(
            b.coalesce(partitions),
            (x, y) -> {
              List<Row> both = new ArrayList<>();
              x.forEachRemaining(both::add);
              y.forEachRemaining(both::add);
              return both.iterator();
            });
  }

  static JavaRDD<Row> cogroup(JavaRDD<Row> a, JavaRDD<Row> b, int partitions) {
    return byKey(a)
        .cogroup(byKey(b), partitions)
        .map(
            group -> {
              StringBuilder o = new StringBuilder();
              long v = sum(group._2()._1(), o) % Rec.MODULUS;
              v += 2 * (sum(group._2()._2(), o) % Rec.MODULUS);
              return row(Origins.moved(o.toString()), group._1(), v);
            });
  }

  private static long sum(Iterable<Row> rows, StringBuilder o) {
    long sum = 0;
    for (Row r : rows) {
      sum += r.getLong(2);
      o.append(',').append(r.getString(0));
    }
    return sum;
  }

  static JavaRDD<Row> cartesian(JavaRDD<Row> a, JavaRDD<Row> b) {
    return a.filter(r -> r.getLong(2) % 3 == 0)
        .cartesian(b.filter(r -> r.getLong(2) % 3 == 1))
        .map(
            pair ->
                row(
                    Origins.merged(pair._1().getString(0), pair._2().getString(0)),
                    pair._1().getInt(1),
                    pair._1().getLong(2) + pair._2().getLong(2)));
  }

  static JavaRDD<Row> subtract(JavaRDD<Row> a, JavaRDD<Row> b, int partitions) {
    return moved(byKey(a).subtractByKey(byKey(b), partitions).values());
  }

  /** The first attempt at the first partition takes long enough to be copied. */
  static Iterator<Row> slowly(Iterator<Row> rows) {
    org.apache.spark.TaskContext task = org.apache.spark.TaskContext.get();
    if (task != null && task.partitionId() == 0 && task.attemptNumber() == 0) {
      try {
        Thread.sleep(600);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return rows;
  }
}
