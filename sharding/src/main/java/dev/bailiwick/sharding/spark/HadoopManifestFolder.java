package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.ManifestFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A folder on a Hadoop {@code FileSystem} that is not the local one. */
final class HadoopManifestFolder implements ManifestFolder {
  private final FileSystem fs;
  private final Path folder;
  private final ExclusiveCreation creation;

  private HadoopManifestFolder(FileSystem fs, Path folder, ExclusiveCreation creation) {
    this.fs = fs;
    this.folder = folder;
    this.creation = creation;
  }

  static HadoopManifestFolder of(FileSystem fs, Path folder, Configuration conf) {
    return new HadoopManifestFolder(fs, folder, creation(fs, folder, conf));
  }

  private static ExclusiveCreation creation(FileSystem fs, Path folder, Configuration conf) {
    try {
      if (fs.hasPathCapability(
          folder, CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
        return new ConditionalCreation(fs);
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest folder " + folder + " cannot be reached", e);
    }
    if (fs.getScheme().equals("hdfs")) {
      return new RenameCreation(fs, conf);
    }
    return (file, bytes) -> {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "No manifest is written to "
              + file
              + ": on a file system of the scheme '"
              + fs.getScheme()
              + "' two writers could both win. Keep manifests in local files, on HDFS, or on S3A with"
              + " fs.s3a.create.conditional.enabled; the shards may lie elsewhere.");
    };
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> files = fs.listStatusIterator(folder);
      while (files.hasNext()) {
        names.add(files.next().getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public byte[] read(String name) throws IOException {
    try (FSDataInputStream in = fs.open(new Path(folder, name))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw (IOException) new NoSuchFileException(describe(name)).initCause(e);
    }
  }

  @Override
  public boolean createIfAbsent(String name, byte[] bytes) throws IOException {
    return creation.create(new Path(folder, name), bytes);
  }

  @Override
  public String describe(String name) {
    return new Path(folder, name).toString();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
