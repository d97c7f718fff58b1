package dev.bailiwick.sharding.spark;

import java.util.List;
import java.util.Map;

/**
 * What a destruction of keys closed for good.
 *
 * @param dataset the dataset
 * @param keys the key-encryption keys that this call destroyed
 * @param unreadable the shard files that nothing opens any more, as URIs
 * @param closedColumns of shard files that still open, the columns that do not
 */
public record KeyDestruction(
    String dataset,
    List<String> keys,
    List<String> unreadable,
    Map<String, List<String>> closedColumns) {
  public KeyDestruction {
    keys = List.copyOf(keys);
    unreadable = List.copyOf(unreadable);
    closedColumns = Map.copyOf(closedColumns);
  }
}
