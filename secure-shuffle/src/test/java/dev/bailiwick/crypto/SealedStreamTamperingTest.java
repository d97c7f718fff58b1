package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFault.ALTERED;
import static dev.bailiwick.crypto.SealFault.CUT;
import static dev.bailiwick.crypto.SealFault.TRAILING;
import static dev.bailiwick.crypto.SealFault.WRONG_KEY;
import static dev.bailiwick.crypto.SealFault.WRONG_PLACE;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each fault by its own name, pulled and pushed, where it is not enough to try all small ones. */
class SealedStreamTamperingTest {
  private static final KeyScope SCOPE = KeyScope.of("intermediate", java.util.List.of("fra"));
  private static final StreamContext PLACE =
      StreamContext.of("shuffle").with("app", "a").with("shuffle", 3).with("map", 17);

  private final EpochKey key = EpochKey.random("app-1", SCOPE, 0);
  private final Tampering tampering = new Tampering(key, PLACE);
  private final byte[] small = SealedStreams.seal(Tampering.plain(61), key, PLACE);
  private final byte[] large =
      SealedStreams.seal(Tampering.plain(3 * RECORD_PLAIN_BYTES + 500), key, PLACE);

  @Test
  void everyFlippedBitOfEachRecordHeadOfALargeStreamIsAnAlteration() {
    for (int record = 0; record < 4; record++) {
      int head = HEADER_BYTES + record * Tampering.FULL_RECORD_BYTES;
      for (int bit = 0; bit < 64; bit++) {
        tampering.assertFault(
            Tampering.flipped(large, 8 * head + bit), ALTERED, record + "/" + bit);
      }
    }
  }

  @Test
  void everyFlippedBitOfTheHeadOfAFullLastRecordIsAnAlteration() {
    byte[] full = SealedStreams.seal(Tampering.plain(RECORD_PLAIN_BYTES), key, PLACE);
    for (int bit = 0; bit < 64; bit++) {
      tampering.assertFault(Tampering.flipped(full, 8 * HEADER_BYTES + bit), ALTERED, "bit " + bit);
    }
  }

  /** A network that fails, and a reader that tries once more: no byte less may pass for all. */
  @Test
  void aSourceThatFailsInItsLastRecordIsNoEnd() throws Exception {
    int inTheLastBody = large.length - 100;
    InputStream failsOnce =
        new InputStream() {
          private int at;
          private boolean failed;

          @Override
          public int read() throws IOException {
            if (at == inTheLastBody && !failed) {
              failed = true;
              throw new IOException("connection reset");
            }
            return at < large.length ? large[at++] & 0xff : -1;
          }

          @Override
          public int read(byte[] to, int from, int length) throws IOException {
            int one = length == 0 ? 0 : read();
            if (one < 0 || length == 0) {
              return one;
            }
            to[from] = (byte) one;
            return 1;
          }
        };
    try (InputStream opened = SealedStreams.open(failsOnce, key, PLACE)) {
      assertThat(opened.readNBytes(3 * RECORD_PLAIN_BYTES)).hasSize(3 * RECORD_PLAIN_BYTES);
      assertThatThrownBy(opened::read).hasMessage("connection reset");
      assertThatThrownBy(opened::read)
          .hasMessage("This sealed stream failed before: connection reset");
    }
  }

  @Test
  void aSinkThatFailsInTheMiddleGetsNothingMore() throws Exception {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    OutputStream failsOnce =
        new OutputStream() {
          private boolean failed;

          @Override
          public void write(int b) {
            got.write(b);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            if (got.size() == RECORD_PLAIN_BYTES && !failed) {
              failed = true;
              throw new IOException("disk full");
            }
            got.write(bytes, from, length);
          }
        };
    OutputStream opening = SealedStreams.opening(failsOnce, key, PLACE);
    int second = HEADER_BYTES + 2 * Tampering.FULL_RECORD_BYTES;
    assertThatThrownBy(() -> opening.write(large, 0, second)).hasMessage("disk full");
    assertThatThrownBy(() -> opening.write(large, second, large.length - second))
        .hasMessage("This sealed stream failed before: disk full");
    assertThatThrownBy(opening::close).hasMessageContaining("disk full");
    assertThat(got.size()).isEqualTo(RECORD_PLAIN_BYTES);
  }

  @Test
  void aCutAtOrNearEachRecordsEdgeIsACut() {
    for (int record = 0; record <= 3; record++) {
      int edge = HEADER_BYTES + record * Tampering.FULL_RECORD_BYTES;
      for (int length = edge - 20; length <= edge + 40; length++) {
        tampering.assertFault(Arrays.copyOf(large, length), CUT, "length " + length);
      }
    }
  }

