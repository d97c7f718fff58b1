package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.lib.CombineTextInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to read files, and each narrow way on from there: over rows that may be at fra it runs,
 * over rows that may not it is refused. One process at fra; what is not read through would run.
 */
final class LineageTest {
  @TempDir static Path dir;
  private static TestSites sites;
  private static SparkSession spark;

  /** Work in place over the files of a folder. */
  @FunctionalInterface
  interface Work {
    void over(String folder) throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    sites = TestSites.in(dir);
    spark = SparkSession.builder().config(sites.conf("local[2]", "fra")).getOrCreate();
    List<Row> rows = List.of(RowFactory.create("a", 1), RowFactory.create("b", 2));
    StructType schema = new StructType().add("origin", "string").add("id", "int");
    for (String site : List.of("fra", "nrt")) {
      Dataset<Row> few = spark.createDataFrame(rows, schema);
      few.write().parquet(folder(site) + "/parquet");
      few.write().csv(folder(site) + "/csv");
      few.write().json(folder(site) + "/json");
    }
  }

  private static String folder(String site) {
    return sites.storage(site).resolve("lineage").toString();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static void run(JavaRDD<?> rdd) {
    rdd.foreachPartition(p -> p.forEachRemaining(r -> {}));
  }

  private static JavaSparkContext java() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  private static JavaRDD<Row> csv(String folder) {
    return spark.read().schema("origin STRING, id INT").csv(folder + "/csv").javaRDD();
  }

  private static JavaRDD<Row> none() {
    return java().parallelize(List.<Row>of(RowFactory.create("x", 0)), 1);
  }

  private static Work byV2(String format) {
    return folder -> {
      spark.conf().set("spark.sql.sources.useV1SourceList", "");
      try {
        run(
            spark
                .read()
                .schema("origin STRING, id INT")
                .format(format)
                .load(folder + "/" + format)
                .javaRDD());
      } finally {
        spark.conf().unset("spark.sql.sources.useV1SourceList");
      }
    };
  }

  static Stream<Named<Work>> works() {
    Map<String, Work> works = new TreeMap<>(reads());
    works.put("union", f -> run(none().union(csv(f))));
    works.put("coalesce", f -> run(none().union(csv(f)).coalesce(1)));
    works.put("zip", f -> run(csv(f).coalesce(1).zip(csv(f).coalesce(1)).values()));
    works.put("zipPartitions", f -> run(zipped(csv(f).coalesce(1))));
    works.put("cartesian", f -> run(none().cartesian(csv(f)).values()));
    works.put("map and filter", f -> run(csv(f).map(r -> r).filter(r -> true)));
    works.put(
        "combined files",
        f ->
            run(
                java()
                    .hadoopFile(
                        f + "/csv", CombineTextInputFormat.class, LongWritable.class, Text.class)
                    .map(pair -> 1)));
    works.put("sample", f -> run(csv(f).sample(false, 0.5)));
    works.put("cached RDD", f -> run(csv(f).persist(StorageLevel.MEMORY_ONLY()).map(r -> r)));
    works.put(
        "cached DataFrame",
        f -> run(spark.read().parquet(f + "/parquet").cache().filter("id > 0").javaRDD()));
    works.put("local checkpoint", f -> run(cut(csv(f)).map(r -> r)));
    works.put(
        "sort within partitions",
        f -> run(spark.read().parquet(f + "/parquet").sortWithinPartitions("id").javaRDD()));
    works.put(
        "explode",
        f ->
            run(
                spark
                    .read()
                    .parquet(f + "/parquet")
                    .select(functions.explode(functions.array("id")))
                    .javaRDD()));
    works.put("checkpoint", LineageTest::checkpoint);
    return works.entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  private static Map<String, Work> reads() {
    Map<String, Work> reads = new TreeMap<>();
    reads.put("v1 Parquet", f -> run(spark.read().parquet(f + "/parquet").javaRDD()));
    reads.put("v1 CSV", f -> run(csv(f)));
    reads.put("v2 Parquet", byV2("parquet"));
    reads.put("v2 CSV", byV2("csv"));
    reads.put("v2 JSON", byV2("json"));
    reads.put("textFile", f -> run(java().textFile(f + "/csv/*.csv")));
    reads.put("wholeTextFiles", f -> run(java().wholeTextFiles(f + "/csv/*.csv").values()));
    reads.put("binaryFiles", f -> run(java().binaryFiles(f + "/csv/*.csv").values()));
    reads.put("Dataset text", f -> run(spark.read().textFile(f + "/csv").javaRDD()));
    reads.put(
        "newAPIHadoopFile",
        f ->
            run(
                java()
                    .newAPIHadoopFile(
                        f + "/csv/*.csv",
                        TextInputFormat.class,
                        LongWritable.class,
                        Text.class,
                        java().hadoopConfiguration())
                    .values()
                    .map(Text::toString)));
    reads.put(
        "schema of Parquet files",
        f -> spark.read().option("mergeSchema", "true").parquet(f + "/parquet").schema());
    return reads;
  }

  private static JavaRDD<Row> zipped(JavaRDD<Row> with) {
    return none()
        .zipPartitions(
            with,
            (a, b) -> {
              b.forEachRemaining(r -> {});
              return a;
            });
  }

  private static JavaRDD<Row> cut(JavaRDD<Row> rdd) {
    rdd.rdd().localCheckpoint();
    run(rdd);
    return rdd;
  }

  private static void checkpoint(String folder) {
    spark.sparkContext().setCheckpointDir(folder + "/checkpoints");
    JavaRDD<Row> cut = csv(folder);
    cut.checkpoint();
    run(cut);
    run(cut.map(r -> r));
  }

  @ParameterizedTest
  @MethodSource("works")
  void isReadThrough(Work work) {
    assertThatCode(() -> work.over(folder("fra"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> work.over(folder("nrt")))
        .hasStackTraceContaining("may not be at site fra as raw by policy jp");
  }
}
