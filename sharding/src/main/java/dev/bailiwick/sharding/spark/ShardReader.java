package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * Reads a manifest's shards where they are.
 *
 * <p>Guaranteed: partition {@code i} of the dataset is the {@code i}-th chosen shard in id order,
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
    List<ManifestShard> shards =
        manifest.shards().stream()
            .filter(chosen)
            .sorted(Comparator.comparing(ManifestShard::id))
            .toList();
    DataSourceV2Relation relation =
        DataSourceV2Relation.create(
            new ShardTable(manifest, shards),
            Option.empty(),
            Option.empty(),
            CaseInsensitiveStringMap.empty(),
            Option.empty());
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) spark, relation);
  }
}
