package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.HomeLock;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.sharding.SiteKeyStores;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The keys of one dataset's shards at one site: rotation, and destruction.
 *
 * <p>Neither touches a shard file. Both end well whenever they are killed and called again.
 */
public final class ShardKeys {
  private final java.nio.file.Path home;
  private final SiteKeyStore store;
  private final String dataset;
  private final String datasetKey;
  private final Path folder;
  private final Configuration conf;

  private ShardKeys(
      java.nio.file.Path home, String site, String shards, String dataset, Configuration conf) {
    this.home = home;
    this.store = SiteKeyStores.open(home, site);
    this.dataset = dataset;
    this.datasetKey = KeyIds.of(site, dataset);
    this.folder = new Path(new Path(shards), KeyIds.folderOf(dataset));
    this.conf = conf;
  }

  /**
   * The keys of a dataset at a site.
   *
   * @param home the site's home, with its key store
   * @param site the site
   * @param shards the folder of all shards in the site's storage, {@link ShardWriter#shardFolder}
   * @param dataset the dataset
   * @param conf how to reach the storage
   */
  public static ShardKeys of(
      java.nio.file.Path home, String site, String shards, String dataset, Configuration conf) {
    return new ShardKeys(home, site, shards, dataset, conf);
  }

  /**
   * Makes a new version of each key-encryption key of the dataset, wraps the keys of all its runs
   * by it, and then destroys the older versions. A rotation that was broken off is brought to its
   * end, not begun anew. Runs that are being written meanwhile lose nothing.
   *
   * @throws BailiwickException KEY_NOT_RELEASED if the site has no key for the dataset;
   *     NOT_AUTHENTIC if a sheet does not open; UNAVAILABLE if there is no sheet at all, as when
   *     the storage is not mounted: then no old version was destroyed
   */
  public KeyRotation rotate() {
    try (HomeLock held = HomeLock.take(home, "rotate.lock")) {
      if (!held.isHeld()) {
        throw new IOException("The lock of rotations was lost");
      }
      SortedSet<Integer> before = store.versions(datasetKey);
      if (!before.isEmpty()) {
        requireSheets();
      }
      boolean resumed = before.size() > 1;
      int version = resumed ? before.last() : nextVersion();
      List<String> ids = Stream.concat(Stream.of(datasetKey), columnKeys()).toList();
      ids.forEach(id -> store.addVersion(id, version));
      int rewrapped = rewrapAll();
      // Sheets that came while we went through them; after this, writers see to it themselves.
      rewrapped += rewrapAll();
      List<String> closed = requireAllOpen();
      destroyOlder(ids, version);
      return new KeyRotation(
          dataset,
          datasetKey,
          before.first(),
          version,
          resumed,
          sheets().size(),
          rewrapped,
          closed);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Destroys the dataset's key-encryption key and those of its columns, in all versions. Its shards
   * at this site can never be opened again.
   *
   * @return what nothing opens any more; the same again if they were destroyed before
   */
  public KeyDestruction destroy() {
    return destroyed(Stream.concat(columnKeys(), Stream.of(datasetKey)).toList());
  }

  /** Destroys the key of one column: all other columns of the shards stay open. */
  public KeyDestruction destroyColumn(String column) {
    return destroyed(List.of(KeyIds.ofColumn(KeyIds.siteOf(datasetKey), dataset, column)));
  }

  private KeyDestruction destroyed(List<String> ids) {
    try (HomeLock held = HomeLock.take(home, "rotate.lock")) {
      if (!held.isHeld()) {
        throw new IOException("The lock of rotations was lost");
      }
      List<String> gone = ids.stream().filter(store::destroy).toList();
      RunKeys.forget();
      TreeMap<String, List<String>> columns = new TreeMap<>();
      List<String> unreadable = new ArrayList<>();
      boolean whole = store.versions(datasetKey).isEmpty();
      for (Path run : runs()) {
        List<String> closed = whole ? List.of() : closedColumns(run);
        for (Path shard : shards(run)) {
          if (whole) {
            unreadable.add(shard.toUri().toString());
          } else if (!closed.isEmpty()) {
            columns.put(shard.toUri().toString(), closed);
          }
        }
      }
      return new KeyDestruction(dataset, gone, unreadable, columns);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private List<String> closedColumns(Path run) {
    return SheetFiles.find(run, conf).map(s -> s.closedColumns(store)).orElse(List.of());
  }

  private int nextVersion() {
    // That there is a key at all: a site without the dataset has nothing to rotate.
    store.newestVersion(datasetKey);
    return Stream.concat(Stream.of(datasetKey), columnKeys())
        .mapToInt(store::unusedVersion)
        .max()
        .orElseThrow();
  }

  private Stream<String> columnKeys() {
    return store.keyIds().stream().filter(id -> KeyIds.isColumnOf(datasetKey, id));
  }

  private int rewrapAll() throws IOException {
    int rewrapped = 0;
    for (Path run : requireSheets()) {
      Optional<KeySheet> newer = SheetFiles.require(run, conf).rewrapped(store);
      if (newer.isPresent()) {
        SheetFiles.replace(run, newer.get(), conf);
        rewrapped++;
      }
    }
    return rewrapped;
  }

  /** From what lies there now, not from what we think that we wrote. */
  private List<String> requireAllOpen() throws IOException {
    List<String> closed = new ArrayList<>();
    for (Path run : requireSheets()) {
      KeySheet sheet = SheetFiles.require(run, conf);
      if (sheet.rewrapped(store).isPresent()) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "The key sheet in " + run + " was put back while keys were rotated: rotate again");
      }
      sheet.requireOpens(store);
      sheet.closedColumns(store).forEach(column -> closed.add(run + ": " + column));
    }
    return closed;
  }

  /** The dataset's own last: as long as it has two versions, the rotation is not over. */
  private void destroyOlder(List<String> ids, int newest) {
    List<String> datasetLast = new ArrayList<>(ids);
    datasetLast.remove(datasetKey);
    datasetLast.add(datasetKey);
    for (String id : datasetLast) {
      store.versions(id).headSet(newest).forEach(version -> store.destroyVersion(id, version));
    }
  }

  private List<Path> runs() throws IOException {
    return list(folder).stream().filter(FileStatus::isDirectory).map(FileStatus::getPath).toList();
  }

  /** The folders of runs that have a sheet: one without was never written to. */
  private List<Path> sheets() throws IOException {
    return runs().stream().filter(run -> SheetFiles.find(run, conf).isPresent()).toList();
  }

  /** What is not seen would not be wrapped anew, and be closed for ever with the old version. */
  private List<Path> requireSheets() throws IOException {
    List<Path> found = sheets();
    if (found.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "There is no key sheet in any folder under "
              + folder
              + ", so no key of dataset '"
              + dataset
              + "' is rotated: is the site's storage mounted?");
    }
    return found;
  }

  /**
   * Requires that the key sheet beside each of these files is there. One that is missing, and is
   * put back after a rotation, opens nothing any more.
   *
   * @throws BailiwickException UNAVAILABLE naming a folder that lacks its sheet
   */
  public void requireSheetsOf(Collection<URI> files) {
    files.stream()
        .map(file -> new Path(file).getParent())
        .distinct()
        .forEach(run -> SheetFiles.require(run, conf));
  }

  private List<Path> shards(Path run) throws IOException {
    return list(run).stream()
        .map(FileStatus::getPath)
        .filter(file -> file.getName().endsWith(".parquet") && !file.getName().startsWith("."))
        .toList();
  }

  private List<FileStatus> list(Path of) throws IOException {
    FileSystem fs = of.getFileSystem(conf);
    try {
      return Arrays.stream(fs.listStatus(of)).sorted().toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private BailiwickException unreachable(IOException e) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The keys of dataset '" + dataset + "' cannot be worked on in " + folder + "; try again",
        e);
  }
}
