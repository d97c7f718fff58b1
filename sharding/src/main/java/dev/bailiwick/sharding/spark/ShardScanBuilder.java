package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ManifestShard;
import java.util.List;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
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
    columns = stored(required, whole);
  }

  /**
   * The wanted columns as the manifest has them. A release believes that a shard's column is never
   * null, which is the manifest's to say and not that of who asks.
   *
   * @throws IllegalArgumentException for a column that is not there
   */
  private static StructType stored(StructType wanted, StructType whole) {
    StructType columns = new StructType();
    for (StructField field : wanted.fields()) {
      StructField known = whole.apply(field.name());
      DataType type = stored(field.dataType(), known.dataType());
      columns = columns.add(field.name(), type, known.nullable(), known.metadata());
    }
    return columns;
  }

  /** Of nested columns only the wanted fields, as the manifest has them. */
  private static DataType stored(DataType wanted, DataType whole) {
    if (wanted instanceof StructType some && whole instanceof StructType all) {
      return stored(some, all);
    }
    if (wanted instanceof ArrayType some && whole instanceof ArrayType all) {
      return new ArrayType(stored(some.elementType(), all.elementType()), all.containsNull());
    }
    if (wanted instanceof MapType some && whole instanceof MapType all) {
      return new MapType(
          stored(some.keyType(), all.keyType()),
          stored(some.valueType(), all.valueType()),
          all.valueContainsNull());
    }
    return whole;
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
