package dev.bailiwick.sharding.spark;

import java.util.List;

/**
 * What a rotation of keys did.
 *
 * @param dataset the dataset
 * @param keyId its key-encryption key
 * @param from the oldest version that was there before
 * @param to the version that is there now, and no other
 * @param resumed true if it brought a rotation to its end that was broken off
 * @param sheets how many runs the dataset has at the site
 * @param rewrapped how many of their sheets were written anew, by this call
 * @param closedColumns columns that stay closed because their keys were destroyed before, each as
 *     {@code RUN: COLUMN}
 */
public record KeyRotation(
    String dataset,
    String keyId,
    int from,
    int to,
    boolean resumed,
    int sheets,
    int rewrapped,
    List<String> closedColumns) {
  public KeyRotation {
    closedColumns = List.copyOf(closedColumns);
  }
}
