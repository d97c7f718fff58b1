package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Folders of manifests on any Hadoop {@code FileSystem}.
 *
 * <p>A text with a scheme is a URI; one without is a local path, whatever {@code fs.defaultFS}
 * says. Manifests can be read from every file system, and committed to local files, to HDFS, and
 * where files are created conditionally as S3A does; elsewhere two writers could both win, so
 * committing is refused there.
 */
public final class Manifests {
  /** One letter before a colon would be a drive. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*", Pattern.DOTALL);

  private Manifests() {}

  /**
   * The folder at a path or URI.
   *
   * @param hadoop the settings of other file systems than the local one; asked only for these
   * @throws BailiwickException BAD_ARGUMENT if there is no such file system; UNAVAILABLE if it
   *     cannot be reached
   */
  public static ManifestFolder folder(String pathOrUri, Supplier<Configuration> hadoop) {
    if (isLocal(pathOrUri)) {
      return ManifestFolder.local(local(pathOrUri));
    }
    Configuration conf = hadoop.get();
    Path folder = path(pathOrUri);
    return HadoopManifestFolder.of(fileSystem(folder, conf), folder, conf);
  }

  /**
   * A manifest by its path or URI, or the newest one in the folder there.
   *
   * @param hadoop the settings of other file systems than the local one; asked only for these
   * @throws BailiwickException as {@link #folder}; BAD_ARGUMENT if it is a folder without manifests
   */
  public static ManifestFile file(String fileOrFolder, Supplier<Configuration> hadoop) {
    if (isFolder(fileOrFolder, hadoop)) {
      return ManifestStore.latest(folder(fileOrFolder, hadoop))
          .orElseThrow(
              () ->
                  new BailiwickException(
                      ErrorCode.BAD_ARGUMENT,
                      "The folder "
                          + fileOrFolder
                          + " holds no manifest-*.json. Name the folder \"manifests\" of a run's"
                          + " output, or one file in it."));
    }
    String whole =
        isLocal(fileOrFolder) ? local(fileOrFolder).toAbsolutePath().toString() : fileOrFolder;
    int end = whole.lastIndexOf('/');
    return new ManifestFile(folder(whole.substring(0, end + 1), hadoop), whole.substring(end + 1));
  }

  private static boolean isFolder(String fileOrFolder, Supplier<Configuration> hadoop) {
    if (isLocal(fileOrFolder)) {
      return Files.isDirectory(local(fileOrFolder));
    }
    Path path = path(fileOrFolder);
    try {
      return fileSystem(path, hadoop.get()).getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest at " + fileOrFolder + " cannot be read", e);
    }
  }

  private static boolean isLocal(String pathOrUri) {
    return !URI.matcher(pathOrUri).matches()
        || pathOrUri.regionMatches(true, 0, "file:", 0, "file:".length());
  }

  /** As Java writes a URI, with escapes, or as people do, with spaces. */
  private static java.nio.file.Path local(String pathOrUri) {
    if (!URI.matcher(pathOrUri).matches()) {
      return java.nio.file.Path.of(pathOrUri);
    }
    return java.nio.file.Path.of(
        pathOrUri.contains(" ")
            ? path(pathOrUri).toUri().getPath()
            : java.net.URI.create(pathOrUri).getPath());
  }

  private static Path path(String uri) {
    try {
      return new Path(uri);
    } catch (IllegalArgumentException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "'" + uri + "' is not the URI of a manifest or a folder", e);
    }
  }

  private static FileSystem fileSystem(Path path, Configuration conf) {
    try {
      return path.getFileSystem(conf);
    } catch (IOException | RuntimeException e) {
      // A class that is not there comes as a RuntimeException.
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "There is no file system for "
              + path
              + ": is the scheme right, and is its connector on the class path of Spark (for s3a:"
              + " hadoop-aws, of Hadoop's version)?",
          e);
    }
  }
}
