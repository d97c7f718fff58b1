package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.FileKey;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.DecryptionKeyRetriever;

/**
 * The keys of one sealed file, for Parquet, which hands in what the file says of each. It tells the
 * listener once whether the file's keys were released.
 */
final class ShardKeyRetriever implements DecryptionKeyRetriever {
  private final Configuration conf;
  private final Path path;
  private final ShardTouch listener;
  private final Touch touch;
  private boolean told;

  ShardKeyRetriever(Configuration conf, Path path, ShardTouch listener, Touch touch) {
    this.conf = conf;
    this.path = path;
    this.listener = listener;
    this.touch = touch;
  }

  @Override
  public byte[] getKey(byte[] keyMetadata) {
    byte[] key;
    try {
      key = recover(keyMetadata);
    } catch (RuntimeException e) {
      try {
        listener.refused(touch, e);
      } catch (RuntimeException untold) {
        // The reason is the refusal, also when it could not be told.
        e.addSuppressed(untold);
      }
      throw e;
    }
    if (!told) {
      told = true;
      listener.touched(touch);
    }
    return key;
  }

  private byte[] recover(byte[] keyMetadata) {
    String where = path.toString();
    String column = FileKey.column(keyMetadata, where);
    if (column.isEmpty()) {
      SealedFooter.require(path, keyMetadata, conf);
    }
    ShardPath shard =
        ShardPath.of(path)
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.NOT_AUTHENTIC,
                        where + " is a sealed file outside of any run's folder"));
    byte[] runKey = RunKeys.of(shard.folder(), conf).key(column);
    return FileKey.recover(runKey, keyMetadata, shard.run(), shard.file(), where).key();
  }
}
