package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Names of key-encryption keys: {@code SITE/DATASET}, one for each dataset at each site, so that
 * destroying one key destroys one dataset at one site; {@code SITE/DATASET/columns/NAME} for a
 * sensitive column, so that it can be closed alone; {@code SITE/DATASET/checkpoints} for what was
 * learned from it.
 */
public final class KeyIds {
  private static final String COLUMNS = "/columns/";
  private static final int HASH_DIGITS = 12;

  private KeyIds() {}

  /**
   * The key of a dataset at a site.
   *
   * <p>PKCS#12 aliases do not tell upper from lower case, so the name is all lower case; what a
   * dataset's name may not hold becomes {@code -}. Datasets whose names differ in nothing else
   * share a key; the names that a job file may give do not.
   */
  public static String of(String site, String dataset) {
    String clean = folderOf(dataset);
    if (site.isBlank() || clean.isBlank()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "A key needs the name of a site and of a dataset");
    }
    return site + "/" + clean;
  }

  /** The key of a dataset's checkpoints at a site; never that of a dataset. */
  public static String ofCheckpoints(String site, String dataset) {
    return of(site, dataset) + "/checkpoints";
  }

  /** The key of one column of a dataset at a site. Other columns have other keys. */
  public static String ofColumn(String site, String dataset, String column) {
    String clean = folderOf(column);
    String told = clean.equals(column) ? clean : clean + "-" + hash(column);
    return of(site, dataset) + COLUMNS + told;
  }

  private static String hash(String column) {
    return Hex.sha256(column.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
  }

  /** True if this is the key of a column of the dataset whose key is {@code datasetKey}. */
  public static boolean isColumnOf(String datasetKey, String keyId) {
    return keyId.startsWith(datasetKey + COLUMNS);
  }

  /** A dataset's name as it stands in keys and in names of folders. */
  public static String folderOf(String dataset) {
    return dataset.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
  }

  /** The site whose store holds this key. */
  public static String siteOf(String keyId) {
    int slash = keyId.indexOf('/');
    return slash < 0 ? keyId : keyId.substring(0, slash);
  }
}
