package dev.bailiwick.cli.shard;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.sharding.SiteKeyStores;
import dev.bailiwick.sharding.spark.ShardKeys;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * What lies at the site where a command runs, by a manifest.
 *
 * @param file the manifest's file
 * @param manifest the manifest
 * @param identity who this is
 * @param home the site's home
 * @param shards the folder of all shards in the site's storage
 */
record SiteCopies(
    ManifestFile file, Manifest manifest, NodeIdentity identity, Path home, String shards) {

  /**
   * By the options of a command.
   *
   * @throws BailiwickException BAD_ARGUMENT without a site home, or if nothing lies at its site
   */
  static SiteCopies of(ManifestOptions options) {
    ManifestFile newest = options.newest();
    return of(options, here(options), newest, options.load(newest));
  }

  /**
   * By the newest version in which anything lies at the site: what was moved from there, or left
   * out, has its files and keys there still.
   *
   * @throws BailiwickException as {@link #of}
   */
  static SiteCopies everAt(ManifestOptions options) {
    NodeIdentity here = here(options);
    ManifestFile newest = options.newest();
    ManifestFile file = newest;
    Manifest manifest = options.load(newest);
    for (long v = manifest.version() - 1; v > 0 && manifest.at(here.site()).isEmpty(); v--) {
      file = new ManifestFile(newest.folder(), "manifest-%06d.json".formatted(v));
      manifest = options.load(file);
    }
    return of(options, here, file, manifest);
  }

  private static NodeIdentity here(ManifestOptions options) {
    return options
        .identity()
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.BAD_ARGUMENT,
                    "whose keys are meant must be known: give --site-home HOME"));
  }

  private static SiteCopies of(
      ManifestOptions options, NodeIdentity here, ManifestFile file, Manifest manifest) {
    Path home = Objects.requireNonNull(options.siteHome);
    SiteHome.set(home);
    SiteHome.identifiedBy(here::site);
    return new SiteCopies(file, manifest, here, home, folder(manifest, here.site()));
  }

  String site() {
    return identity.site();
  }

  String keyId() {
    return KeyIds.of(site(), manifest.dataset());
  }

  ShardKeys keys() {
    return ShardKeys.of(home, site(), shards, manifest.dataset(), new Configuration());
  }

  SiteKeyStore store() {
    return SiteKeyStores.open(home, site());
  }

  /** The oldest version of the key that the manifest says of a copy at the site. */
  long recordedVersion() {
    return manifest.at(site()).stream().mapToLong(s -> s.home().keyVersion()).min().orElse(0);
  }

  private static String folder(Manifest manifest, String site) {
    List<ManifestShard> mine = manifest.at(site);
    if (mine.isEmpty()) {
      Set<String> sites = new TreeSet<>();
      manifest.shards().forEach(s -> s.copies().stream().map(ShardCopy::site).forEach(sites::add));
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "Nothing of dataset '%s' lies at site '%s'; it lies at %s: give the home of one of these"
              .formatted(manifest.dataset(), site, sites));
    }
    Set<String> folders = new TreeSet<>();
    mine.forEach(s -> folders.add(shardsFolder(s.uri())));
    if (folders.size() > 1) {
      // The folders share one key: to wrap one anew and destroy the old version would close the
      // other.
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "The shards at site '%s' lie in several storages, %s: reshard or write the dataset again, so that they lie in one"
              .formatted(site, folders));
    }
    return folders.iterator().next();
  }

  /** {@code STORAGE/shards/DATASET/RUN/FILE}. */
  private static String shardsFolder(URI file) {
    // As a text of Hadoop's: a URI's would be read with its escapes for names.
    return new org.apache.hadoop.fs.Path(file).getParent().getParent().getParent() + "/";
  }
}
