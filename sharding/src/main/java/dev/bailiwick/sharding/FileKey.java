package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * The key of one shard file, or of one column in it, and what the file says of it in clear (its key
 * metadata): {@code format (1 byte) || salt (32) || check (32) || column}.
 *
 * <p>Key and check are the first and the last 32 of 64 bytes of HKDF-SHA256 (RFC 5869) over the
 * run's key, with the file's salt, for this file's name and this column. So a file under another
 * name, a column in another's place and an altered salt are found by the check, before anything is
 * decrypted; and nobody can make two keys that one file commits to.
 */
public final class FileKey {
  /** Random bytes that make each file's keys its own. */
  public static final int SALT_BYTES = 32;

  private static final byte FORMAT = 1;
  private static final int KEY_BYTES = 32;
  private static final int HEAD_BYTES = 1 + SALT_BYTES + KEY_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key;
  private final byte[] metadata;

  private FileKey(byte[] key, byte[] metadata) {
    this.key = key;
    this.metadata = metadata;
  }

  /** A salt for a new file. */
  public static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }

  /**
   * Derives a key for writing.
   *
   * @param runKey the run's key of the dataset, or of the column
   * @param salt the file's
   * @param run the folder that the file is in
   * @param file its name there
   * @param column the column; empty for the footer and all columns without keys of their own
   */
  public static FileKey derive(
      byte[] runKey, byte[] salt, RunFolder run, String file, String column) {
    byte[] info =
        RunFolder.bytes(
            List.of(
                "bailiwick shard file v1", "AES_GCM_V1", run.dataset(), run.run(), file, column));
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(runKey, salt, info));
    byte[] made = new byte[2 * KEY_BYTES];
    hkdf.generateBytes(made, 0, made.length);
    byte[] name = column.getBytes(StandardCharsets.UTF_8);
    byte[] metadata =
        ByteBuffer.allocate(HEAD_BYTES + name.length)
            .put(FORMAT)
            .put(salt)
            .put(made, KEY_BYTES, KEY_BYTES)
            .put(name)
            .array();
    byte[] key = Arrays.copyOf(made, KEY_BYTES);
    Arrays.fill(made, (byte) 0);
    return new FileKey(key, metadata);
  }

  /**
   * The column that a key's metadata names; empty for the footer's.
   *
   * @throws BailiwickException NOT_AUTHENTIC if it is not of this format
   */
  public static String column(byte[] metadata, String where) {
    if (metadata.length < HEAD_BYTES || metadata[0] != FORMAT) {
      throw altered(where, "its key metadata is not of format " + FORMAT);
    }
    byte[] name = Arrays.copyOfRange(metadata, HEAD_BYTES, metadata.length);
    return new String(name, StandardCharsets.UTF_8);
  }

  /**
   * Derives the key that a file's metadata asks for.
   *
   * @param where the file, for messages
   * @throws BailiwickException NOT_AUTHENTIC if the metadata was not made for a file of this name
   *     with this run's key
   */
  public static FileKey recover(
      byte[] runKey, byte[] metadata, RunFolder run, String file, String where) {
    String column = column(metadata, where);
    byte[] salt = Arrays.copyOfRange(metadata, 1, 1 + SALT_BYTES);
    FileKey key = derive(runKey, salt, run, file, column);
    if (!MessageDigest.isEqual(key.metadata, metadata)) {
      throw altered(
          where,
          "it was not written under the name "
              + run
              + "/"
              + file
              + " with the keys of its run, or its key metadata was altered");
    }
    return key;
  }

  private static BailiwickException altered(String where, String what) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC, "Shard file " + where + " is not as it was written: " + what);
  }

  /** The key itself, 32 bytes; not a copy. */
  public byte[] key() {
    return key;
  }

  /** What the file says of it. */
  public byte[] metadata() {
    return metadata.clone();
  }

  /** What is bound to each part of a file besides its place in the file. */
  public static byte[] aadPrefix(RunFolder run, String file) {
    return RunFolder.bytes(List.of("bailiwick shard v1", run.dataset(), run.run(), file));
  }

  @Override
  public String toString() {
    return "FileKey[redacted]";
  }
}
