package dev.bailiwick.spark;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One way to carry rows to a driver or site that may not have them.
 *
 * @param name as {@code docs/ways-out.md} calls it
 * @param says what the refusal says; empty if the way is open, and shows nothing of any row
 */
record WayOut(String name, String says, Attempt attempt) {
  /** In every row that must not be seen. */
  static final String PLANTED = "PLANTED-4711";

  static final int ROWS = 60;

  /** Tries it, and gives back all that the driver can see of it. */
  @FunctionalInterface
  interface Attempt {
    Object run(Scene scene) throws Exception;
  }

  static WayOut refused(String name, String says, Attempt attempt) {
    return new WayOut(name, says, attempt);
  }

  /** The driver would get rows. */
  static WayOut unseen(String name, Attempt attempt) {
    return new WayOut(name, "as view by policy jp", attempt);
  }

  static WayOut harmless(String name, Attempt attempt) {
    return new WayOut(name, "", attempt);
  }

  /** What is said of a task that ran and failed: by whom, and not why. */
  static String withheld(Exception e) {
    String trace = WaysOutTest.trace(e);
    if (!trace.contains("message withheld") || trace.contains("Bailiwick refused")) {
      throw new AssertionError("it did not run and fail quietly", e);
    }
    return trace;
  }

  boolean isRefused() {
    return !says.isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }

  /** The driver is at fra; the rows lie at nrt, and may be seen nowhere. */
  record Scene(SparkSession spark, TestSites sites, Path fresh) {
    /** With the columns {@code text}, which is planted, and {@code id}. */
    Dataset<Row> rows() {
      return read("nrt", "planted.csv");
    }

    /** Under the strictest law: only nrt may have them, even shuffled. */
    Dataset<Row> strict() {
      return read("nrt", "private/planted.csv");
    }

    /** Rows that the driver may see, and nrt may not have. */
    Dataset<Row> american() {
      return read("iad", "rows.csv");
    }

    private Dataset<Row> read(String site, String file) {
      return spark
          .read()
          .schema("text STRING, id INT")
          .csv(sites.storage(site).resolve(file).toString());
    }

    JavaRDD<String> texts() {
      return rows().javaRDD().map(row -> row.getString(0));
    }

    JavaSparkContext java() {
      return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }

    /** A folder in a site's storage that is not there yet. */
    String at(String site) {
      return sites.storage(site).resolve("out").resolve(fresh.getFileName()).toString();
    }

    /** A folder of no site that is not there yet. */
    String nowhere() {
      return fresh.toString();
    }
  }
}
