package dev.bailiwick.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * An application on some master, with the rows of {@link TestSites}.
 *
 * @param spark the application
 * @param sites whose rows there are
 * @param executors the site of each executor that the master has, sorted
 * @param records where executors write down what they touched
 * @param hosts how many hosts these executors are on
 */
record ConformanceWorld(
    SparkSession spark, TestSites sites, List<String> executors, Path records, int hosts) {

  boolean isOneProcess() {
    return executors.size() == 1;
  }

  JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  Governance governance() {
    return Governance.of(spark.sparkContext());
  }

  String privatePath() {
    return sites.storage("nrt").resolve("private/rows.csv").toString();
  }

  Dataset<Row> of(String site) {
    return table(sites.path(site));
  }

  Dataset<Row> table(String path) {
    return spark.read().schema("origin STRING, id INT").csv(path);
  }

  /** The origins of a file's rows, in this many partitions or more. */
  JavaRDD<String> lines(String path, int partitions) {
    return context().textFile(path, partitions).map(line -> line.split(",", -1)[0]);
  }

  static JavaRDD<String> origins(Dataset<Row> rows) {
    return rows.javaRDD().map(r -> r.getString(0));
  }

  /** Runs over the rows, with a record of each in the executor, and counts them. */
  long touch(JavaRDD<String> rows, String transferClass, RowRecorder.Way way) {
    LongAccumulator seen = spark.sparkContext().longAccumulator();
    rows.foreachPartition(new RowRecorder(records.toString(), transferClass, way, seen));
    return seen.value();
  }

  long touch(JavaRDD<String> rows, String transferClass) {
    return touch(rows, transferClass, RowRecorder.Way.PLAIN);
  }

  long touch(Dataset<Row> rows, String transferClass) {
    return touch(origins(rows), transferClass);
  }

  /** The executors at a site that are not lost. */
  List<String> alive(String site) {
    SiteDirectory known = governance().sites();
    return known.executorsBySite().getOrDefault(site, List.of()).stream()
        .filter(id -> known.site(id).isPresent())
        .toList();
  }

  /** The sites of the executors that are there now, sorted. */
  List<String> present() {
    return TestSites.NAMES.stream()
        .flatMap(site -> alive(site).stream().map(id -> site))
        .sorted()
        .toList();
  }

  static boolean await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return false;
  }
}
