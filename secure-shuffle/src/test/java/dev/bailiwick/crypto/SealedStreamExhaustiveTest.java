package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFault.ALTERED;
import static dev.bailiwick.crypto.SealFault.CUT;
import static dev.bailiwick.crypto.SealFault.TRAILING;
import static dev.bailiwick.crypto.SealFault.UNKNOWN_VERSION;
import static dev.bailiwick.crypto.SealFault.WRONG_KEY;
import static dev.bailiwick.crypto.SealFault.WRONG_PLACE;
import static dev.bailiwick.crypto.SealFormat.CRC_AT;
import static dev.bailiwick.crypto.SealFormat.EPOCH_AT;
import static dev.bailiwick.crypto.SealFormat.FLAGS_AT;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.LAST_RECORD_BIT;
import static dev.bailiwick.crypto.SealFormat.MAGIC;
import static dev.bailiwick.crypto.SealFormat.PLACE_TAG_AT;
import static dev.bailiwick.crypto.SealFormat.RECORD_HEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Small streams, changed in every way there is of one kind; each answer by its own name. */
class SealedStreamExhaustiveTest {
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra"));
  private static final StreamContext PLACE = place("a", 3, 17, 4);

  private final EpochKey key = EpochKey.random("app-1", SCOPE, 0);
  private final Tampering tampering = new Tampering(key, PLACE);
  private final byte[] small = SealedStreams.seal(Tampering.plain(61), key, PLACE);
  private final byte[] empty = SealedStreams.seal(new byte[0], key, PLACE);
  private final byte[] padded =
      SealedStreams.seal(Tampering.plain(61), key, PLACE, Padding.toMultipleOf(64));

  private static StreamContext place(String app, long shuffle, long map, long reduce) {
    return StreamContext.of("shuffle")
        .with("app", app)
        .with("shuffle", shuffle)
        .with("map", map)
        .with("reduce", reduce);
  }

