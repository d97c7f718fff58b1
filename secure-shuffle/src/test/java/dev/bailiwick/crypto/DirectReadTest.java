package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers with room for a record get it opened into their own array. */
class DirectReadTest {
  private static final int RECORD = SealFormat.RECORD_PLAIN_BYTES;
  private static final int SEALED_RECORD = RECORD + SealFormat.RECORD_OVERHEAD_BYTES;
  private static final int HEADER = SealFormat.HEADER_BYTES;

  private final EpochKey key = EpochKey.random("app", KeyScope.ungoverned("intermediate"), 0);
  private final StreamContext context = StreamContext.of("test");
  private final byte[] plain = new byte[3 * RECORD + 1000];

  DirectReadTest() {
    new Random(5).nextBytes(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "padme", "100000"})
  void largeAndSmallReadsInAnyOrderGiveTheSameBytes(String padding) throws IOException {
    byte[] sealed = sealed(Padding.parse(padding));
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] got = new byte[plain.length + 3 * RECORD];
      int at = 0;
      try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, context)) {
        for (int n = 0; n >= 0; at += Math.max(n, 0)) {
          int length =
              random.nextBoolean() ? RECORD + random.nextInt(RECORD) : random.nextInt(99_999);
          n = in.read(got, at, length);
        }
        assertThat(in.read(got, 0, RECORD)).isEqualTo(-1);
      }
      assertThat(at).isEqualTo(plain.length);
      assertThat(Arrays.copyOf(got, at)).isEqualTo(plain);
    }
  }

  @Test
  void nothingOfARecordThatDoesNotOpenIsInTheArray() throws IOException {
    byte[] sealed = sealed(Padding.NONE);
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      int at = HEADER + random.nextInt(sealed.length - HEADER);
      byte[] bad = sealed.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      requireFault(bad, Math.min(3, (at - HEADER) / SEALED_RECORD));
    }
  }

  @Test
  void recordsInTheWrongPlaceAreFoundOut() throws IOException {
    byte[] sealed = sealed(Padding.NONE);
    byte[] swapped = sealed.clone();
    System.arraycopy(sealed, HEADER, swapped, HEADER + SEALED_RECORD, SEALED_RECORD);
    System.arraycopy(sealed, HEADER + SEALED_RECORD, swapped, HEADER, SEALED_RECORD);
    assertThat(requireFault(swapped, 0)).isEqualTo(SealFault.REORDERED);
    byte[] cut = Arrays.copyOf(sealed, HEADER + 2 * SEALED_RECORD);
    assertThat(requireFault(cut, 2)).isEqualTo(SealFault.CUT);
    byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
    assertThat(fault(longer, new byte[plain.length + RECORD])).isEqualTo(SealFault.TRAILING);
  }

  /** Reads with room for everything, and finds the records before the bad one and no other. */
  private SealFault requireFault(byte[] bad, int wholeRecords) throws IOException {
    byte[] got = new byte[plain.length + RECORD];
    SealFault fault = fault(bad, got);
    int whole = wholeRecords * RECORD;
    assertThat(Arrays.equals(got, 0, whole, plain, 0, whole)).isTrue();
    for (int i = whole; i < got.length; i++) {
      if (got[i] != 0) {
        throw new AssertionError("byte " + i + " was given, and is not authentic");
      }
    }
    return fault;
  }

  private SealFault fault(byte[] bad, byte[] got) throws IOException {
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(bad), key, context)) {
      int at = 0;
      try {
        for (int n = 0; n >= 0; at += Math.max(n, 0)) {
          n = in.read(got, at, got.length - at);
        }
      } catch (SealException e) {
        assertThatThrownBy(() -> in.read(got, 0, RECORD)).isInstanceOf(SealException.class);
        return e.fault();
      }
    }
    throw new AssertionError("It opened");
  }

  private byte[] sealed(Padding padding) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream seal = SealedStreams.seal(out, key, context, padding)) {
      seal.write(plain);
    }
    return out.toByteArray();
  }
}
