package dev.bailiwick.shuffle.internal;

import java.io.IOException;
import org.apache.spark.shuffle.api.ShuffleMapOutputWriter;
import org.apache.spark.shuffle.api.ShufflePartitionWriter;
import org.apache.spark.shuffle.api.metadata.MapOutputCommitMessage;

/**
 * The output of one map task attempt: Spark's own data file, with one sealed stream a partition.
 */
final class SealedMapOutput implements ShuffleMapOutputWriter {
  private final ShuffleMapOutputWriter disk;
  private final int shuffleId;
  private final long mapId;
  private final BlockChecksums checksums;

  SealedMapOutput(
      ShuffleMapOutputWriter disk, int shuffleId, long mapId, BlockChecksums checksums) {
    this.disk = disk;
    this.shuffleId = shuffleId;
    this.mapId = mapId;
    this.checksums = checksums;
  }

  @Override
  public ShufflePartitionWriter getPartitionWriter(int reduceId) throws IOException {
    ShufflePartitionWriter sealed = disk.getPartitionWriter(reduceId);
    return new SealedPartition(
        sealed,
        () ->
            BlockSeal.seal(
                checksums.over(sealed.openStream(), reduceId), shuffleId, mapId, reduceId));
  }

  @Override
  public MapOutputCommitMessage commitAllPartitions(long[] sparksChecksums) throws IOException {
    return disk.commitAllPartitions(checksums.instead(sparksChecksums));
  }

  @Override
  public void abort(Throwable error) throws IOException {
    disk.abort(error);
  }
}
