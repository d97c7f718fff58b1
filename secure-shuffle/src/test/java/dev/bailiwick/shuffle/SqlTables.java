package dev.bailiwick.shuffle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Small tables of a trading house, made from counters, in a session of their own. */
final class SqlTables {
  private SqlTables() {}

  /** Everything is joined by a shuffle unless a job says otherwise. */
  static SparkSession session(TestSpark spark) {
    SparkSession session = spark.session().newSession();
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    // All rows are looked at for the bounds of ranges, so that they are the same in each run.
    session.conf().set("spark.sql.execution.rangeExchange.sampleSizePerPartition", "100000");
    view(session, "nation", 25, "id AS n_id, concat('nation ', id) AS n_name, id % 5 AS n_region");
    view(
        session,
        "customer",
        300,
        "id AS c_id, id * 7 % 25 AS c_nation, concat('segment ', id % 5) AS c_segment");
    view(
        session,
        "orders",
        1_500,
        "id AS o_id, id * 13 % 250 AS o_customer, date_add(DATE'1995-01-01', CAST(id % 700 AS INT)) AS o_date,"
            + " concat(id % 5, '-PRIORITY') AS o_priority");
    view(
        session,
        "item",
        5_000,
        "id * 31 % 1400 AS i_order, id % 120 AS i_part, id * 7 % 60 AS i_supplier,"
            + " CAST(1 + id % 50 AS DECIMAL(12,2)) AS i_quantity,"
            + " CAST(id * 37 % 90000 / 100 AS DECIMAL(12,2)) AS i_price,"
            + " CAST(id % 11 / 100 AS DECIMAL(4,2)) AS i_discount,"
            + " substr('ANR', CAST(id % 3 AS INT) + 1, 1) AS i_flag,"
            + " date_add(DATE'1995-01-01', CAST(id * 3 % 800 AS INT)) AS i_shipped");
    view(
        session,
        "part",
        120,
        "id AS p_id, concat('brand ', id % 9) AS p_brand, id % 40 AS p_size,"
            + " IF(id % 4 = 0, NULL, concat('box ', id % 6)) AS p_box");
    return session;
  }

  private static void view(SparkSession session, String name, long rows, String columns) {
    session.range(0, rows, 1, 3).createOrReplaceTempView("counter");
    session.sql("SELECT " + columns + " FROM counter").createOrReplaceTempView(name);
  }

  static List<String> sorted(Dataset<Row> rows) {
    return inOrder(rows).stream().sorted().toList();
  }

  static List<String> inOrder(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(SqlTables::text).toList();
  }

  private static String text(Row row) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object field = row.get(i);
      if (field instanceof scala.collection.Seq<?>) {
        fields.add(row.getList(i).stream().map(String::valueOf).sorted().toList().toString());
      } else if (field instanceof scala.collection.Map<?, ?>) {
        Map<String, String> map = new TreeMap<>();
        row.getJavaMap(i).forEach((k, v) -> map.put(String.valueOf(k), String.valueOf(v)));
        fields.add(map.toString());
      } else {
        fields.add(String.valueOf(field));
      }
    }
    return fields.toString();
  }
}
