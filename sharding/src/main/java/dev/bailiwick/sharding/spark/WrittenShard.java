package dev.bailiwick.sharding.spark;

import java.io.Serializable;

/** What a task tells the driver of the shard that it wrote. Plain: any serialiser carries it. */
final class WrittenShard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int shard;
  private final String uri;
  private final long rows;
  private final long bytes;
  private final long rowGroups;
  private final String sha256;
  private final int keyVersion;

  WrittenShard(
      int shard, String uri, long rows, long bytes, long rowGroups, String sha256, int keyVersion) {
    this.shard = shard;
    this.uri = uri;
    this.rows = rows;
    this.bytes = bytes;
    this.rowGroups = rowGroups;
    this.sha256 = sha256;
    this.keyVersion = keyVersion;
  }

  /** Its number in the task's job. */
  int shard() {
    return shard;
  }

  String uri() {
    return uri;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  long rowGroups() {
    return rowGroups;
  }

  String sha256() {
    return sha256;
  }

  /** The version of the key-encryption key that wraps the dataset's key in the run's sheet. */
  int keyVersion() {
    return keyVersion;
  }
}
