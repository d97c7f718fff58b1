package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that may not be seen at fra, statistics of at least ten records that may. */
final class ReleasedAggregatesTest {

  @TempDir static Path dir;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws Exception {
    TestSites sites = TestSites.in(dir);
    sites.letStatisticsGo();
    // 30 people in ulm, 12 in bonn of whom 3 have a pay, 4 in jena.
    StringBuilder people = new StringBuilder();
    for (int i = 0; i < 46; i++) {
      String town = i < 30 ? "ulm" : i < 42 ? "bonn" : "jena";
      String pay = town.equals("bonn") && i > 32 ? "" : String.valueOf(100 + i);
      people.append(i).append(',').append(town).append(',').append(pay).append('\n');
    }
    Files.writeString(sites.storage("fra").resolve("people.csv"), people);
    Files.writeString(sites.storage("iad").resolve("people.csv"), people);
    Files.writeString(dir.resolve("open.csv"), people);
    spark =
        SparkSession.builder()
            .config(sites.conf("local[2]", "fra").set("spark.sql.autoBroadcastJoinThreshold", "-1"))
            .getOrCreate();
    view("people", sites.storage("fra").resolve("people.csv"));
    view("seen", sites.storage("iad").resolve("people.csv"));
    view("open", dir.resolve("open.csv"));
    read(sites.storage("fra").resolve("people.csv"), sites.storage("fra").resolve("people.csv"))
        .createOrReplaceTempView("twice");
    spark.table("people").filter("id >= 0").cache().createOrReplaceTempView("kept");
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static Dataset<Row> read(Path... files) {
    String[] paths = new String[files.length];
    for (int i = 0; i < files.length; i++) {
      paths[i] = files[i].toString();
    }
    return spark.read().schema("id INT, town STRING, pay INT").csv(paths);
  }

  private static void view(String name, Path file) {
    read(file).createOrReplaceTempView(name);
  }

  private static List<Row> sql(String query) {
    return spark.sql(query).collectAsList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void groupsOfEnoughRecordsAreReleasedAndOthersAreNot(String adaptive) {
    spark.conf().set("spark.sql.adaptive.enabled", adaptive);
    assertThat(
            sql(
                "SELECT town, sum(pay), avg(pay), count(1) FROM people GROUP BY town"
                    + " HAVING count(pay) >= 10"))
        .hasToString("[[ulm,3435,114.5,30]]");
    spark.conf().unset("spark.sql.adaptive.enabled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT town, count(1) FROM people GROUP BY town HAVING count(1) >= 10",
        "SELECT town, count(pay) FROM people WHERE id > 3 GROUP BY town HAVING count(*) > 9",
        "SELECT sum(pay) FROM people HAVING 12 <= count(pay)",
        "SELECT stddev(pay) FROM people HAVING count(pay) >= 10",
        "SELECT avg(p) / 2 FROM (SELECT pay AS p FROM people WHERE town = 'ulm') HAVING count(p) >"
            + " 20",
        "SELECT town, sum(pay) AS s FROM people GROUP BY town HAVING count(pay) >= 10 ORDER BY s",
        "SELECT id % 2, sum(pay) FROM people GROUP BY id % 2 HAVING count(pay) >= 10",
        "SELECT sum(pay) FROM people LEFT SEMI JOIN (SELECT id FROM people WHERE id > 3) USING (id)"
            + " HAVING count(pay) >= 10",
        "SELECT sum(a.pay), sum(b.p) FROM (SELECT id, first(pay) AS pay FROM people GROUP BY id) a"
            + " JOIN (SELECT id, first(pay) AS p FROM people GROUP BY id) b ON a.id = b.id"
            + " HAVING count(a.pay) >= 10 AND count(b.p) >= 10",
      })
  void whatIsMadeOfEnoughRecordsIsReleased(String query) {
    assertThat(sql(query)).isNotEmpty();
    assertThat(spark.sql(query).javaRDD().collect()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT sum(pay) FROM people | add HAVING count(pay) >= N",
        "SELECT town, count(1) FROM people GROUP BY town | add HAVING count(1) >= N",
        "SELECT town, sum(pay) FROM people GROUP BY town HAVING count(1) >= 10"
            + " | add HAVING count(pay) >= N",
        "SELECT town, sum(pay) FROM people GROUP BY town HAVING count(id) >= 10"
            + " | add HAVING count(pay) >= N",
        "SELECT town, sum(pay) FROM people GROUP BY town HAVING count(pay) >= 9"
            + " | asks for at least 10 records",
        "SELECT town, sum(pay) FROM people GROUP BY town HAVING count(pay) >= 10 OR town = 'jena'"
            + " | add HAVING count(pay) >= N",
        "SELECT sum(DISTINCT pay) FROM people HAVING count(pay) >= 10 | leave DISTINCT out",
        "SELECT sum(pay) FILTER (WHERE id = 7) FROM people HAVING count(pay) >= 10"
            + " | write the FILTER of sum as a WHERE",
        "SELECT sum(IF(id = 7, pay, 0)) FROM people HAVING count(pay) >= 10"
            + " | aggregate columns as they are stored",
        "SELECT sum(x) FROM (SELECT pay * (id DIV 45) AS x FROM people) HAVING count(x) >= 10"
            + " | aggregate columns as they are stored",
        "SELECT max(pay) FROM people HAVING count(pay) >= 10 | max gives values of single rows",
        "SELECT collect_list(pay) FROM people HAVING count(pay) >= 10"
            + " | collect_list gives values of single rows",
        "SELECT town FROM people GROUP BY town | add HAVING count(1) >= N",
        "SELECT id, sum(pay) FROM people GROUP BY id HAVING count(pay) >= 1"
            + " | asks for at least 10 records",
        "SELECT sum(pay) FROM (SELECT * FROM people UNION ALL SELECT * FROM people)"
            + " HAVING count(pay) >= 10 | no union",
        "SELECT sum(pay) FROM (SELECT pay, explode(sequence(1, 9)) FROM people)"
            + " HAVING count(pay) >= 10 | no union",
        "SELECT sum(pay) FROM (SELECT p.pay FROM people p JOIN people q ON p.town = q.town)"
            + " HAVING count(pay) >= 10 | unique on both sides",
        "SELECT town, sum(pay) FROM people GROUP BY CUBE (town) HAVING count(pay) >= 10 | no union",
        "SELECT sum(pay) FROM twice HAVING count(pay) >= 10 | no union",
        "SELECT sum(pay) FROM kept HAVING count(pay) >= 10 | cached data",
        "SELECT sum(pay) FROM people WHERE id IN (SELECT id FROM open) HAVING count(pay) >= 10"
            + " | records that no policy protects are counted",
        "SELECT sum(pay) FROM people WHERE id IN (SELECT id FROM seen) HAVING count(pay) >= 10"
            + " | records that no policy protects are counted",
      })
  void whatCouldTellOfFewerRecordsIsRefusedWithWhatToDo(String query, String says) {
    assertThatThrownBy(() -> sql(query)).hasStackTraceContaining(says);
  }

  @Test
  void whatIsReleasedIsNotWrittenAnywhereAndNotForgotten() {
    Dataset<Row> sums =
        spark.sql("SELECT town, sum(pay) AS s FROM people GROUP BY town HAVING count(pay) >= 10");
    assertThatThrownBy(() -> sums.write().csv(dir.resolve("out").toString()))
        .hasStackTraceContaining("lies in no site's storage");
    assertThatThrownBy(() -> sums.write().csv(dir.resolve("nrt/storage/sums").toString()))
        .hasStackTraceContaining("may not be at site nrt as statistics");
    sums.write().csv(dir.resolve("fra/storage/sums").toString());
  }

  @Test
  void rowsBesideAReleaseAreStillRows() {
    assertThatThrownBy(
            () ->
                sql(
                    "SELECT p.id, s.total FROM people p JOIN (SELECT town, sum(pay) AS total FROM"
                        + " people GROUP BY town HAVING count(pay) >= 10) s ON p.town = s.town"))
        .hasStackTraceContaining("as view");
  }

  @Test
  void aCountIsNoTransferWhateverItCounts() {
    assertThat(spark.table("people").join(spark.table("kept").hint("merge"), "id").count())
        .isEqualTo(46);
    assertThat(spark.table("people").filter("pay IS NULL").count()).isEqualTo(9);
  }

  /** The plan of one query does not vouch for the job of another. */
  @Test
  void anotherJobUnderTheNameOfACountIsJudgedByItself() {
    spark.sparkContext().setLocalProperty("spark.sql.execution.id", "0");
    try {
      assertThatThrownBy(() -> spark.table("people").javaRDD().collect())
          .hasMessageContaining("as view");
    } finally {
      spark.sparkContext().setLocalProperty("spark.sql.execution.id", null);
    }
  }

  @Test
  void rowsWithWindowsBelowThemAreCounted() {
    long all = spark.table("people").count();
    String windows =
        "SELECT * FROM (SELECT id, count(1) OVER (PARTITION BY town) AS n,"
            + " count(1) OVER (PARTITION BY town ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT"
            + " ROW) AS m FROM people) WHERE n > 0 AND m > 0";
    assertThat(spark.sql(windows).count()).isEqualTo(all);
  }
}
