package dev.bailiwick.crypto;

import java.nio.charset.StandardCharsets;

/** The numbers of {@code docs/formats/sealed-stream.md}. */
final class SealFormat {
  static final byte[] MAGIC = "BWSS".getBytes(StandardCharsets.US_ASCII);
  static final byte VERSION = 2;
  static final byte RECORD_SIZE_LOG2 = 16;

  static final int RECORD_PLAIN_BYTES = 1 << RECORD_SIZE_LOG2;
  static final int RECORD_HEAD_BYTES = 8;
  static final int TAG_BYTES = 16;
  static final int RECORD_OVERHEAD_BYTES = RECORD_HEAD_BYTES + TAG_BYTES;
  static final int LAST_RECORD_BIT = 1 << 31;
  static final long MAX_RECORDS = 1L << 32;

  static final int FLAGS_AT = 6;
  static final short PADDED_FLAG = 1;

  static final int EPOCH_AT = 8;

  /** What a stream's keys are derived with: its epoch and its random bytes. */
  static final int SALT_AT = 8;

  static final int SALT_BYTES = 32;
  static final int RANDOM_AT = 12;
  static final int RANDOM_BYTES = 28;
  static final int KEY_TAG_AT = 40;
  static final int KEY_TAG_BYTES = 32;
  static final int PLACE_TAG_AT = 72;
  static final int HEADER_TAG_AT = 88;
  static final int SHORT_TAG_BYTES = 16;
  static final int CRC_AT = 104;
  static final int HEADER_BYTES = 108;

  static final byte[] KEYS_INFO = "bailiwick sealed stream v2".getBytes(StandardCharsets.US_ASCII);

  /** What a frame of a padded stream begins with: how much of the record is content. */
  static final int FRAME_HEAD_BYTES = 4;

  static final int FRAME_CONTENT_BYTES = RECORD_PLAIN_BYTES - FRAME_HEAD_BYTES;

  private SealFormat() {}

  /** How many bytes the records hold: content, and what frames and padding add. */
  static long innerLength(long contentBytes, Padding padding) {
    if (contentBytes < 0 || contentBytes > MAX_RECORDS * FRAME_CONTENT_BYTES) {
      throw new IllegalArgumentException(
          "A sealed stream holds 0 to 2^32 records of content, not " + contentBytes + " bytes");
    }
    if (padding.isNone()) {
      return contentBytes;
    }
    long frames = Math.max(1, (contentBytes + FRAME_CONTENT_BYTES - 1) / FRAME_CONTENT_BYTES);
    return padding.padded(contentBytes + frames * FRAME_HEAD_BYTES);
  }

  static long sealedLength(long contentBytes, Padding padding) {
    long inner = innerLength(contentBytes, padding);
    long records = Math.max(1, (inner + RECORD_PLAIN_BYTES - 1) / RECORD_PLAIN_BYTES);
    return HEADER_BYTES + records * RECORD_OVERHEAD_BYTES + inner;
  }
}
