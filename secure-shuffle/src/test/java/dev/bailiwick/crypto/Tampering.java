package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.CRC_AT;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_OVERHEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Changes sealed streams, opens them pulled and pushed, and counts which answers came. */
final class Tampering {
  static final int FULL_RECORD_BYTES = RECORD_PLAIN_BYTES + RECORD_OVERHEAD_BYTES;

  private final EpochKey key;
  private final StreamContext place;
  private final Map<SealFault, Integer> answers = new TreeMap<>();

  Tampering(EpochKey key, StreamContext place) {
    this.key = key;
    this.place = place;
  }

  void assertFault(byte[] stream, SealFault fault, String what) {
    assertFault(stream, key, place, fault, what);
  }

  void assertFault(byte[] stream, EpochKey as, StreamContext at, SealFault fault, String what) {
    assertThat(pull(stream, as, at).fault()).as("pulled: %s", what).isEqualTo(fault);
    assertThat(push(stream, as, at).fault()).as("pushed: %s", what).isEqualTo(fault);
    answers.merge(fault, 1, Integer::sum);
  }

  /** How many changed streams were refused so far. */
  int count() {
    return answers.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** For the log: the counts by answer. */
  void tell(String what) {
    System.out.println(
        "tampering: " + what + ": " + count() + " refused, each as expected: " + answers);
  }

  static SealException pull(byte[] stream, EpochKey key, StreamContext place) {
    SealException fault =
        catchThrowableOfType(SealException.class, () -> SealedStreams.open(stream, key, place));
    assertThat(fault).as("a stream of %d bytes opened", stream.length).isNotNull();
    return fault;
  }

  static SealException push(byte[] stream, EpochKey key, StreamContext place) {
    SealException fault =
        catchThrowableOfType(
            SealException.class,
            () -> {
              OutputStream out = SealedStreams.opening(OutputStream.nullOutputStream(), key, place);
              try (out) {
                out.write(stream);
              }
            });
    assertThat(fault).as("a stream of %d bytes opened", stream.length).isNotNull();
    return fault;
  }

  static byte[] flipped(byte[] stream, int bit) {
    byte[] copy = stream.clone();
    copy[bit / 8] ^= (byte) (0x80 >>> (bit % 8));
    return copy;
  }

  /** With the checksum of the header that is there now. */
  static byte[] mended(byte[] stream) {
    CRC32C crc = new CRC32C();
    crc.update(stream, 0, CRC_AT);
    ByteBuffer.wrap(stream).putInt(CRC_AT, (int) crc.getValue());
    return stream;
  }

  /** The header, and these of its records in this order. */
  static byte[] records(byte[] stream, int... order) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(stream, 0, HEADER_BYTES);
    for (int record : order) {
      int from = recordAt(record);
      out.write(stream, from, Math.min(FULL_RECORD_BYTES, stream.length - from));
    }
    return out.toByteArray();
  }

  /** What the format says of records in such an order, in a stream that had so many. */
  static SealFault ofOrder(int records, int... order) {
    for (int i = 0; i < Math.min(records, order.length); i++) {
      if (order[i] != i) {
        return SealFault.REORDERED;
      }
    }
    return order.length < records ? SealFault.CUT : SealFault.TRAILING;
  }

  static int recordAt(int record) {
    return HEADER_BYTES + record * FULL_RECORD_BYTES;
  }

  static int records(byte[] stream) {
    return (stream.length - HEADER_BYTES + FULL_RECORD_BYTES - 1) / FULL_RECORD_BYTES;
  }

  /** The first bytes of one stream and the rest of another. */
  static byte[] spliced(byte[] head, byte[] tail, int at) {
    byte[] copy = tail.clone();
    System.arraycopy(head, 0, copy, 0, at);
    return copy;
  }

  static byte[] without(byte[] stream, int from, int bytes) {
    byte[] rest = Arrays.copyOf(stream, stream.length - bytes);
    System.arraycopy(stream, from + bytes, rest, from, rest.length - from);
    return rest;
  }

  static byte[] with(byte[] stream, int at, byte[] more) {
    byte[] all = Arrays.copyOf(stream, stream.length + more.length);
    System.arraycopy(more, 0, all, at, more.length);
    System.arraycopy(stream, at, all, at + more.length, stream.length - at);
    return all;
  }

  static byte[] plain(int bytes) {
    byte[] made = new byte[bytes];
    new Random(bytes).nextBytes(made);
    return made;
  }
}
