package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeySheet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Key sheets in run folders, whole or not at all, whenever a process dies.
 *
 * <p>On local disks without Hadoop's checksum files beside them: such a pair is not replaced in one
 * step. An object store writes an object in one step; HDFS renames in one. On a file system that
 * does neither, two tasks may both believe that they made a sheet; the one whose sheet was lost
 * finds that its file does not open.
 */
final class SheetFiles {
  private static final int LIMIT_BYTES = 1 << 20;
  private static final String CONDITIONAL =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private SheetFiles() {}

  /** The sheet of a run's folder, if there is one. */
  static Optional<KeySheet> find(Path folder, Configuration conf) {
    Path file = new Path(folder, KeySheet.FILE);
    try {
      FileSystem fs = file.getFileSystem(conf);
      byte[] bytes = isLocal(fs) ? Files.readAllBytes(local(file)) : read(fs, file);
      return Optional.of(KeySheet.read(file.toString(), bytes, ShardPath.runOf(folder)));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The key sheet " + file + " cannot be read", e);
    }
  }

  /** The sheet of a run's folder. */
  static KeySheet require(Path folder, Configuration conf) {
    return find(folder, conf)
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.UNAVAILABLE,
                    "There is no key sheet "
                        + new Path(folder, KeySheet.FILE)
                        + ", and without it nothing opens the shards beside it: restore it from a"
                        + " copy, or write the dataset again"));
  }

  /** Creates the sheet; false if there is one, which stays as it is. */
  static boolean createIfAbsent(Path folder, KeySheet sheet, Configuration conf)
      throws IOException {
    Path file = new Path(folder, KeySheet.FILE);
    FileSystem fs = file.getFileSystem(conf);
    if (isLocal(fs)) {
      java.nio.file.Path fresh = temporary(local(file), sheet.bytes());
      try {
        Files.createLink(local(file), fresh);
        force(local(file).getParent());
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.deleteIfExists(fresh);
      }
    }
    ExclusiveCreation creation =
        fs.hasPathCapability(file, CONDITIONAL)
            ? new ConditionalCreation(fs)
            : new RenameCreation(fs, conf);
    return creation.create(file, sheet.bytes());
  }

  /** Puts the sheet in the place of the one that is there. */
  static void replace(Path folder, KeySheet sheet, Configuration conf) throws IOException {
    Path file = new Path(folder, KeySheet.FILE);
    FileSystem fs = file.getFileSystem(conf);
    if (isLocal(fs)) {
      java.nio.file.Path fresh = temporary(local(file), sheet.bytes());
      try {
        Files.move(
            fresh,
            local(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        force(local(file).getParent());
      } finally {
        Files.deleteIfExists(fresh);
      }
      return;
    }
    if (fs.hasPathCapability(file, CONDITIONAL)) {
      try (FSDataOutputStream out = fs.create(file, true)) {
        out.write(sheet.bytes());
      }
      return;
    }
    Path fresh = temporary(fs, file, sheet.bytes());
    try {
      FileContext.getFileContext(fs.getUri(), conf).rename(fresh, file, Options.Rename.OVERWRITE);
    } finally {
      fs.delete(fresh, false);
    }
  }

  private static Path temporary(FileSystem fs, Path beside, byte[] bytes) throws IOException {
    Path fresh = new Path(beside.getParent(), "._keys." + UUID.randomUUID() + ".tmp");
    try (FSDataOutputStream out = fs.create(fresh, false)) {
      out.write(bytes);
      out.hsync();
    }
    return fresh;
  }

  private static java.nio.file.Path temporary(java.nio.file.Path beside, byte[] bytes)
      throws IOException {
    java.nio.file.Path fresh = beside.resolveSibling("._keys." + UUID.randomUUID() + ".tmp");
    try (FileChannel out =
        FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    return fresh;
  }

  private static void force(java.nio.file.Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static byte[] read(FileSystem fs, Path file) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return in.readNBytes(LIMIT_BYTES);
    }
  }

  private static boolean isLocal(FileSystem fs) {
    return fs instanceof LocalFileSystem || fs instanceof RawLocalFileSystem;
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }
}
