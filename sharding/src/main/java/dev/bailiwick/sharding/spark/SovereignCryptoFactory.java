package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.SiteHome;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.DecryptionKeyRetriever;
import org.apache.parquet.crypto.EncryptionPropertiesFactory;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.crypto.keytools.KeyToolkit;
import org.apache.parquet.crypto.keytools.PropertiesDrivenCryptoFactory;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's modular encryption, tied to the key store of this process's site.
 *
 * <p>Whatever the configuration or a file says, keys come from {@link SiteKmsClient}, are 256 bits
 * long, encrypt with AES-GCM and encrypt the footer. Parquet asks here for every file that it
 * opens, so here the {@link ShardTouch} listener hears of it. Where {@link SealedPrefixes} says
 * that a folder holds only shards, a file in clear is refused on reading, and a write without a key
 * too.
 *
 * <p>Not guaranteed: that a revoked key is refused at once. Parquet keeps unwrapped keys for
 * {@value #CACHE_SECONDS} seconds.
 */
public class SovereignCryptoFactory extends PropertiesDrivenCryptoFactory {
  /** How long Parquet may keep an unwrapped key, in seconds. */
  static final int CACHE_SECONDS = 10;

  /** For Parquet, which makes it by reflection. */
  public SovereignCryptoFactory() {}

  /** The Hadoop settings that put this factory in charge of every Parquet file. */
  public static Map<String, String> settings() {
    Map<String, String> s = new TreeMap<>();
    s.put(
        EncryptionPropertiesFactory.CRYPTO_FACTORY_CLASS_PROPERTY_NAME,
        SovereignCryptoFactory.class.getName());
    s.put(KeyToolkit.KMS_CLIENT_CLASS_PROPERTY_NAME, SiteKmsClient.class.getName());
    // Set, so that neither is taken from the file.
    s.put(KeyToolkit.KMS_INSTANCE_ID_PROPERTY_NAME, "site");
    s.put(KeyToolkit.KMS_INSTANCE_URL_PROPERTY_NAME, "site-home");
    s.put(KeyToolkit.CACHE_LIFETIME_PROPERTY_NAME, Integer.toString(CACHE_SECONDS));
    s.put(KeyToolkit.DATA_KEY_LENGTH_PROPERTY_NAME, "256");
    s.put(KeyToolkit.KEK_LENGTH_PROPERTY_NAME, "256");
    s.put(KeyToolkit.DOUBLE_WRAPPING_PROPERTY_NAME, "true");
    s.put(KeyToolkit.KEY_MATERIAL_INTERNAL_PROPERTY_NAME, "true");
    s.put(PropertiesDrivenCryptoFactory.ENCRYPTION_ALGORITHM_PROPERTY_NAME, "AES_GCM_V1");
    s.put(PropertiesDrivenCryptoFactory.PLAINTEXT_FOOTER_PROPERTY_NAME, "false");
    return s;
  }

  /** Forgets every key that Parquet holds in this process, as after a revocation. */
  public static void forgetKeys() {
    KeyToolkit.removeCacheEntriesForAllTokens();
  }

  @Override
  public @Nullable FileEncryptionProperties getFileEncryptionProperties(
      Configuration conf, Path path, WriteContext context) {
    FileEncryptionProperties sealed = super.getFileEncryptionProperties(fixed(conf), path, context);
    if (sealed == null) {
      SealedPrefixes.of(conf).refuseInClear(path);
    }
    return sealed;
  }

  @Override
  public FileDecryptionProperties getFileDecryptionProperties(Configuration conf, Path path) {
    Touch touch = Touch.ofThisTask(path);
    ShardTouch listener = ShardTouch.listener();
    listener.opening(touch);
    DecryptionKeyRetriever keys =
        super.getFileDecryptionProperties(fixed(conf), path).getKeyRetriever();
    FileDecryptionProperties.Builder properties =
        FileDecryptionProperties.builder().withKeyRetriever(new ToldKeys(keys, listener, touch));
    if (!SealedPrefixes.of(conf).holds(path)) {
      properties.withPlaintextFilesAllowed();
    }
    return properties.build();
  }

  /** A copy that a job's own settings cannot weaken. */
  private static Configuration fixed(Configuration conf) {
    Configuration fixed = new Configuration(conf);
    settings().forEach(fixed::set);
    // Parquet caches keys by this token: keys of one site are never found under another's.
    fixed.set(
        KeyToolkit.KEY_ACCESS_TOKEN_PROPERTY_NAME,
        SiteHome.provenSite().orElse("unproven") + "@" + home());
    return fixed;
  }

  /**
   * A process without a home may still open files in clear; a sealed one fails at the key store.
   */
  private static String home() {
    try {
      return SiteHome.path().toString();
    } catch (BailiwickException e) {
      return "nowhere";
    }
  }

  /** Tells the listener once whether the file's keys were released. */
  private static final class ToldKeys implements DecryptionKeyRetriever {
    private final DecryptionKeyRetriever keys;
    private final ShardTouch listener;
    private final Touch touch;
    private boolean told;

    ToldKeys(DecryptionKeyRetriever keys, ShardTouch listener, Touch touch) {
      this.keys = keys;
      this.listener = listener;
      this.touch = touch;
    }

    @Override
    public byte[] getKey(byte[] keyMetaData) {
      byte[] key;
      try {
        key = keys.getKey(keyMetaData);
      } catch (RuntimeException e) {
        try {
          listener.refused(touch, e);
        } catch (RuntimeException untold) {
          // The reason is the refusal, also when it could not be told.
          e.addSuppressed(untold);
        }
        throw e;
      }
      if (!told) {
        told = true;
        listener.touched(touch);
      }
      return key;
    }
  }
}
