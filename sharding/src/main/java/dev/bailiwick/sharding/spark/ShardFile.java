package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A shard's file as bytes: its size, its magic and its hash. */
final class ShardFile {
  /** Parquet's mark at both ends of a file whose footer is encrypted. */
  private static final byte[] SEALED = {'P', 'A', 'R', 'E'};

  private static final int BUFFER_BYTES = 1 << 16;

  /** What was found right in this process; the value tells one content of the file from another. */
  private static final Map<String, String> CHECKED = new ConcurrentHashMap<>();

  /** Reading once, we learn all three. */
  record Found(long bytes, String sha256, boolean sealed) {}

  private ShardFile() {}

  static Found read(Path file, Configuration conf) throws IOException {
    MessageDigest digest = sha256();
    byte[] first = new byte[SEALED.length];
    byte[] last = new byte[SEALED.length];
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    FileSystem fs = file.getFileSystem(conf);
    try (FSDataInputStream in = fs.open(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        for (int i = 0; i < n && bytes + i < first.length; i++) {
          first[(int) (bytes + i)] = buffer[i];
        }
        int tail = Math.min(n, last.length);
        System.arraycopy(last, tail, last, 0, last.length - tail);
        System.arraycopy(buffer, n - tail, last, last.length - tail, tail);
        bytes += n;
      }
    }
    boolean sealed =
        bytes > 2L * SEALED.length && Arrays.equals(first, SEALED) && Arrays.equals(last, SEALED);
    return new Found(bytes, HexFormat.of().formatHex(digest.digest()), sealed);
  }

  /**
   * Checks a file against what its manifest says, once in this process as long as the file does not
   * change.
   *
   * @throws BailiwickException NOT_AUTHENTIC naming the shard and the check; UNAVAILABLE if the
   *     file cannot be read
   */
  static void requireAsWritten(
      String shard, Path file, long bytes, String sha256, Configuration conf) {
    try {
      FileStatus status = file.getFileSystem(conf).getFileStatus(file);
      String key = file + " " + bytes + " " + sha256;
      String edition = edition(status);
      if (edition.equals(CHECKED.get(key)) && status.getLen() == bytes) {
        return;
      }
      requireNow(shard, file, bytes, sha256, conf);
      CHECKED.put(key, edition);
    } catch (FileNotFoundException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "Shard '" + shard + "' is gone: there is no file " + file + "; write the dataset again",
          e);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "Shard '" + shard + "' at " + file + " cannot be read", e);
    }
  }

  /** Object stores tell the time in seconds, and the content by a tag. */
  private static String edition(FileStatus status) {
    String time = Long.toString(status.getModificationTime());
    return status instanceof EtagSource tagged && tagged.getEtag() != null
        ? time + " " + tagged.getEtag()
        : time;
  }

  /** The same check, whatever was found before. */
  static void requireNow(String shard, Path file, long bytes, String sha256, Configuration conf)
      throws IOException {
    Found found;
    try {
      found = read(file, conf);
    } catch (ChecksumException e) {
      // Hadoop's local file system keeps checksums of its own beside the file, and looks first.
      throw altered(shard, file, "hash", "the file system's own checksum does not hold either");
    }
    if (!found.sealed()) {
      throw altered(shard, file, "magic", "it is not an encrypted Parquet file (PARE)");
    }
    if (found.bytes() != bytes) {
      throw altered(
          shard, file, "size", "it has " + found.bytes() + " bytes, the manifest says " + bytes);
    }
    if (!found.sha256().equals(sha256)) {
      throw altered(
          shard,
          file,
          "hash",
          "its SHA-256 is " + found.sha256() + ", the manifest says " + sha256);
    }
  }

  private static BailiwickException altered(String shard, Path file, String check, String what) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "Shard '"
            + shard
            + "' at "
            + file
            + " failed the check of its "
            + check
            + ": "
            + what
            + ". It was altered after it was written: restore it, or write the dataset again");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
