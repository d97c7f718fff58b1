package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed Parquet file says in clear of its encryption.
 *
 * <p>Nothing vouches for it, and Parquet does as it says: told that the pages are in AES-CTR, it
 * would read AES-GCM pages as noise without a check. So it is looked at here first.
 */
final class SealedFooter {
  private static final int TAIL_BYTES = 8;

  /** The file's own words are some 80 bytes; the encrypted footer follows them. */
  private static final int HEAD_BYTES = 512;

  private SealedFooter() {}

  /**
   * Refuses a file that is not AES_GCM_V1 with an AAD prefix that the reader supplies.
   *
   * @throws BailiwickException NOT_AUTHENTIC
   */
  static void require(Path file, byte[] keyMetadata, Configuration conf) {
    FileCryptoMetaData says;
    try {
      says = read(file, conf);
    } catch (IOException | RuntimeException e) {
      throw altered(file, "what it says of its encryption cannot be read", e);
    }
    EncryptionAlgorithm algorithm = says.getEncryption_algorithm();
    if (!algorithm.isSetAES_GCM_V1()
        || !algorithm.getAES_GCM_V1().isSupply_aad_prefix()
        || algorithm.getAES_GCM_V1().isSetAad_prefix()) {
      throw altered(file, "it says that it is not sealed by AES_GCM_V1 under its name", null);
    }
    if (!Arrays.equals(says.getKey_metadata(), keyMetadata)) {
      throw altered(file, "its key metadata changed while it was opened", null);
    }
  }

  private static FileCryptoMetaData read(Path file, Configuration conf) throws IOException {
    FileSystem fs = file.getFileSystem(conf);
    long bytes = fs.getFileStatus(file).getLen();
    try (FSDataInputStream in = fs.open(file)) {
      byte[] tail = new byte[TAIL_BYTES];
      in.readFully(bytes - TAIL_BYTES, tail);
      long footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      long at = bytes - TAIL_BYTES - footer;
      byte[] head = new byte[(int) Math.min(HEAD_BYTES, footer)];
      in.readFully(at, head);
      return Util.readFileCryptoMetaData(new ByteArrayInputStream(head));
    }
  }

  private static BailiwickException altered(Path file, String what, @Nullable Exception cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "Shard file " + file + " is not as it was written: " + what,
        cause);
  }
}
