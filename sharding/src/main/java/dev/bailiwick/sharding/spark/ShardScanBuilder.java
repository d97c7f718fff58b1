package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ManifestShard;
import java.util.List;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * Takes columns and filters down to Parquet. Filters leave out shards by their ranges, and skip row
 * groups; Spark tests each row.
 */
final class ShardScanBuilder
    implements ScanBuilder, SupportsPushDownRequiredColumns, SupportsPushDownFilters {
  private final String name;
  private final List<ManifestShard> shards;
  private final StructType whole;
  private StructType columns;
  private Filter[] filters = {};

  ShardScanBuilder(String name, List<ManifestShard> shards, StructType whole) {
    this.name = name;
    this.shards = shards;
    this.whole = whole;
    this.columns = whole;
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Filter[] pushFilters(Filter[] wanted) {
    filters = wanted.clone();
    return wanted;
  }

  @Override
  public Filter[] pushedFilters() {
    return filters.clone();
  }

  @Override
  public Scan build() {
    return new ShardScan(
        name, new ShardPruner(whole).possible(shards, filters), whole, columns, filters);
  }
}
