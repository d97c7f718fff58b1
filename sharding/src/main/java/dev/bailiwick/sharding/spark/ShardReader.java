package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.execution.datasources.v2.DataSourceRDD;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads a manifest's shards where they are.
 *
 * <p>Guaranteed: partition {@code i} of what is read is the {@code i}-th chosen shard in id order,
 * whole and alone; the driver opens no shard file; before a task uses a byte of one, its size,
 * magic and SHA-256 are those of the manifest, checked once for each file and process. Columns and
 * filters reach Parquet as in any Parquet read.
 *
 * <p>Not guaranteed: where a task runs; that is the scheduler's part, and the site's key store
 * refuses a task that runs elsewhere.
 */
public final class ShardReader {
  private ShardReader() {}

  /** The rows of all shards that {@code chosen} accepts. */
  public static Dataset<Row> rows(
      SparkSession spark, Manifest manifest, Predicate<ManifestShard> chosen) {
    DataSourceV2Relation relation =
        DataSourceV2Relation.create(
            new ShardTable(manifest, inOrder(manifest, chosen)),
            Option.empty(),
            Option.empty(),
            CaseInsensitiveStringMap.empty(),
            Option.empty());
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) spark, relation);
  }

  /**
   * Some columns of all shards that {@code chosen} accepts, as Spark's vectorised reader gives
   * them: a batch is valid until the next is asked for. It reads so whatever the session's settings
   * say of columnar reads in queries.
   *
   * @param columns names of columns of primitive types, in the order that the batches are to have
   * @throws BailiwickException BAD_ARGUMENT if the dataset has no column of one of the names
   */
  public static RDD<ColumnarBatch> columns(
      SparkSession spark,
      Manifest manifest,
      Predicate<ManifestShard> chosen,
      List<String> columns) {
    StructType whole = schema(manifest);
    StructType required = new StructType();
    for (String column : columns) {
      if (!List.of(whole.fieldNames()).contains(column)) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Dataset '%s' has no column '%s'; it has %s"
                .formatted(manifest.dataset(), column, String.join(", ", whole.fieldNames())));
      }
      required = required.add(whole.apply(column));
    }
    ShardScan scan =
        new ShardScan(
            manifest.dataset(), inOrder(manifest, chosen), whole, required, new Filter[0]);
    List<Seq<InputPartition>> partitions = new ArrayList<>();
    for (InputPartition shard : scan.planInputPartitions()) {
      partitions.add(CollectionConverters.asScala(List.of(shard)).toList());
    }
    return batches(
        new DataSourceRDD(
            spark.sparkContext(),
            CollectionConverters.asScala(partitions).toList(),
            scan.createReaderFactory(vectorised(spark)),
            true,
            Map$.MODULE$.empty()));
  }

  /** The columns of a manifest's rows. */
  public static StructType schema(Manifest manifest) {
    return ShardTable.schemaOf(manifest);
  }

  /** The session with all its settings, but for the one that would switch our reader off. */
  private static SparkSession vectorised(SparkSession spark) {
    SparkSession ours = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    ours.conf().set("spark.sql.parquet.enableVectorizedReader", "true");
    return ours;
  }

  /** Spark declares rows, and gives batches when it was told to: its own scans cast as well. */
  @SuppressWarnings("unchecked")
  private static RDD<ColumnarBatch> batches(DataSourceRDD rdd) {
    return (RDD<ColumnarBatch>) (RDD<?>) rdd;
  }

  private static List<ManifestShard> inOrder(Manifest manifest, Predicate<ManifestShard> chosen) {
    return manifest.shards().stream()
        .filter(chosen)
        .sorted(Comparator.comparing(ManifestShard::id))
        .toList();
  }
}
