package dev.bailiwick.sharding;

/**
 * One file in a folder of manifests.
 *
 * @param folder where it is
 * @param name its name there, such as {@code manifest-000001.json}
 */
public record ManifestFile(ManifestFolder folder, String name) {

  /** Its path or URI. */
  @Override
  public String toString() {
    return folder.describe(name);
  }
}
