package dev.bailiwick.shuffle.internal;

import java.io.OutputStream;
import org.apache.spark.shuffle.api.ShufflePartitionWriter;

/**
 * One partition of a map output. It offers no channel: what arrives must pass through the cipher,
 * and a channel would only cut it into smaller pieces.
 */
final class SealedPartition implements ShufflePartitionWriter {
  private final ShufflePartitionWriter disk;
  private final LazyOutputStream.Opener sealed;

  SealedPartition(ShufflePartitionWriter disk, LazyOutputStream.Opener sealed) {
    this.disk = disk;
    this.sealed = sealed;
  }

  /** A partition that nothing is written to has no stream, and so no bytes: nobody fetches it. */
  @Override
  public OutputStream openStream() {
    return new LazyOutputStream(sealed);
  }

  @Override
  public long getNumBytesWritten() {
    return disk.getNumBytesWritten();
  }
}
