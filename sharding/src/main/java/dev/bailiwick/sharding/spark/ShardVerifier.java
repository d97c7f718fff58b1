package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.SiteHome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Checks that shard files are those of the manifest. */
public final class ShardVerifier {
  private ShardVerifier() {}

  /**
   * Reads every shard file of a site.
   *
   * @return what is wrong, one line a shard; empty if every file has the manifest's size, magic and
   *     SHA-256
   */
  public static List<String> faults(Manifest manifest, String site, Configuration conf) {
    List<String> faults = new ArrayList<>();
    for (ManifestShard s : manifest.at(site)) {
      CopyCheck check = check(s, s.home(), conf);
      if (check.found() != CopyCheck.Found.RIGHT) {
        faults.add(check.text());
      }
    }
    return faults;
  }

  /** Reads one file whole, and compares it with the manifest; looks at its sheet. Needs no key. */
  public static CopyCheck check(ManifestShard shard, ShardCopy copy, Configuration conf) {
    Path file = new Path(copy.uri());
    try {
      ShardFile.requireNow(shard.id(), file, copy.bytes(), copy.sha256(), conf);
      return SheetFiles.find(file.getParent(), conf).isPresent()
          ? new CopyCheck(shard.id(), copy, CopyCheck.Found.RIGHT, "")
          : new CopyCheck(
              shard.id(),
              copy,
              CopyCheck.Found.NO_KEYS,
              "Shard '%s' at site '%s' (%s) is whole, but there is no key sheet '%s' beside it, and"
                      .formatted(shard.id(), copy.site(), copy.uri(), KeySheet.FILE)
                  + " nothing opens it without: restore the sheet from a copy");
    } catch (BailiwickException e) {
      return new CopyCheck(
          shard.id(), copy, CopyCheck.Found.ALTERED, String.valueOf(e.getMessage()));
    } catch (FileNotFoundException e) {
      return storageIsHere(file, conf)
          ? new CopyCheck(
              shard.id(),
              copy,
              CopyCheck.Found.GONE,
              "Shard '%s' at site '%s' is gone: there is no file %s"
                  .formatted(shard.id(), copy.site(), copy.uri()))
          : unreachable(shard, copy, "its site's storage is not here");
    } catch (IOException e) {
      return unreachable(shard, copy, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Opens a file that is right with the key store of this process's site, and counts its rows.
   *
   * <p>The process must have its site home ({@link SiteHome}).
   */
  public static CopyCheck open(ManifestShard shard, ShardCopy copy, Configuration conf) {
    Path file = new Path(copy.uri());
    Configuration mine = new Configuration(conf);
    SovereignCryptoFactory.settings().forEach(mine::set);
    mine.set(SealedPrefixes.SETTING, SealedPrefixes.EVERYWHERE);
    String where = "Shard '%s' at site '%s' (%s) ".formatted(shard.id(), copy.site(), copy.uri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(file, mine), HadoopReadOptions.builder(mine, file).build())) {
      long rows = reader.getRecordCount();
      return rows == shard.rows()
          ? new CopyCheck(shard.id(), copy, CopyCheck.Found.OPENED, "")
          : new CopyCheck(
              shard.id(),
              copy,
              CopyCheck.Found.ALTERED,
              where + "has %,d rows, the manifest says %,d".formatted(rows, shard.rows()));
    } catch (IOException | RuntimeException e) {
      Optional<BailiwickException> ours = ours(e);
      boolean key = ours.filter(o -> o.code() == ErrorCode.KEY_NOT_RELEASED).isPresent();
      String why = ours.map(Throwable::getMessage).orElseGet(() -> String.valueOf(e.getMessage()));
      return key
          ? new CopyCheck(
              shard.id(),
              copy,
              CopyCheck.Found.KEY_GONE,
              where + "is whole, but its key is destroyed, so nothing opens it: " + why)
          : new CopyCheck(
              shard.id(), copy, CopyCheck.Found.ALTERED, where + "does not open: " + why);
    }
  }

  private static CopyCheck unreachable(ManifestShard shard, ShardCopy copy, String why) {
    return new CopyCheck(
        shard.id(),
        copy,
        CopyCheck.Found.UNREACHABLE,
        "Shard '%s' at site '%s' (%s) cannot be reached from here: %s"
            .formatted(shard.id(), copy.site(), copy.uri(), why));
  }

  /** {@code STORAGE/shards/DATASET/RUN/FILE}: where a part of that is there, the storage is. */
  private static boolean storageIsHere(Path file, Configuration conf) {
    try {
      Path shards = file.getParent().getParent().getParent();
      FileSystem fs = file.getFileSystem(conf);
      return fs.exists(shards) || fs.exists(shards.getParent());
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<BailiwickException> ours(Throwable fault) {
    Throwable cause = fault;
    for (int i = 0; cause != null && i < 30; i++, cause = cause.getCause()) {
      if (cause instanceof BailiwickException ours) {
        return Optional.of(ours);
      }
    }
    return Optional.empty();
  }
}
