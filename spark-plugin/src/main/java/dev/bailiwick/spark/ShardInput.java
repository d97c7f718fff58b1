package dev.bailiwick.spark;

import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.Iterator;

/**
 * An RDD with one partition a shard, and how what it gives becomes rows of numbers. Travels in the
 * tasks of {@link RoundRDD}, which depend on the RDD: so the scheduler sees what they read.
 *
 * @param <T> what the RDD gives
 */
final class ShardInput<T> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String RAPIDS = "com.nvidia.spark.SQLPlugin";

  private final RDD<T> rdd;
  private final Loader<T> loader;

  /** Reads a whole partition, and checks that it is the shard. */
  interface Loader<T> extends Serializable {
    FeatureRows load(Assignment.Shard shard, Assignment.Settings settings, Iterator<T> partition);
  }

  private ShardInput(RDD<T> rdd, Loader<T> loader) {
    this.rdd = rdd;
    this.loader = loader;
  }

  /** Rows that are numbers already; column 0: features, array of float; column 1: label, float. */
  static ShardInput<InternalRow> rows(RDD<InternalRow> rdd) {
    return new ShardInput<>(rdd, new RowLoader());
  }

  /** Batches of the columns that the transform reads. */
  static ShardInput<ColumnarBatch> columns(RDD<ColumnarBatch> rdd, ColumnarTransform transform) {
    return new ShardInput<>(rdd, new ColumnLoader(transform));
  }

  /**
   * The chosen shards of a manifest, transformed where they are read: by columns on the CPU, or,
   * where the RAPIDS Accelerator is, by the expressions that it runs on the GPU. Both give the same
   * numbers; here, and only here, is chosen between them.
   */
  static ShardInput<?> of(
      SparkSession spark,
      Manifest manifest,
      Predicate<ManifestShard> chosen,
      Preprocessor preprocessor,
      FittedStatistics fitted) {
    if (hasGpu(spark)) {
      Dataset<Row> rows = ShardReader.rows(spark, manifest, chosen);
      return rows(
          ((org.apache.spark.sql.classic.Dataset<Row>) preprocessor.transform(rows, fitted))
              .queryExecution()
              .toRdd());
    }
    ColumnarTransform transform = preprocessor.columnar(ShardReader.schema(manifest), fitted);
    List<String> columns = List.of(transform.columns().fieldNames());
    return columns(ShardReader.columns(spark, manifest, chosen, columns), transform);
  }

  static boolean hasGpu(SparkSession spark) {
    String plugins = spark.sparkContext().getConf().get("spark.plugins", "");
    return Arrays.stream(plugins.split(",")).map(String::strip).anyMatch(RAPIDS::equals)
        && Boolean.parseBoolean(spark.conf().get("spark.rapids.sql.enabled", "true"));
  }

  RDD<T> rdd() {
    return rdd;
  }

  /** The rows of one shard. Runs in the task. */
  FeatureRows load(
      Assignment.Shard shard,
      Assignment.Settings settings,
      Partition partition,
      TaskContext context) {
    return loader.load(shard, settings, rdd.iterator(partition, context));
  }
}
