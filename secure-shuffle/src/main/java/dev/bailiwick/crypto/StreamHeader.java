package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.CRC_AT;
import static dev.bailiwick.crypto.SealFormat.EPOCH_AT;
import static dev.bailiwick.crypto.SealFormat.FLAGS_AT;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.HEADER_TAG_AT;
import static dev.bailiwick.crypto.SealFormat.KEY_TAG_AT;
import static dev.bailiwick.crypto.SealFormat.KEY_TAG_BYTES;
import static dev.bailiwick.crypto.SealFormat.MAGIC;
import static dev.bailiwick.crypto.SealFormat.PADDED_FLAG;
import static dev.bailiwick.crypto.SealFormat.PLACE_TAG_AT;
import static dev.bailiwick.crypto.SealFormat.RANDOM_AT;
import static dev.bailiwick.crypto.SealFormat.RANDOM_BYTES;
import static dev.bailiwick.crypto.SealFormat.SALT_AT;
import static dev.bailiwick.crypto.SealFormat.SALT_BYTES;
import static dev.bailiwick.crypto.SealFormat.SHORT_TAG_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Makes and checks the header of a sealed stream. Both give the key of its records. */
final class StreamHeader {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int OKM_BYTES = 128;

  private StreamHeader() {}

  /** Fills the header for a new stream. */
  static RawKey write(byte[] header, EpochKey key, byte[] placeDigest, boolean padded, Hkdf hkdf) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[4] = SealFormat.VERSION;
    header[5] = SealFormat.RECORD_SIZE_LOG2;
    ByteBuffer.wrap(header).putShort(FLAGS_AT, padded ? PADDED_FLAG : 0);
    ByteBuffer.wrap(header).putInt(EPOCH_AT, key.epoch());
    System.arraycopy(random, 0, header, RANDOM_AT, RANDOM_BYTES);
    byte[] okm = deriveKeys(key, header, hkdf);
    try {
      System.arraycopy(okm, 0, header, KEY_TAG_AT, KEY_TAG_BYTES);
      System.arraycopy(placeTag(okm, placeDigest, hkdf), 0, header, PLACE_TAG_AT, SHORT_TAG_BYTES);
      System.arraycopy(headerTag(okm, header, hkdf), 0, header, HEADER_TAG_AT, SHORT_TAG_BYTES);
      ByteBuffer.wrap(header).putInt(CRC_AT, crc(header));
      return RawKey.aes(okm, 32, 64);
    } finally {
      Arrays.fill(okm, (byte) 0);
    }
  }

  /** Checks a whole header, in the order that the format fixes. */
  static RawKey verify(
      byte[] header, EpochKeys keys, StreamContext expected, byte[] placeDigest, Hkdf hkdf)
      throws IOException {
    if (!startsLikeAStream(header, HEADER_BYTES)) {
      throw new SealException(
          SealFault.ALTERED, expected, "it does not begin with BWSS, as each sealed stream does");
    }
    if (ByteBuffer.wrap(header).getInt(CRC_AT) != crc(header)) {
      throw new SealException(SealFault.ALTERED, expected, "the checksum of its header differs");
    }
    if (header[4] != SealFormat.VERSION
        || header[5] != SealFormat.RECORD_SIZE_LOG2
        || (flags(header) & ~PADDED_FLAG) != 0) {
      throw new SealException(
          SealFault.UNKNOWN_VERSION,
          expected,
          "its header says version %d, flags %d; this program reads version %d, flags 0 and %d"
              .formatted(header[4] & 0xff, flags(header), SealFormat.VERSION, PADDED_FLAG));
    }
    int epoch = ByteBuffer.wrap(header).getInt(EPOCH_AT);
    EpochKey key = epoch < 0 ? null : keys.ofEpoch(epoch);
    if (key == null) {
      throw new SealException(
          SealFault.WRONG_KEY,
          expected,
          "its header names epoch " + Integer.toUnsignedString(epoch) + ", which has no key here");
    }
    byte[] okm = deriveKeys(key, header, hkdf);
    try {
      if (!same(header, KEY_TAG_AT, okm, KEY_TAG_BYTES)) {
        throw new SealException(SealFault.WRONG_KEY, expected, "tried " + key);
      }
      if (!same(header, HEADER_TAG_AT, headerTag(okm, header, hkdf), SHORT_TAG_BYTES)) {
        throw new SealException(SealFault.ALTERED, expected, "the tag of its header does not hold");
      }
      if (!same(header, PLACE_TAG_AT, placeTag(okm, placeDigest, hkdf), SHORT_TAG_BYTES)) {
        throw new SealException(
            SealFault.WRONG_PLACE, expected, "the place in its header is not the one asked for");
      }
      return RawKey.aes(okm, 32, 64);
    } finally {
      Arrays.fill(okm, (byte) 0);
    }
  }

  /** Whether the content of a header that was verified is in frames. */
  static boolean isPadded(byte[] header) {
    return (flags(header) & PADDED_FLAG) != 0;
  }

  private static short flags(byte[] header) {
    return ByteBuffer.wrap(header).getShort(FLAGS_AT);
  }

  /** What to say of a stream that ends inside its header. */
  static SealException incomplete(byte[] header, int available, StreamContext expected) {
    return startsLikeAStream(header, available)
        ? new SealException(
            SealFault.CUT,
            expected,
            "it ends after " + available + " of the " + HEADER_BYTES + " bytes of its header")
        : new SealException(
            SealFault.ALTERED, expected, "it does not begin with BWSS, as each sealed stream does");
  }

  private static boolean startsLikeAStream(byte[] header, int available) {
    int n = Math.min(MAGIC.length, available);
    return Arrays.equals(header, 0, n, MAGIC, 0, n);
  }

  private static byte[] deriveKeys(EpochKey key, byte[] header, Hkdf hkdf) {
    byte[] salt = Arrays.copyOfRange(header, SALT_AT, SALT_AT + SALT_BYTES);
    byte[] secret = key.copySecret();
    try {
      return hkdf.derive(secret, salt, SealFormat.KEYS_INFO, OKM_BYTES);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] headerTag(byte[] okm, byte[] header, Hkdf hkdf) {
    byte[] headerKey = Arrays.copyOfRange(okm, 64, 96);
    try {
      return hkdf.hmac(headerKey, Arrays.copyOf(header, HEADER_TAG_AT));
    } finally {
      Arrays.fill(headerKey, (byte) 0);
    }
  }

  private static byte[] placeTag(byte[] okm, byte[] placeDigest, Hkdf hkdf) {
    byte[] placeKey = Arrays.copyOfRange(okm, 96, 128);
    try {
      return hkdf.hmac(placeKey, placeDigest);
    } finally {
      Arrays.fill(placeKey, (byte) 0);
    }
  }

  private static boolean same(byte[] header, int at, byte[] expected, int length) {
    return MessageDigest.isEqual(
        Arrays.copyOfRange(header, at, at + length), Arrays.copyOf(expected, length));
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
