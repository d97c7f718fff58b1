package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ManifestShard;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.VariantExtraction;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;

/**
 * A read of shards: partition {@code i} is shard {@code i}, whole, and nothing else, so that no
 * task has rows of two permitted sets. The driver opens no file.
 */
final class ShardScan implements Scan, Batch, SupportsReportStatistics {
  private final String name;
  private final List<ManifestShard> shards;
  private final StructType whole;
  private final StructType columns;
  private final Filter[] filters;

  ShardScan(
      String name,
      List<ManifestShard> shards,
      StructType whole,
      StructType columns,
      Filter[] filters) {
    this.name = name;
    this.shards = List.copyOf(shards);
    this.whole = whole;
    this.columns = columns;
    this.filters = filters.clone();
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return name + ": " + shards.size() + " shards, filters " + List.of(filters);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    InputPartition[] partitions = new InputPartition[shards.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new ShardPartition(i, shards.get(i));
    }
    return partitions;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return createReaderFactory(SparkSession.active());
  }

  /** Spark's own scan knows which settings its readers want; it is asked for nothing else. */
  PartitionReaderFactory createReaderFactory(SparkSession spark) {
    Configuration conf = Parquet.sealedConf(spark);
    InMemoryFileIndex nothing =
        new InMemoryFileIndex(
            spark,
            emptyList(),
            Map$.MODULE$.empty(),
            Option.empty(),
            NoopCache$.MODULE$,
            Option.empty(),
            Option.empty());
    ParquetScan scan =
        new ParquetScan(
            spark,
            conf,
            nothing,
            whole,
            columns,
            new StructType(),
            filters,
            CaseInsensitiveStringMap.empty(),
            Option.empty(),
            emptyList(),
            emptyList(),
            new VariantExtraction[0]);
    return new CheckedReaders((ParquetPartitionReaderFactory) scan.createReaderFactory());
  }

  @SuppressWarnings("unchecked")
  private static <T> scala.collection.immutable.Seq<T> emptyList() {
    return (scala.collection.immutable.Seq<T>) (Object) Nil$.MODULE$;
  }

  @Override
  public Statistics estimateStatistics() {
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(shards.stream().mapToLong(ManifestShard::bytes).sum());
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.of(shards.stream().mapToLong(ManifestShard::rows).sum());
      }
    };
  }
}
