package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailiwick.error.BailiwickException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What padded lengths tell, what they cost, and that content comes back whole. */
class PaddingTest {
  private static final StreamContext PLACE = StreamContext.of("update").with("round", 3);

  private final EpochKey key = EpochKey.random("app", KeyScope.ungoverned("parameters"), 5);

  @Property
  void padmeCostsAtMostTwelvePercentAndLessTheLongerTheContentIs(
      @ForAll @LongRange(min = 1, max = 1L << 47) long inner) {
    long padded = Padding.PADME.padded(inner);
    double overhead = (double) (padded - inner) / inner;
    int exponent = 63 - Long.numberOfLeadingZeros(inner);
    int kept = 32 - Integer.numberOfLeadingZeros(exponent);
    assertThat(overhead).isBetween(0.0, 0.12).isLessThan(Math.pow(2, -kept));
    assertThat(Padding.PADME.padded(padded)).as("padded twice").isEqualTo(padded);
    assertThat(Padding.PADME.padded(inner + 1)).isGreaterThanOrEqualTo(padded);
  }

  @Test
  void padmeTellsAtMostTwiceTheLogarithmOfTheLogarithmOfALength() {
    TreeSet<Long> lengths = new TreeSet<>();
    for (long inner = 1; inner <= 1 << 20; inner++) {
      lengths.add(Padding.PADME.padded(inner));
    }
    for (int m = 2; m <= 20; m++) {
      if (m > 3) {
        assertThat(lengths.headSet(1L << m, true)).hasSizeLessThanOrEqualTo(m * m);
      }
    }
    assertThat(lengths).hasSizeGreaterThan(200);
  }

  @Test
  void contentComesBackWholeWhateverItsLength() throws Exception {
    for (Padding padding :
        new Padding[] {Padding.PADME, Padding.toMultipleOf(48), Padding.toMultipleOf(1 << 20)}) {
      for (int bytes :
          new int[] {0, 1, 3, 4, 65_531, 65_532, 65_533, 131_064, 131_065, 700_000, 1_048_560}) {
        byte[] plain = random(bytes);
        byte[] sealed = SealedStreams.seal(plain, key, PLACE, padding);
        assertThat(sealed).hasSize((int) SealedStreams.sealedLength(bytes, padding));
        assertThat(SealedStreams.open(sealed, key, PLACE)).isEqualTo(plain);
        assertThat(pushed(sealed)).isEqualTo(plain);
      }
    }
  }

  @Test
  void aPaddedStreamCostsLittleMoreThanItsPadding() {
    for (int bytes = 256; bytes < 40_000_000; bytes += bytes / 3 + 1) {
      long plain = SealedStreams.sealedLength(bytes);
      long padded = SealedStreams.sealedLength(bytes, Padding.PADME);
      assertThat((double) (padded - plain) / bytes).as("of %d bytes", bytes).isBetween(0.0, 0.09);
    }
  }

  @Test
  void streamsThatFitIntoOneSizeLookTheSame() {
    Padding padding = Padding.toMultipleOf(200_000);
    long length = SealedStreams.sealedLength(0, padding);
    assertThat(SealedStreams.sealedLength(1, padding)).isEqualTo(length);
    assertThat(SealedStreams.sealedLength(200_000 - 4 * 4, padding)).isEqualTo(length);
    assertThat(SealedStreams.sealedLength(200_000 - 4 * 4 + 1, padding)).isGreaterThan(length);
  }

  @Test
  void piecesOfAnySizeMakeOneStream() throws Exception {
    byte[] plain = random(300_000);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OutputStream out = SealedStreams.seal(sealed, key, PLACE, Padding.PADME)) {
      Random random = new Random(4);
      for (int at = 0; at < plain.length; ) {
        int n = Math.min(plain.length - at, random.nextInt(150_000));
        out.write(plain, at, n);
        at += n;
        if (at < plain.length) {
          out.write(plain[at++]);
        }
      }
    }
    InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed.toByteArray()), key, PLACE);
    try (in) {
      assertThat(in.skip(100_000)).isEqualTo(100_000);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(plain, 100_000, plain.length));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void everyFlippedBitAndEveryCutOfAPaddedStreamIsFound() {
    byte[] sealed = SealedStreams.seal(random(37), key, PLACE, Padding.toMultipleOf(64));
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] bad = sealed.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(fault(bad)).as("bit %d", bit).isEqualTo(SealFault.ALTERED);
    }
    for (int length = 0; length < sealed.length; length++) {
      assertThat(fault(Arrays.copyOf(sealed, length))).isEqualTo(SealFault.CUT);
    }
  }

  /** An unpadded stream of a holder of the key, whose header is made to say that it has frames. */
  @Test
  void framesThatThisFormatDoesNotMakeAreRefused() {
    byte[][] notFrames = {
      {}, {0, 0, 0}, {0, 0, 0, 2, 7}, {-1, 0, 0, 0, 7}, {0, 0, 0, 1, 7, 7}, {0, 0, 0, 0, 1}
    };
    for (byte[] content : notFrames) {
      assertThat(fault(TestStreams.inFrames(content, key, PLACE)))
          .as(Arrays.toString(content))
          .isEqualTo(SealFault.ALTERED);
    }
    byte[] late = new byte[SealFormat.RECORD_PLAIN_BYTES + 5];
    late[SealFormat.RECORD_PLAIN_BYTES + 3] = 1;
    assertThat(fault(TestStreams.inFrames(late, key, PLACE))).isEqualTo(SealFault.ALTERED);
  }

  @Test
  void paddingIsReadFromItsNames() {
    assertThat(Padding.parse("none")).isEqualTo(Padding.NONE);
    assertThat(Padding.parse(" Padme ")).isEqualTo(Padding.PADME);
    assertThat(Padding.parse("4096")).isEqualTo(Padding.toMultipleOf(4096)).hasToString("4096");
    for (String wrong : new String[] {"more", "-16", "15", "17", "2147483647", "1e3"}) {
      assertThatThrownBy(() -> Padding.parse(wrong)).isInstanceOf(BailiwickException.class);
    }
  }

  private SealFault fault(byte[] stream) {
    SealException pulled =
        catchThrowableOfType(SealException.class, () -> SealedStreams.open(stream, key, PLACE));
    SealException pushed = catchThrowableOfType(SealException.class, () -> pushed(stream));
    assertThat(pulled).isNotNull();
    assertThat(pushed.fault()).isEqualTo(pulled.fault());
    return pulled.fault();
  }

  private byte[] pushed(byte[] sealed) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (OutputStream out = SealedStreams.opening(plain, key, PLACE)) {
      for (int at = 0; at < sealed.length; at += 50_000) {
        out.write(sealed, at, Math.min(50_000, sealed.length - at));
      }
    }
    return plain.toByteArray();
  }

  private static byte[] random(int bytes) {
    byte[] made = new byte[bytes];
    new Random(bytes).nextBytes(made);
    return made;
  }
}
