package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.InputFileBlockHolder;

/** What must hold of what a partition gave, whichever way it was read. */
final class ShardChecks {
  private ShardChecks() {}

  /** All rows of the shard and no others; the rows are wiped if not. */
  static FeatureRows requireRows(Assignment.Shard shard, FeatureRows rows) {
    if (shard.rows() >= 0 && rows.rows() != shard.rows()) {
      long found = rows.rows();
      rows.wipe();
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "shard %s has %d rows, the manifest says %d: write the shards anew"
              .formatted(shard.id(), found, shard.rows()));
    }
    return rows;
  }

  /**
   * What was just read came from a file: that must be the shard's. A partition that is not a file
   * scan names none, and then only the number of rows is checked.
   */
  static void requireFile(Assignment.Shard shard) {
    String found = InputFileBlockHolder.getInputFilePath().toString();
    if (found.isEmpty() || shard.file().isEmpty()) {
      return;
    }
    if (!path(found).equals(path(shard.file()))) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "the rows of shard %s came from %s, expected %s: its partition is another shard's"
              .formatted(shard.id(), found, shard.file()));
    }
  }

  private static String path(String uri) {
    // Spark gives the file percent-encoded, a manifest may give a plain path.
    return java.net
        .URI
        .create(uri.contains("%") || !uri.contains(" ") ? uri : new Path(uri).toUri().toString())
        .getPath();
  }
}
