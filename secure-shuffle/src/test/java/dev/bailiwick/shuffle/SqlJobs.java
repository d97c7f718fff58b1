package dev.bailiwick.shuffle;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Queries in the manner of TPC-H, and each operator of SQL that shuffles. */
final class SqlJobs {
  private SqlJobs() {}

  static List<ShuffleJob> all() {
    return List.of(
        query(
            "sums by flag (as TPC-H 1)",
            "SELECT i_flag, i_quantity > 25, sum(i_quantity), sum(i_price * (1 - i_discount)),"
                + " avg(i_price), count(*) FROM item WHERE i_shipped < DATE'1996-09-01'"
                + " GROUP BY 1, 2"),
        ranked(
            "best orders (as TPC-H 3)",
            "SELECT o_id, sum(i_price * (1 - i_discount)) AS revenue, o_date FROM customer"
                + " JOIN orders ON c_id = o_customer JOIN item ON i_order = o_id"
                + " WHERE c_segment = 'segment 2' GROUP BY o_id, o_date"
                + " ORDER BY revenue DESC, o_id LIMIT 20"),
        query(
            "orders with a late item (as TPC-H 4)",
            "SELECT o_priority, count(*) FROM orders WHERE EXISTS (SELECT 1 FROM item WHERE"
                + " i_order = o_id AND i_shipped > o_date) GROUP BY o_priority"),
        query(
            "revenue by nation (as TPC-H 5)",
            "SELECT n_name, sum(i_price * (1 - i_discount)) FROM customer"
                + " JOIN orders ON c_id = o_customer JOIN item ON i_order = o_id"
                + " JOIN nation ON n_id = c_nation WHERE n_region = 2 GROUP BY n_name"),
        query(
            "counts of counts (as TPC-H 13)",
            "SELECT n, count(*) FROM (SELECT c_id, count(o_id) AS n FROM customer"
                + " LEFT OUTER JOIN orders ON c_id = o_customer GROUP BY c_id) GROUP BY n"),
        query(
            "suppliers by brand (as TPC-H 16)",
            "SELECT p_brand, p_size, count(DISTINCT i_supplier) FROM item JOIN part ON p_id ="
                + " i_part WHERE p_size NOT IN (SELECT n_id FROM nation) GROUP BY 1, 2"),
        query(
            "large orders (as TPC-H 18)",
            "SELECT o_id, o_date, sum(i_quantity) FROM orders JOIN item ON o_id = i_order WHERE"
                + " o_id IN (SELECT i_order FROM item GROUP BY i_order HAVING"
                + " sum(i_quantity) > 120) GROUP BY o_id, o_date"),
        query(
            "suppliers who kept orders waiting (as TPC-H 21)",
            "SELECT i_supplier, count(*) FROM item a WHERE EXISTS (SELECT 1 FROM item b WHERE"
                + " b.i_order = a.i_order AND b.i_supplier <> a.i_supplier) AND NOT EXISTS"
                + " (SELECT 1 FROM item c WHERE c.i_order = a.i_order AND c.i_part = a.i_part + 1)"
                + " GROUP BY i_supplier"),
        query(
            "full outer join",
            "SELECT a.o_id, b.i_part FROM orders a FULL OUTER JOIN"
                + " (SELECT * FROM item WHERE i_part < 30) b ON a.o_id = b.i_order"),
        query(
            "shuffled hash join",
            "SELECT /*+ SHUFFLE_HASH(c) */ o_id, c_segment FROM orders JOIN customer c ON"
                + " c_id = o_customer"),
        query("anti join", "SELECT * FROM customer LEFT ANTI JOIN orders ON c_id = o_customer"),
        query("distinct", "SELECT DISTINCT o_customer, o_priority FROM orders"),
        query(
            "rollup",
            "SELECT i_flag, i_part % 7, sum(i_quantity) FROM item GROUP BY ROLLUP (1, 2)"),
        query("cube", "SELECT i_flag, i_supplier % 4, max(i_price) FROM item GROUP BY CUBE (1, 2)"),
        query(
            "grouping sets",
            "SELECT i_flag, i_part, count(*) FROM item GROUP BY i_flag, i_part GROUPING SETS"
                + " ((i_flag), (i_part), ())"),
        query(
                "several distinct aggregates",
                "SELECT i_flag, count(DISTINCT i_part), count(DISTINCT i_supplier), sum(i_price)"
                    + " FROM item GROUP BY i_flag")
            .inAnyOrder(),
        query(
            "collected sets and percentiles",
            "SELECT i_part, collect_set(i_flag), percentile(i_supplier, 0.5) FROM item"
                + " GROUP BY i_part"),
        query(
            "pivot",
            "SELECT * FROM (SELECT i_flag, i_part % 10 AS p, i_quantity FROM item) PIVOT"
                + " (sum(i_quantity) FOR i_flag IN ('A', 'N', 'R'))"),
        query(
            "window: row numbers",
            "SELECT o_id, row_number() OVER (PARTITION BY o_customer ORDER BY o_date, o_id) FROM"
                + " orders"),
        query(
            "window: sliding sums",
            "SELECT i_order, i_part, sum(i_quantity) OVER (PARTITION BY i_supplier ORDER BY"
                + " i_order, i_part ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING) FROM item"),
        query(
            "window over all rows",
            "SELECT o_id, rank() OVER (ORDER BY o_priority, o_id DESC) FROM orders"),
        query("except", "SELECT c_id FROM customer EXCEPT SELECT o_customer FROM orders"),
        query("intersect", "SELECT c_id FROM customer INTERSECT SELECT o_customer FROM orders"),
        query(
            "null keys",
            "SELECT p_box, count(*) FROM part GROUP BY p_box UNION ALL SELECT a.p_box, count(*)"
                + " FROM part a JOIN part b ON a.p_box <=> b.p_box GROUP BY a.p_box"),
        query(
            "nested values",
            "SELECT k, s.a, s.b[1], m FROM (SELECT /*+ REPARTITION(5, k) */ o_id % 50 AS k,"
                + " named_struct('a', o_date, 'b', array(o_id, o_customer)) AS s,"
                + " map(o_priority, o_id) AS m FROM orders)"),
        query(
            "texts longer than a page of a sorter's buffer",
            "SELECT /*+ REPARTITION(3, o_id) */ o_id, length(t), crc32(t) FROM (SELECT"
                + " o_id, repeat(concat(o_id, sha2(CAST(o_id AS STRING), 256)), 400) AS t FROM"
                + " orders WHERE o_id < 120)"),
        query("no rows", "SELECT i_part, count(*) FROM item WHERE i_part < 0 GROUP BY i_part"),
        ranked("order by", "SELECT * FROM item ORDER BY i_price DESC, i_order, i_part, i_shipped"),
        new ShuffleJob("typed groups", SqlJobs::typedGroups),
        new ShuffleJob(
            "sorted within partitions",
            s ->
                ShuffleJob.inOrder(
                    SqlTables.session(s)
                        .table("orders")
                        .repartition(6, org.apache.spark.sql.functions.col("o_customer"))
                        .sortWithinPartitions("o_date", "o_id")
                        .toJavaRDD())),
        new ShuffleJob("rows of a query, shuffled as an RDD", SqlJobs::asRdd));
  }

