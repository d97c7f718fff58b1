package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** Shards of a manifest as a table that can be read. */
final class ShardTable implements SupportsRead {
  private final Manifest manifest;
  private final List<ManifestShard> shards;
  private final StructType schema;

  ShardTable(Manifest manifest, List<ManifestShard> shards) {
    this.manifest = manifest;
    this.shards = List.copyOf(shards);
    this.schema = schemaOf(manifest);
  }

  static StructType schemaOf(Manifest manifest) {
    try {
      if (DataType.fromJson(manifest.schema()) instanceof StructType schema) {
        return schema;
      }
    } catch (RuntimeException e) {
      throw noSchema(manifest, e);
    }
    throw noSchema(manifest, null);
  }

  private static BailiwickException noSchema(Manifest manifest, @Nullable RuntimeException cause) {
    return new BailiwickException(
        ErrorCode.BAD_DOCUMENT,
        "The manifest of dataset '" + manifest.dataset() + "' has no Spark schema",
        cause);
  }

  @Override
  public String name() {
    return "bailiwick " + manifest.dataset() + " version " + manifest.version();
  }

  @Override
  @SuppressWarnings("deprecation") // Spark's own callers still ask for it.
  public StructType schema() {
    return schema;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new ShardScanBuilder(name(), shards, schema);
  }
}
