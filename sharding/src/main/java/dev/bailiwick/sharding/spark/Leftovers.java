package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.ManifestFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Shard files that a run left and no manifest names: those of runs that died, and, if asked for,
 * those that only older versions name.
 *
 * <p>Only folders of runs that are on record beside these manifests ({@link ShardRun}) are looked
 * at: what another dataset, or another folder of manifests, has in the same storage is not touched.
 *
 * @param run the run that wrote it
 * @param file the file
 * @param bytes its size
 * @param lastWritten when the run last wrote anything, anywhere
 */
public record Leftovers(String run, URI file, long bytes, Instant lastWritten) {

  /**
   * Finds them.
   *
   * @param manifests the folder of the manifests
   * @param dataset whose manifests they are
   * @param named the files that stay
   * @throws BailiwickException NOT_AUTHENTIC if a record names a folder that is none of its run
   */
  public static List<Leftovers> find(
      ManifestFolder manifests, String dataset, Set<URI> named, Configuration conf) {
    Set<String> keep = new TreeSet<>();
    named.forEach(uri -> keep.add(new Path(uri).toUri().getPath()));
    List<Leftovers> found = new ArrayList<>();
    try {
      for (String name : manifests.names()) {
        if (name.startsWith(ShardRun.PREFIX) && name.endsWith(ShardRun.SUFFIX)) {
          String run =
              name.substring(ShardRun.PREFIX.length(), name.length() - ShardRun.SUFFIX.length());
          List<String> record =
              new String(manifests.read(name), StandardCharsets.UTF_8).lines().toList();
          requireOwnFolders(manifests.describe(name), record, dataset, run);
          found.addAll(ofRun(run, record, keep, conf));
        }
      }
      return found;
    } catch (IOException | DateTimeParseException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The records of runs in the folder of "
              + manifests.describe("manifest-000001.json")
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  /** Records are not signed: whoever changes one must not choose what is deleted. */
  private static void requireOwnFolders(
      String where, List<String> record, String dataset, String run) {
    String end = "/shards/" + ShardRun.folder(dataset, run);
    for (String folder : record.subList(Math.min(1, record.size()), record.size())) {
      if (!folder.endsWith(end)) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            "%s names the folder %s, expected one that ends with %s: the record was altered; delete it"
                .formatted(where, folder, end));
      }
    }
  }

  private static List<Leftovers> ofRun(
      String run, List<String> record, Set<String> keep, Configuration conf) {
    long last = Instant.parse(record.isEmpty() ? "" : record.get(0)).toEpochMilli();
    List<FileStatus> left = new ArrayList<>();
    for (String folder : record.subList(1, record.size())) {
      List<FileStatus> all = new ArrayList<>();
      for (FileStatus file : files(new Path(folder), conf)) {
        last = Math.max(last, file.getModificationTime());
        all.add(file);
      }
      // A key sheet opens all files beside it: it goes when the last of them goes.
      boolean inUse = all.stream().anyMatch(f -> keep.contains(f.getPath().toUri().getPath()));
      all.stream()
          .filter(f -> !keep.contains(f.getPath().toUri().getPath()))
          .filter(f -> !inUse || !f.getPath().getName().equals(KeySheet.FILE))
          .forEach(left::add);
    }
    Instant lastWritten = Instant.ofEpochMilli(last);
    return left.stream()
        .map(f -> new Leftovers(run, f.getPath().toUri(), f.getLen(), lastWritten))
        .toList();
  }

  /** None where the site's storage is not here. */
  private static List<FileStatus> files(Path folder, Configuration conf) {
    try {
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus f : folder.getFileSystem(conf).listStatus(folder)) {
        if (f.isFile() && isOurs(f.getPath().getName())) {
          files.add(f);
        }
      }
      return files;
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isOurs(String name) {
    return name.endsWith(".parquet")
        || name.equals(KeySheet.FILE)
        || (name.startsWith("._keys.") && name.endsWith(".tmp"));
  }

  /**
   * Deletes it.
   *
   * @throws BailiwickException UNAVAILABLE if that cannot be done
   */
  public void delete(Configuration conf) {
    Path path = new Path(file);
    try {
      FileSystem fs = path.getFileSystem(conf);
      if (!fs.delete(path, false) && fs.exists(path)) {
        throw new IOException("the file system did not delete it");
      }
      if (fs.listStatus(path.getParent()).length == 0) {
        fs.delete(path.getParent(), false);
      }
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.UNAVAILABLE, file + " cannot be deleted", e);
    }
  }
}