  @Test
  void aRecordOfAnotherStreamIsAnAlteration() {
    byte[] other = SealedStreams.seal(Tampering.plain(3 * RECORD_PLAIN_BYTES + 500), key, PLACE);
    byte[] mixed = large.clone();
    System.arraycopy(
        other,
        HEADER_BYTES + Tampering.FULL_RECORD_BYTES,
        mixed,
        HEADER_BYTES + Tampering.FULL_RECORD_BYTES,
        Tampering.FULL_RECORD_BYTES);
    tampering.assertFault(mixed, ALTERED, "record 1 of another stream of the same key and place");

    byte[] otherHeader = large.clone();
    System.arraycopy(other, 0, otherHeader, 0, HEADER_BYTES);
    tampering.assertFault(
        otherHeader, ALTERED, "the header of another stream of the same key and place");
  }

  @Test
  void anythingAppendedIsTrailing() {
    tampering.assertFault(Arrays.copyOf(small, small.length + 1), TRAILING, "one byte");
    tampering.assertFault(Arrays.copyOf(large, large.length + 70_000), TRAILING, "many bytes");
    byte[] twice = Arrays.copyOf(small, 2 * small.length);
    System.arraycopy(small, 0, twice, small.length, small.length);
    tampering.assertFault(twice, TRAILING, "itself");
  }

  @Test
  void anotherKeyIsSaidToBeAnotherKey() {
    EpochKey sameName = EpochKey.random("app-1", SCOPE, 0);
    assertThat(sameName).isEqualTo(key);
    assertThat(Tampering.pull(small, sameName, PLACE).fault()).isEqualTo(WRONG_KEY);
    assertThat(Tampering.push(small, sameName, PLACE).fault()).isEqualTo(WRONG_KEY);
    // Also when the place is wrong besides: the key is asked for first.
    assertThat(Tampering.pull(small, sameName, PLACE.with("x", 1)).fault()).isEqualTo(WRONG_KEY);
  }

  @Test
  void anotherPlaceIsSaidToBeAnotherPlace() {
    StreamContext[] others = {
      StreamContext.of("shuffle").with("app", "a").with("shuffle", 3).with("map", 18),
      StreamContext.of("shuffle").with("app", "a").with("shuffle", 4).with("map", 17),
      StreamContext.of("shuffle").with("app", "b").with("shuffle", 3).with("map", 17),
      StreamContext.of("shuffle").with("app", "a").with("map", 17).with("shuffle", 3),
      StreamContext.of("update").with("app", "a").with("shuffle", 3).with("map", 17),
      StreamContext.of("shuffle").with("app", "a").with("shuffle", 3).with("map", "17"),
      StreamContext.of("shuffle").with("app", "a").with("shuffle", 3),
      PLACE.with("reduce", 0),
    };
    for (StreamContext other : others) {
      assertThat(Tampering.pull(small, key, other).fault()).isEqualTo(WRONG_PLACE);
      assertThat(Tampering.push(small, key, other).fault()).isEqualTo(WRONG_PLACE);
      assertThat(Tampering.pull(small, key, other)).hasMessageContaining(other.toString());
    }
  }

  @Test
  void plaintextInsteadOfAStreamIsRefused() {
    tampering.assertFault(
        "age,workclass".getBytes(java.nio.charset.StandardCharsets.UTF_8), ALTERED, "text");
    tampering.assertFault(new byte[500], ALTERED, "zeros");
  }

  @Test
  void aFaultStaysAFault() throws Exception {
    byte[] bad = Tampering.flipped(large, 8 * (HEADER_BYTES + Tampering.FULL_RECORD_BYTES + 100));
    try (var in = SealedStreams.open(new java.io.ByteArrayInputStream(bad), key, PLACE)) {
      assertThat(in.readNBytes(RECORD_PLAIN_BYTES)).hasSize(RECORD_PLAIN_BYTES);
      assertThat(catchThrowableOfType(SealException.class, in::read).fault()).isEqualTo(ALTERED);
      assertThat(catchThrowableOfType(SealException.class, in::read).fault()).isEqualTo(ALTERED);
    }
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    OutputStream out = SealedStreams.opening(got, key, PLACE);
    assertThat(catchThrowableOfType(SealException.class, () -> out.write(bad)).fault())
        .isEqualTo(ALTERED);
    assertThat(catchThrowableOfType(SealException.class, () -> out.write(1)).fault())
        .isEqualTo(ALTERED);
    assertThat(catchThrowableOfType(SealException.class, out::close).fault()).isEqualTo(ALTERED);
    assertThat(got.size()).as("the authentic prefix").isEqualTo(RECORD_PLAIN_BYTES);
  }
}
