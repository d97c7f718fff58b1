package dev.bailiwick.spark.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A process of its own, because a JVM has one SparkContext: a local Spark that nobody governs. It
 * writes the columnar files of the world, and then runs each program whose seed it reads.
 */
public final class ReferenceMain {
  /** What it answers begins with this; the rest is noise of Spark's. */
  static final String ANSWER = "answer ";

  static final String SEPARATOR = ";";

  /** The answer when the ungoverned Spark itself breaks begins with this. */
  static final String FAILED = "the reference failed: ";

  private ReferenceMain() {}

  public static void main(String[] args) throws IOException {
    World world = new World(Long.parseLong(args[0]), Path.of(args[1]));
    Path scratch = Path.of(args[2]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("reference")
            .config("spark.log.level", "ERROR")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.default.parallelism", "4")
            .config("spark.sql.warehouse.dir", scratch.resolve("warehouse").toString())
            .getOrCreate();
    spark.sparkContext().setCheckpointDir(scratch.resolve("checkpoints").toString());
    for (World.DataSet d : world.datasets()) {
      if (d.format().equals("parquet") || d.format().equals("orc")) {
        List<Row> rows =
            d.rows().stream().map(r -> RowFactory.create(r.o(), r.k(), r.v())).toList();
        Dataset<Row> frame = spark.createDataFrame(rows, StructType.fromDDL(SparkRun.SCHEMA));
        frame.coalesce(2).write().format(d.format()).save(world.path(d));
      }
    }
    System.out.println(ANSWER + "ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int runs = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long seed = Long.parseLong(line);
      Path target = scratch.resolve("out-" + runs++);
      System.out.println(ANSWER + answer(spark, world, seed, target));
    }
    spark.stop();
  }

  private static String answer(SparkSession spark, World world, long seed, Path target) {
    Program program = Program.random(seed, world);
    try {
      List<String> rows = SparkRun.of(spark, world, program, target);
      return String.join(
          SEPARATOR, program.action() == Program.Action.WRITE ? Written.rows(target) : rows);
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare. This is equal to no result: the
      // program is printed with it, and the others go on.
      return FAILED + String.valueOf(e.getMessage()).lines().findFirst();
    }
  }
}
