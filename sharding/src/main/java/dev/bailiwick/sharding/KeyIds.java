package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Locale;

/**
 * Names of key-encryption keys: {@code SITE/DATASET}, one for each dataset at each site, so that
 * destroying one key destroys one dataset at one site; {@code SITE/DATASET/checkpoints} for what
 * was learned from it.
 */
public final class KeyIds {
  private KeyIds() {}

  /**
   * The key of a dataset at a site.
   *
   * <p>PKCS#12 aliases do not tell upper from lower case, so the name is all lower case; what a
   * dataset's name may not hold becomes {@code -}. Datasets whose names differ in nothing else
   * share a key; the names that a job file may give do not.
   */
  public static String of(String site, String dataset) {
    String clean = dataset.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
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

  /** The site whose store holds this key. */
  public static String siteOf(String keyId) {
    int slash = keyId.indexOf('/');
    return slash < 0 ? keyId : keyId.substring(0, slash);
  }
}
