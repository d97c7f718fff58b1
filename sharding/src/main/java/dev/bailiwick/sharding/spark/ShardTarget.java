package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.List;

/** Where a shard is to be written. */
final class ShardTarget implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String home;
  private final String folder;
  private final String keyId;
  private final String[] sensitiveColumns;
  private final long rows;

  ShardTarget(
      String id,
      String home,
      String folder,
      String keyId,
      List<String> sensitiveColumns,
      long rows) {
    this.id = id;
    this.home = home;
    this.folder = folder;
    this.keyId = keyId;
    this.sensitiveColumns = sensitiveColumns.toArray(String[]::new);
    this.rows = rows;
  }

  String id() {
    return id;
  }

  String home() {
    return home;
  }

  /** The folder in the home's storage, as a URI that ends with a slash. */
  String folder() {
    return folder;
  }

  String keyId() {
    return keyId;
  }

  /** The columns that have keys of their own, sorted. */
  List<String> sensitiveColumns() {
    return List.of(sensitiveColumns);
  }

  /** How many rows it must have. */
  long rows() {
    return rows;
  }
}
