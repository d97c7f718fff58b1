package dev.bailiwick.sharding;

import java.util.Base64;

/**
 * A key of a run, wrapped.
 *
 * @param column the column that it is for; empty for the key of the dataset
 * @param id the key-encryption key that wraps it
 * @param version the version of that
 * @param wrapped the wrapped key, in Base64
 */
record SheetKey(String column, String id, int version, String wrapped) {
  static SheetKey of(String column, String id, byte[] wrapped) {
    return new SheetKey(
        column, id, SiteKeyStore.versionOf(wrapped), Base64.getEncoder().encodeToString(wrapped));
  }

  byte[] bytes() {
    return Base64.getDecoder().decode(wrapped);
  }

  boolean isOfDataset() {
    return column.isEmpty();
  }
}
