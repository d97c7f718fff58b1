package dev.bailiwick.shuffle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * A few jobs that between them use the three writers and the operators that spill. With the test's
 * threshold, four partitions or fewer bypass the sort.
 */
final class ShuffleJobs {
  static final int ROWS = 4_000;
  private static final int FEW = 4;
  private static final int MANY = 8;

  private ShuffleJobs() {}

  static List<ShuffleJob> all() {
    return List.of(
        new ShuffleJob("combine", spark -> mapSideCombine(spark.java())),
        new ShuffleJob("few", spark -> few(spark.java())),
        new ShuffleJob("many", spark -> many(spark.java())),
        new ShuffleJob("cogroup", spark -> cogroup(spark.java())),
        new ShuffleJob("sql", spark -> sql(spark.session())));
  }

  static JavaPairRDD<Integer, String> rows(JavaSparkContext spark) {
    return spark
        .parallelize(IntStream.range(0, ROWS).boxed().toList(), 3)
        .mapToPair(i -> new Tuple2<>(i * 31 % 997, "row-" + i));
  }

  /** The sort writer, and a reader that aggregates. */
  private static List<String> mapSideCombine(JavaSparkContext spark) {
    return sorted(
        "combine",
        rows(spark)
            .mapToPair(r -> new Tuple2<>(r._1() % 300, r._2().length()))
            .reduceByKey(Integer::sum, MANY)
            .map(Tuple2::toString)
            .collect());
  }

  /** The bypass writer, some of whose partitions stay empty. */
  static List<String> few(JavaSparkContext spark) {
    return sorted(
        "few",
        rows(spark)
            .filter(r -> r._1() % FEW != 2)
            .partitionBy(new HashPartitioner(FEW))
            .map(Tuple2::toString)
            .collect());
  }

  /** The unsafe writer with Kryo, the sort writer with Java's serializer, which cannot relocate. */
  static List<String> many(JavaSparkContext spark) {
    return sorted(
        "many",
        rows(spark)
            .repartitionAndSortWithinPartitions(new HashPartitioner(MANY))
            .map(Tuple2::toString)
            .collect());
  }

  private static List<String> cogroup(JavaSparkContext spark) {
    return sorted(
        "cogroup",
        rows(spark)
            .groupByKey(MANY)
            .mapValues(values -> (int) values.spliterator().getExactSizeIfKnown())
            .join(rows(spark).mapValues(String::length).distinct(), FEW)
            .map(Tuple2::toString)
            .collect());
  }

  /** The unsafe writer, sorts and hash aggregates, adaptive coalescing. */
  static List<String> sql(SparkSession spark) {
    Dataset<Row> rows =
        spark.range(ROWS).selectExpr("id", "id % 97 AS k", "concat('text ', id % 13) AS t");
    rows.createOrReplaceTempView("facts");
    List<String> results = new ArrayList<>();
    results.addAll(
        query(spark, "SELECT k, count(*), sum(id), collect_set(t) FROM facts GROUP BY k", "group"));
    results.addAll(
        query(
            spark,
            "SELECT /*+ MERGE(b) */ a.id, b.t FROM facts a JOIN facts b ON a.id = b.id + 1"
                + " WHERE a.k < 20",
            "join"));
    results.addAll(
        query(
            spark,
            "SELECT id, row_number() OVER (PARTITION BY t ORDER BY id DESC) FROM facts",
            "window"));
    results.addAll(sorted("bypassed", strings(rows.repartition(3).collectAsList())));
    return results;
  }

  private static List<String> query(SparkSession spark, String sql, String name) {
    return sorted(name, strings(spark.sql(sql).collectAsList()));
  }

  private static List<String> strings(List<Row> rows) {
    return rows.stream().map(ShuffleJobs::string).toList();
  }

  private static String string(Row row) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object field = row.get(i);
      fields.add(
          field instanceof scala.collection.Seq<?>
              ? row.getList(i).stream().map(String::valueOf).sorted().toList().toString()
              : String.valueOf(field));
    }
    return fields.toString();
  }

  private static List<String> sorted(String name, List<String> results) {
    return results.stream().map(r -> name + " " + r).sorted().toList();
  }
}
