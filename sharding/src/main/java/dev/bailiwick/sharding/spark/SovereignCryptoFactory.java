package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.FileKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.crypto.ColumnEncryptionProperties;
import org.apache.parquet.crypto.DecryptionPropertiesFactory;
import org.apache.parquet.crypto.EncryptionPropertiesFactory;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.crypto.ParquetCipher;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's modular encryption, tied to the key sheet beside a file and to the key store of this
 * process's site, as docs/formats/shard-file.md says.
 *
 * <p>Nothing in a configuration or a file chooses keys, key service, algorithm or footer: AES-GCM
 * with 256 bits, footer encrypted. Parquet asks here for every file that it opens, so here the
 * {@link ShardTouch} listener hears of it. Where {@link SealedPrefixes} says that a folder holds
 * only shards, a file in clear is refused on reading, and a write without a key sheet too.
 *
 * <p>Not guaranteed: that a revoked key is refused at once. Opened keys are kept for {@value
 * RunKeys#CACHE_SECONDS} seconds.
 */
public final class SovereignCryptoFactory
    implements EncryptionPropertiesFactory, DecryptionPropertiesFactory {

  /** For Parquet, which makes it by reflection. */
  public SovereignCryptoFactory() {}

  /** The Hadoop settings that put this factory in charge of every Parquet file. */
  public static Map<String, String> settings() {
    Map<String, String> s = new TreeMap<>();
    s.put(
        EncryptionPropertiesFactory.CRYPTO_FACTORY_CLASS_PROPERTY_NAME,
        SovereignCryptoFactory.class.getName());
    return s;
  }

  /** Forgets every key that is kept in this process, as after a revocation. */
  public static void forgetKeys() {
    RunKeys.forget();
  }

  @Override
  public @Nullable FileEncryptionProperties getFileEncryptionProperties(
      Configuration conf, Path path, WriteContext context) {
    SealedPrefixes sealed = SealedPrefixes.of(conf);
    if (!sealed.holds(path)) {
      return null;
    }
    Optional<ShardPath> shard = ShardPath.of(path);
    Optional<RunKeys> keys = shard.flatMap(s -> RunKeys.find(s.folder(), conf));
    if (keys.isEmpty()) {
      sealed.refuseInClear(path);
    }
    return sealed(shard.orElseThrow(), keys.orElseThrow(), context.getSchema());
  }

  private static FileEncryptionProperties sealed(
      ShardPath shard, RunKeys keys, MessageType schema) {
    byte[] salt = FileKey.salt();
    FileKey footer = FileKey.derive(keys.key(""), salt, shard.run(), shard.file(), "");
    FileEncryptionProperties.Builder properties =
        FileEncryptionProperties.builder(footer.key())
            .withFooterKeyMetadata(footer.metadata())
            .withAlgorithm(ParquetCipher.AES_GCM_V1)
            .withAADPrefix(FileKey.aadPrefix(shard.run(), shard.file()))
            .withoutAADPrefixStorage();
    Set<String> own = keys.columns();
    if (!own.isEmpty()) {
      // Parquet leaves columns that are not named in clear, unless it is told otherwise.
      Map<ColumnPath, ColumnEncryptionProperties> columns = new HashMap<>();
      for (ColumnDescriptor leaf : schema.getColumns()) {
        ColumnPath path = ColumnPath.get(leaf.getPath());
        String top = leaf.getPath()[0];
        columns.put(
            path,
            own.contains(top)
                ? column(path, FileKey.derive(keys.key(top), salt, shard.run(), shard.file(), top))
                : ColumnEncryptionProperties.builder(path).build());
      }
      properties.withEncryptedColumns(columns).withCompleteColumnEncryption();
    }
    return properties.build();
  }

  private static ColumnEncryptionProperties column(ColumnPath path, FileKey key) {
    return ColumnEncryptionProperties.builder(path)
        .withKey(key.key())
        .withKeyMetaData(key.metadata())
        .build();
  }

  @Override
  public FileDecryptionProperties getFileDecryptionProperties(Configuration conf, Path path) {
    Touch touch = Touch.ofThisTask(path);
    ShardTouch listener = ShardTouch.listener();
    listener.opening(touch);
    FileDecryptionProperties.Builder properties =
        FileDecryptionProperties.builder()
            .withKeyRetriever(new ShardKeyRetriever(conf, path, listener, touch));
    ShardPath.of(path)
        .ifPresent(s -> properties.withAADPrefix(FileKey.aadPrefix(s.run(), s.file())));
    if (!SealedPrefixes.of(conf).holds(path)) {
      properties.withPlaintextFilesAllowed();
    }
    return properties.build();
  }
}
