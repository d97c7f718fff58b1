package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.preprocess.SiteStatistics;
import dev.bailiwick.sharding.spark.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
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
  private final String suffix;
  private final ColumnarTransform transform;
  private final RowEncoder encoder;
  private final RowReading rival;
  private final RDD<ColumnarBatch> sealedColumns;
  private final RDD<ColumnarBatch> plainColumns;

  private ParquetTrials(SparkSession spark, ParquetRows kind, ParquetFiles files, long rows)
      throws IOException {
    this.spark = spark;
    this.files = files;
    this.rows = rows;
    suffix = kind == ParquetRows.TABLE ? "" : "_" + kind.name().toLowerCase(Locale.ROOT);
    StructType schema = ShardReader.schema(files.manifest());
    Preprocessor preprocessor = kind.preprocessor();
    List<Row> sample = preprocessor.statisticsRows(kind.make(spark, SAMPLE)).collectAsList();
    FittedStatistics fitted = preprocessor.merge(List.of(SiteStatistics.fromRows(sample)));
    transform = preprocessor.columnar(schema, fitted);
    encoder = new RowEncoder(fitted, schema);
    rival = new RowReading(encoder, BATCH);
    List<String> columns = List.of(transform.columns().fieldNames());
    sealedColumns = ShardReader.columns(spark, files.manifest(), s -> true, columns);
    plainColumns = columns(plainRows().select(columns.get(0), rest(columns)));
  }

  private static String[] rest(List<String> columns) {
    return columns.subList(1, columns.size()).toArray(String[]::new);
  }

  /**
   * The child process's part.
   *
   * @param args a folder for the files, how many rows, and where the result goes as JSON
   */
  public static void main(String[] args) throws Exception {
    long rows = Long.parseLong(args[1]);
    List<BenchResult.Case> cases = new ArrayList<>();
    SortedMap<String, Double> figures = new TreeMap<>();
    try (SparkSession spark = session()) {
      Path folder = Path.of(args[0]);
      ParquetFiles.beAtASite(spark, folder);
      Map<ParquetRows, ParquetFiles> all = new EnumMap<>(ParquetRows.class);
      for (ParquetRows kind : ParquetRows.values()) {
        all.put(kind, ParquetFiles.write(kind.make(spark, rows), folder.resolve(kind.name())));
      }
      // The plain file is then read by the same classes as a shard.
      spark.conf().set("spark.sql.sources.useV1SourceList", "");
      for (Map.Entry<ParquetRows, ParquetFiles> one : all.entrySet()) {
        new ParquetTrials(spark, one.getKey(), one.getValue(), rows).run(cases, figures);
      }
    }
    new ObjectMapper()
        .writeValue(Path.of(args[2]).toFile(), new BenchResult("parquet", cases, figures));
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

  private void run(List<BenchResult.Case> all, SortedMap<String, Double> figures) throws Exception {
    requireSame();
    List<BenchResult.Case> cases =
        new Trials()
            .add("sealed" + suffix, () -> ours(sealedColumns, false))
            .add("plain" + suffix, () -> ours(plainColumns, false))
            .add("sealed, hash too" + suffix, this::firstRead)
            .add("row iterator" + suffix, () -> rival.merged(sealedRows(), MERGED, false))
            .add("tuned row iterator" + suffix, () -> rival.batched(sealedRows(), false))
            .add("tuned row iterator of plain" + suffix, () -> rival.batched(plainRows(), false))
            .run();
    all.addAll(cases);
    double ours = cases.get(0).medianSeconds();
    double plain = cases.get(1).medianSeconds();
    double iterator = cases.get(3).medianSeconds() * rows / MERGED;
    long bytes = rows * (transform.width() + 1) * Float.BYTES;
    figures.put("sealed_rows_per_s" + suffix, rows / ours);
    figures.put("sealed_mb_per_s" + suffix, bytes / MEGA / ours);
    figures.put("encrypted_to_plain" + suffix, plain / ours);
    figures.put("first_read_to_plain" + suffix, plain / cases.get(2).medianSeconds());
    figures.put("ours_to_row_iterator" + suffix, iterator / ours);
    figures.put("ours_to_tuned_row_iterator" + suffix, cases.get(4).medianSeconds() / ours);
    figures.put(
        "ours_to_tuned_row_iterator_of_plain" + suffix, cases.get(5).medianSeconds() / ours);
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
    return ColumnReading.read(columns, transform, encoder.classes(), BATCH, digest);
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
}
