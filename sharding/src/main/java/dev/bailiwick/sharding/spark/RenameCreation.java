package dev.bailiwick.sharding.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * On HDFS: the file is written under another name and renamed. The rename of {@link FileContext} is
 * one step of the name node and fails if the name is taken; that of {@link FileSystem} is not
 * specified to.
 */
final class RenameCreation implements ExclusiveCreation {
  private final FileSystem fs;
  private final Configuration conf;

  RenameCreation(FileSystem fs, Configuration conf) {
    this.fs = fs;
    this.conf = conf;
  }

  @Override
  public boolean create(Path file, byte[] bytes) throws IOException {
    Path fresh = new Path(file.getParent(), ".manifest-" + UUID.randomUUID() + ".tmp");
    try {
      try (FSDataOutputStream out = fs.create(fresh, false)) {
        out.write(bytes);
        out.hsync();
      }
      FileContext.getFileContext(fs.getUri(), conf).rename(fresh, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      fs.delete(fresh, false);
    }
  }
}
