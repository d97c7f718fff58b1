package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.LabelSpec;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.preprocess.SiteStatistics;
import dev.bailiwick.sharding.spark.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The cases of {@link ParquetBenchmark}, in the process that is driver and executor of one core.
 */
final class ParquetTrials {
  private static final int SAMPLE = 1_000;
  private static final int BATCH = 256;

  /** So slow that a part must do. */
  private static final int MERGED = 20 * BATCH;

  private static final double MEGA = 1e6;

  private final SparkSession spark;
  private final ParquetFiles files;
  private final long rows;
  private final ColumnarTransform transform;
  private final RowReading rival;
  private final RDD<ColumnarBatch> sealedColumns;
  private final RDD<ColumnarBatch> plainColumns;

  private ParquetTrials(SparkSession spark, ParquetFiles files, long rows) throws IOException {
    this.spark = spark;
    this.files = files;
    this.rows = rows;
    FittedStatistics fitted = fitted(spark);
    transform = preprocessor().columnar(ShardReader.schema(files.manifest()), fitted);
    rival = rival(fitted);
    List<String> columns = List.of(transform.columns().fieldNames());
    sealedColumns = ShardReader.columns(spark, files.manifest(), s -> true, columns);
    plainColumns = columns(plainRows());
  }

  /**
   * The child process's part.
   *
   * @param args a folder for the files, how many rows, and where the result goes as JSON
   */
  public static void main(String[] args) throws Exception {
    long rows = Long.parseLong(args[1]);
    try (SparkSession spark = session()) {
      ParquetFiles files = ParquetFiles.write(spark, Path.of(args[0]), rows);
      // The plain file is then read by the same classes as a shard.
      spark.conf().set("spark.sql.sources.useV1SourceList", "");
      BenchResult result = new ParquetTrials(spark, files, rows).run();
      new ObjectMapper().writeValue(Path.of(args[2]).toFile(), result);
    }
  }

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .appName("bailiwick bench parquet")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        // A file is a partition, as a shard is.
        .config("spark.sql.files.maxPartitionBytes", "8g")
        .getOrCreate();
  }

  private BenchResult run() throws Exception {
    requireSame();
    List<BenchResult.Case> cases =
        new Trials()
            .add("sealed", () -> ours(sealedColumns, false))
            .add("plain", () -> ours(plainColumns, false))
            .add("sealed, hash too", this::firstRead)
            .add("rows of sealed", () -> rival.batched(sealedRows(), false))
            .add("rows of plain", () -> rival.batched(plainRows(), false))
            .add("rows merged", () -> rival.merged(sealedRows(), MERGED, false))
            .run();
    SortedMap<String, Double> figures = new TreeMap<>();
    long bytes = rows * (ParquetFiles.FLOATS + 1) * Float.BYTES;
    for (BenchResult.Case one : cases) {
      String name = one.name().replace(",", "").replace(' ', '_');
      double part = name.equals("rows_merged") ? (double) MERGED / rows : 1;
      figures.put(name + "_rows_per_s", part * rows / one.medianSeconds());
      figures.put(name + "_mb_per_s", part * bytes / MEGA / one.medianSeconds());
    }
    double ours = cases.get(0).medianSeconds();
    figures.put("encrypted_to_plain", cases.get(1).medianSeconds() / ours);
    figures.put("first_read_to_plain", cases.get(1).medianSeconds() / cases.get(2).medianSeconds());
    figures.put("ours_to_row_iterator", cases.get(3).medianSeconds() / ours);
    figures.put("ours_to_row_iterator_of_plain", cases.get(4).medianSeconds() / ours);
    figures.put("ours_to_rows_merged", cases.get(5).medianSeconds() * rows / MERGED / ours);
    return new BenchResult("parquet", cases, figures);
  }

  /** A comparison of ways that do not give the same rows would compare nothing. */
  private void requireSame() {
    long expected = ours(sealedColumns, true);
    long[] others = {
      ours(plainColumns, true), rival.batched(sealedRows(), true), rival.batched(plainRows(), true)
    };
    for (int i = 0; i < others.length; i++) {
      if (others[i] != expected) {
        throw new IllegalStateException("way " + (i + 2) + " of reading gave other rows");
      }
    }
  }

  private long ours(RDD<ColumnarBatch> columns, boolean digest) {
    return ColumnReading.read(columns, transform, BATCH, digest);
  }

  /** A file that was changed is checked anew, and for the check a new time is a change. */
  private void firstRead() throws IOException {
    FileTime before = Files.getLastModifiedTime(files.shard());
    Files.setLastModifiedTime(files.shard(), FileTime.fromMillis(before.toMillis() + 1_000));
    ours(sealedColumns, false);
  }

  private Dataset<Row> sealedRows() {
    return ShardReader.rows(spark, files.manifest(), s -> true);
  }

  private Dataset<Row> plainRows() {
    return spark.read().schema(ShardReader.schema(files.manifest())).parquet(files.plain());
  }

  private static RDD<ColumnarBatch> columns(Dataset<Row> dataset) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) dataset)
        .queryExecution()
        .executedPlan()
        .collectLeaves()
        .head()
        .executeColumnar();
  }

  private static Preprocessor preprocessor() {
    return Preprocessor.of(
        ParquetFiles.features().stream().map(FeatureSpec::standardise).toList(),
        new LabelSpec(
            ParquetFiles.LABEL,
            IntStream.range(0, ParquetFiles.CLASSES)
                .mapToObj(i -> List.of(Integer.toString(i)))
                .toList()));
  }

  private static FittedStatistics fitted(SparkSession spark) {
    Preprocessor preprocessor = preprocessor();
    List<Row> sample =
        preprocessor.statisticsRows(ParquetFiles.rows(spark, SAMPLE)).collectAsList();
    return preprocessor.merge(List.of(SiteStatistics.fromRows(sample)));
  }

  private static RowReading rival(FittedStatistics fitted) throws IOException {
    List<Double> mean = new ArrayList<>();
    List<Double> scale = new ArrayList<>();
    for (JsonNode feature : new ObjectMapper().readTree(fitted.toBytes()).get("features")) {
      mean.add(feature.get("mean").doubleValue());
      scale.add(feature.get("scale").doubleValue());
    }
    return new RowReading(
        mean.stream().mapToDouble(Double::doubleValue).toArray(),
        scale.stream().mapToDouble(Double::doubleValue).toArray(),
        BATCH);
  }
}
