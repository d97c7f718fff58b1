package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Pkcs12SiteKeyStore;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.SiteKeyStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.keytools.KmsClient;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's door to the key store of the site where this process is.
 *
 * <p>It runs in the process that opens the file, and has that site's keys only: no other code path
 * of Parquet leads to a data key. What a file or a configuration says about a key service is not
 * looked at.
 */
public final class SiteKmsClient implements KmsClient {
  private static final byte[] PURPOSE =
      "bailiwick parquet key encryption key".getBytes(StandardCharsets.UTF_8);

  private @Nullable SiteKeyStore store;

  /** For Parquet, which makes it by reflection. */
  public SiteKmsClient() {}

  @Override
  public void initialize(
      Configuration conf, String instanceId, String instanceUrl, String accessToken) {
    store = Pkcs12SiteKeyStore.open(SiteHome.path());
  }

  @Override
  public String wrapKey(byte[] keyBytes, String masterKeyIdentifier) {
    return Base64.getEncoder()
        .encodeToString(opened().wrap(masterKeyIdentifier, keyBytes, PURPOSE));
  }

  @Override
  public byte[] unwrapKey(String wrappedKey, String masterKeyIdentifier) {
    byte[] wrapped;
    try {
      wrapped = Base64.getDecoder().decode(wrappedKey);
    } catch (IllegalArgumentException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The data key in a Parquet footer under '"
              + masterKeyIdentifier
              + "' is not Base64: the"
              + " file was altered",
          e);
    }
    return opened().unwrap(masterKeyIdentifier, wrapped, PURPOSE);
  }

  private SiteKeyStore opened() {
    SiteKeyStore opened = store;
    if (opened == null) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "The key client was used before it was initialised");
    }
    return opened;
  }
}
