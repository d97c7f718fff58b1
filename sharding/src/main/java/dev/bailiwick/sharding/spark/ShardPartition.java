package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.ManifestShard;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/** One shard as a partition of its own, with what its file must be. */
final class ShardPartition extends FilePartition {
  private static final long serialVersionUID = 1L;

  private final String shard;
  private final String uri;
  private final long bytes;
  private final String sha256;

  ShardPartition(int index, ManifestShard shard) {
    super(index, new PartitionedFile[] {file(shard)});
    this.shard = shard.id();
    this.uri = shard.uri().toString();
    this.bytes = shard.bytes();
    this.sha256 = shard.sha256();
  }

  String shard() {
    return shard;
  }

  Path path() {
    return new Path(URI.create(uri));
  }

  long bytes() {
    return bytes;
  }

  String sha256() {
    return sha256;
  }

  private static PartitionedFile file(ManifestShard shard) {
    return new PartitionedFile(
        InternalRow.empty(),
        SparkPath.fromUri(shard.uri()),
        0,
        shard.bytes(),
        new String[0],
        0,
        shard.bytes(),
        scala.collection.immutable.Map$.MODULE$.empty());
  }
}