  private static ShuffleJob query(String name, String sql) {
    return of(name, sql, SqlTables::sorted);
  }

  private static ShuffleJob ranked(String name, String sql) {
    return of(name, sql, SqlTables::inOrder);
  }

  private static ShuffleJob of(String name, String sql, Function<Dataset<Row>, List<String>> read) {
    return new ShuffleJob("SQL: " + name, spark -> read.apply(SqlTables.session(spark).sql(sql)));
  }

  private static List<String> typedGroups(TestSpark spark) {
    SparkSession session = SqlTables.session(spark);
    return session
        .range(2_000)
        .groupByKey((MapFunction<Long, Long>) id -> id % 37, Encoders.LONG())
        .mapGroups(
            (MapGroupsFunction<Long, Long, String>)
                (key, ids) -> {
                  long sum = 0;
                  while (ids.hasNext()) {
                    sum += ids.next();
                  }
                  return key + ": " + sum;
                },
            Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private static List<String> asRdd(TestSpark spark) {
    return ShuffleJob.partitions(
        SqlTables.session(spark)
            .sql("SELECT o_customer, o_priority, o_date FROM orders")
            .toJavaRDD()
            .mapToPair(row -> new Tuple2<>(row.getLong(0), row.getString(1) + row.getDate(2)))
            .groupByKey(4));
  }
}
