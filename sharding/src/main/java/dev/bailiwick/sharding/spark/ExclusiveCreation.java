package dev.bailiwick.sharding.spark;

import java.io.IOException;
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
}
