package dev.bailiwick.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.util.HadoopFSUtils;
import org.jspecify.annotations.Nullable;

/** What lies under a path on the disks of this process, as Spark would list it, and policies. */
final class ListedFolder implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long BLOCK_BYTES = 32L << 20;

  private final ArrayList<String> paths = new ArrayList<>();
  private final ArrayList<Long> bytes = new ArrayList<>();
  private final ArrayList<Long> modified = new ArrayList<>();
  private final TreeMap<String, String> policies = new TreeMap<>();
  private boolean exists;

  private ListedFolder() {}

  /**
   * Looks.
   *
   * @param source a local path or {@code file:} URI
   * @param root the root of the site's storage: policies count up to there
   */
  static ListedFolder of(String source, String root) throws IOException {
    ListedFolder found = new ListedFolder();
    Path start = PoliciesBeside.local(source).orElseThrow();
    found.exists = Files.exists(start);
    if (found.exists) {
      Files.walkFileTree(
          start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, found.new Visit());
      found.lookAbove(start, Path.of(root));
    }
    return found;
  }

  /** The source's folder, and those above up to the root of the storage if it lies below that. */
  private void lookAbove(Path start, Path root) throws IOException {
    Path folder = Files.isDirectory(start) ? start : start.getParent();
    while (folder != null) {
      Path policy = folder.resolve(PoliciesBeside.NAME);
      if (Files.exists(policy)) {
        policy(policy);
      }
      folder = !start.startsWith(root) || folder.equals(root) ? null : folder.getParent();
    }
  }

  private void policy(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      policies.put(file.toString(), PoliciesBeside.sha256(in.readNBytes(PoliciesBeside.MAX_BYTES)));
    }
  }

  boolean exists() {
    return exists;
  }

  /** File to SHA-256 of the policies beside, above and below. */
  Map<String, String> policies() {
    return policies;
  }

  /** The files of data, by name. */
  List<FileStatus> files() {
    List<FileStatus> files = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      files.add(
          new FileStatus(
              bytes.get(i),
              false,
              1,
              BLOCK_BYTES,
              modified.get(i),
              new org.apache.hadoop.fs.Path("file", "", paths.get(i))));
    }
    files.sort(null);
    return files;
  }

  /** What Spark's own listing passes over is passed over here. */
  private static boolean isHidden(String name) {
    return HadoopFSUtils.shouldFilterOutPathName(name);
  }

  private final class Visit extends SimpleFileVisitor<Path> {
    private @Nullable Path start;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean first = start == null;
      start = first ? folder : start;
      return first || !isHidden(folder.getFileName().toString())
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = file.getFileName().toString();
      if (name.equals(PoliciesBeside.NAME)) {
        policy(file);
      } else if (!isHidden(name)) {
        paths.add(file.toString());
        bytes.add(attributes.size());
        modified.add(attributes.lastModifiedTime().toMillis());
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