  @AfterEach
  void tell(TestInfo test) {
    assertThat(tampering.count()).isPositive();
    tampering.tell(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void everyFlippedBitIsAnAlteration() {
    for (byte[] stream : List.of(small, empty, padded)) {
      for (int bit = 0; bit < 8 * stream.length; bit++) {
        tampering.assertFault(Tampering.flipped(stream, bit), ALTERED, "bit " + bit);
      }
    }
  }

  /** As somebody does who knows the format: what the checksum was for is now said by the tags. */
  @Test
  void everyFlippedBitOfAHeaderWhoseChecksumWasMendedIsRefused() {
    for (int bit = 0; bit < 8 * CRC_AT; bit++) {
      byte[] stream = Tampering.mended(Tampering.flipped(small, bit));
      int at = bit / 8;
      SealFault expected =
          at >= PLACE_TAG_AT ? ALTERED : at >= EPOCH_AT ? WRONG_KEY : UNKNOWN_VERSION;
      if (at < MAGIC.length || bit == 8 * EPOCH_AT - 1) {
        // The flag of padding is one that is known: that it was not written so, its tag says.
        assertThat(FLAGS_AT).isEqualTo(EPOCH_AT - 2);
        expected = ALTERED;
      }
      tampering.assertFault(stream, expected, "mended, bit " + bit);
    }
  }

  @Test
  void everyLengthThatIsTooShortIsACut() {
    for (byte[] stream : List.of(small, empty, padded)) {
      for (int length = 0; length < stream.length; length++) {
        tampering.assertFault(Arrays.copyOf(stream, length), CUT, "length " + length);
      }
    }
  }

  /** Where a byte of content takes a byte's place in the length, the stream says that it is cut. */
  @Test
  void everyTwoBytesSwappedAreAnAlterationOrACut() {
    int body = HEADER_BYTES + RECORD_HEAD_BYTES;
    for (int i = 0; i < small.length; i++) {
      for (int j = i + 1; j < small.length; j++) {
        if (small[i] != small[j]) {
          byte[] stream = small.clone();
          stream[i] = small[j];
          stream[j] = small[i];
          int length = ByteBuffer.wrap(stream).getInt(body - 4) & ~LAST_RECORD_BIT;
          boolean last = stream[body - 4] < 0;
          boolean longer = last && length > 61 && length <= RECORD_PLAIN_BYTES;
          tampering.assertFault(
              stream, i >= HEADER_BYTES && j >= body && longer ? CUT : ALTERED, i + " and " + j);
        }
      }
    }
  }

  /** Every sequence of up to five of a stream's three records, but the right one. */
  @Test
  void everyOrderOfRecordsButTheRightOneIsRefused() {
    byte[] three = SealedStreams.seal(Tampering.plain(2 * RECORD_PLAIN_BYTES + 9), key, PLACE);
    List<int[]> orders = new ArrayList<>(List.of(new int[0]));
    for (int i = 0; i < orders.size(); i++) {
      int[] order = orders.get(i);
      for (int record = 0; record < 3 && order.length < 5; record++) {
        int[] longer = Arrays.copyOf(order, order.length + 1);
        longer[order.length] = record;
        orders.add(longer);
      }
      if (!Arrays.equals(order, new int[] {0, 1, 2})) {
        tampering.assertFault(
            Tampering.records(three, order), Tampering.ofOrder(3, order), Arrays.toString(order));
      }
    }
    assertThat(tampering.count()).isEqualTo(1 + 3 + 9 + 27 + 81 + 243 - 1);
  }

  /** Two streams of one key and place: at each byte the first goes on as the second, and back. */
  @Test
  void everySpliceOfTwoStreamsIsAnAlteration() {
    byte[] other = SealedStreams.seal(Tampering.plain(61), key, PLACE);
    for (int at = 1; at < small.length; at++) {
      for (byte[] mixed :
          List.of(Tampering.spliced(small, other, at), Tampering.spliced(other, small, at))) {
        if (!Arrays.equals(mixed, small) && !Arrays.equals(mixed, other)) {
          tampering.assertFault(mixed, ALTERED, "spliced at " + at);
        }
      }
    }
  }

  @Test
  void whateverIsAppendedIsTrailing() {
    for (int value = 0; value < 256; value++) {
      byte[] longer = Arrays.copyOf(small, small.length + 1);
      longer[small.length] = (byte) value;
      tampering.assertFault(longer, TRAILING, "the byte " + value);
    }
    for (int bytes = 1; bytes <= small.length; bytes++) {
      byte[] again = Arrays.copyOf(small, bytes);
      tampering.assertFault(
          Tampering.with(small, small.length, again), TRAILING, "itself " + bytes);
    }
  }

  /**
   * Each block of two applications, shuffles, maps (which are attempts: each has a number of its
   * own) and reduces, at the place of each other: under one key, and under a key for each
   * application.
   */
  @Test
  void everyBlockAtThePlaceOfEachOtherIsRefused() {
    List<StreamContext> places = new ArrayList<>();
    for (String app : List.of("a", "b")) {
      for (int i = 0; i < 8; i++) {
        places.add(place(app, i >> 2 & 1, 17 + (i >> 1 & 1), i & 1));
      }
    }
    EpochKey keyOfB = EpochKey.random("app-2", SCOPE, 0);
    EpochKey next = EpochKey.random("app-1", SCOPE, 1);
    for (StreamContext from : places) {
      byte[] block = SealedStreams.seal(Tampering.plain(100), key, from);
      for (StreamContext to : places) {
        if (!from.equals(to)) {
          tampering.assertFault(block, key, to, WRONG_PLACE, from + " at " + to);
        }
        tampering.assertFault(block, keyOfB, to, WRONG_KEY, "another application's key");
        tampering.assertFault(block, next, to, WRONG_KEY, "the next epoch's key");
      }
    }
    assertThat(tampering.count()).isEqualTo(16 * 15 + 2 * 16 * 16);
  }
}
