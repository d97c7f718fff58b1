package dev.bailiwick.crypto;

import java.nio.charset.StandardCharsets;

/** The numbers of {@code docs/formats/sealed-stream.md}. */
final class SealFormat {
  static final byte[] MAGIC = "BWSS".getBytes(StandardCharsets.US_ASCII);
  static final byte VERSION = 1;
  static final byte RECORD_SIZE_LOG2 = 16;

  static final int RECORD_PLAIN_BYTES = 1 << RECORD_SIZE_LOG2;
  static final int RECORD_HEAD_BYTES = 8;
  static final int TAG_BYTES = 16;
  static final int RECORD_OVERHEAD_BYTES = RECORD_HEAD_BYTES + TAG_BYTES;
  static final int LAST_RECORD_BIT = 1 << 31;
  static final long MAX_RECORDS = 1L << 32;

  static final int SALT_AT = 8;
  static final int SALT_BYTES = 32;
  static final int KEY_TAG_AT = 40;
  static final int KEY_TAG_BYTES = 32;
  static final int PLACE_TAG_AT = 72;
  static final int HEADER_TAG_AT = 88;
  static final int SHORT_TAG_BYTES = 16;
  static final int CRC_AT = 104;
  static final int HEADER_BYTES = 108;

  static final byte[] KEYS_INFO = "bailiwick sealed stream v1".getBytes(StandardCharsets.US_ASCII);

  private SealFormat() {}

  static long sealedLength(long plainBytes) {
    if (plainBytes < 0 || plainBytes > MAX_RECORDS * RECORD_PLAIN_BYTES) {
      throw new IllegalArgumentException(
          "A sealed stream holds 0 to 2^48 bytes of plaintext, not " + plainBytes);
    }
    long records = Math.max(1, (plainBytes + RECORD_PLAIN_BYTES - 1) / RECORD_PLAIN_BYTES);
    return HEADER_BYTES + records * RECORD_OVERHEAD_BYTES + plainBytes;
  }
}
