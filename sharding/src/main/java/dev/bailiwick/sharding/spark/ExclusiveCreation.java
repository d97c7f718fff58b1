package dev.bailiwick.sharding.spark;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/** How one file system makes a file whole, and for one of several writers only. */
@FunctionalInterface
interface ExclusiveCreation {
  /**
   * As {@link dev.bailiwick.sharding.ManifestFolder#createIfAbsent}.
   *
   * @return true if the file was made by this call, false if its name was taken
   */
  boolean create(Path file, byte[] bytes) throws IOException;

  /** That of a file system other than the local one; empty where none is known to hold. */
  static Optional<ExclusiveCreation> on(FileSystem fs, Path folder, Configuration conf)
      throws IOException {
    if (fs.hasPathCapability(folder, CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
      return Optional.of(new ConditionalCreation(fs));
    }
    return fs.getScheme().equals("hdfs")
        ? Optional.of(new RenameCreation(fs, conf))
        : Optional.empty();
  }
}
