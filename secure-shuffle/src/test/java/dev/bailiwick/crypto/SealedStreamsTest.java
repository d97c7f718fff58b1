package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
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

class SealedStreamsTest {
  private static final KeyScope SCOPE = KeyScope.ungoverned("intermediate");
  private static final StreamContext PLACE =
      StreamContext.of("shuffle").with("app", "a").with("map", 17).with("reduce", 4);

  private final EpochKey key = EpochKey.random("app-1", SCOPE, 0);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 65_535, 65_536, 65_537, 131_072, 131_073, 300_000})
  void whatIsSealedOpensAgainAndHasTheLengthThatWasForetold(int bytes) throws Exception {
    byte[] plain = random(bytes);

    byte[] sealed = SealedStreams.seal(plain, key, PLACE);

    assertThat(sealed).hasSize((int) SealedStreams.sealedLength(bytes));
    assertThat(SealedStreams.open(sealed, key, PLACE)).isEqualTo(plain);
    assertThat(pushed(sealed, bytes)).isEqualTo(plain);
  }

  @Test
  void piecesOfAnySizeMakeTheSameStream() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      byte[] plain = random(random.nextInt(200_000));
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      try (OutputStream out = SealedStreams.seal(sealed, key, PLACE)) {
        int at = 0;
        while (at < plain.length) {
          int n = Math.min(plain.length - at, 1 + random.nextInt(150_000));
          if (n == 1 || random.nextInt(10) == 0) {
            out.write(plain[at++]);
          } else {
            out.write(plain, at, n);
            at += n;
          }
        }
      }
      assertThat(sealed.size()).isEqualTo((int) SealedStreams.sealedLength(plain.length));
      assertThat(pulled(sealed.toByteArray(), random)).isEqualTo(plain);
      assertThat(pushed(sealed.toByteArray(), 1 + random.nextInt(99_999))).isEqualTo(plain);
    }
  }

  @Test
  void skippedBytesAreOpenedToo() throws Exception {
    byte[] plain = random(200_000);
    byte[] sealed = SealedStreams.seal(plain, key, PLACE);
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, PLACE)) {
      assertThat(in.skip(150_001)).isEqualTo(150_001);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(plain, 150_001, 200_000));
      assertThat(in.skip(1)).isZero();
    }
    sealed[100_000] ^= 1;
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, PLACE)) {
      assertThatThrownBy(() -> in.skip(150_001)).isInstanceOf(SealException.class);
    }
  }

  @Test
  void transferToMovesAll() throws Exception {
    byte[] plain = random(200_000);
    byte[] sealed = SealedStreams.seal(plain, key, PLACE);
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, PLACE)) {
      assertThat(in.transferTo(to)).isEqualTo(200_000);
    }
    assertThat(to.toByteArray()).isEqualTo(plain);
  }

  @Test
  void samePlaintextNeverGivesTheSameBytes() {
    byte[] plain = random(100);
    assertThat(SealedStreams.seal(plain, key, PLACE))
        .isNotEqualTo(SealedStreams.seal(plain, key, PLACE));
  }

  @Test
  void nothingWrittenIsAValidStream() throws Exception {
    ByteArrayOutputStream valid = new ByteArrayOutputStream();
    SealedStreams.seal(valid, key, PLACE).close();
    assertThat(valid.size()).isEqualTo(132);
    assertThat(SealedStreams.open(valid.toByteArray(), key, PLACE)).isEmpty();
  }

  @Test
  void streamsInARowOpenOneAfterTheOther() throws Exception {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    byte[] first = random(70_000);
    byte[] second = random(3);
    row.writeBytes(SealedStreams.seal(first, key, PLACE.with("n", 1)));
    row.writeBytes(SealedStreams.seal(second, key, PLACE.with("n", 2)));

    InputStream source = new ByteArrayInputStream(row.toByteArray());
    try (InputStream in = SealedStreams.openLeading(source, key, PLACE.with("n", 1))) {
      assertThat(in.readAllBytes()).isEqualTo(first);
    }
    try (InputStream in = SealedStreams.openLeading(source, key, PLACE.with("n", 2))) {
      assertThat(in.readAllBytes()).isEqualTo(second);
    }
    assertThat(source.read()).isEqualTo(-1);
  }

  @Test
  void plaintextIsNotInTheSealedBytes() {
    byte[] plain = new byte[RECORD_PLAIN_BYTES];
    byte[] sealed = SealedStreams.seal(plain, key, PLACE);
    int zeros = 0;
    for (byte b : sealed) {
      zeros += b == 0 ? 1 : 0;
    }
    assertThat(zeros).as("of 65,668 random bytes, 257 are 0").isBetween(120, 450);
  }

  @Test
  void aDestroyedKeySealsAndOpensNothing() {
    byte[] sealed = SealedStreams.seal(random(9), key, PLACE);
    key.destroy();
    assertThatThrownBy(() -> SealedStreams.open(sealed, key, PLACE))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("was destroyed");
    assertThatThrownBy(() -> SealedStreams.seal(random(9), key, PLACE))
        .isInstanceOf(BailiwickException.class);
  }

  @Test
  void aClosedStreamIsClosed() throws Exception {
    byte[] sealed = SealedStreams.seal(random(9), key, PLACE);
    InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, PLACE);
    in.close();
    in.close();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
    OutputStream out = SealedStreams.seal(OutputStream.nullOutputStream(), key, PLACE);
    out.close();
    out.close();
    assertThatThrownBy(() -> out.write(1)).hasMessageContaining("closed");
    OutputStream opening = SealedStreams.opening(OutputStream.nullOutputStream(), key, PLACE);
    opening.write(sealed);
    opening.close();
    opening.close();
    assertThatThrownBy(() -> opening.write(1)).hasMessageContaining("closed");
  }

  @Test
  void manyOpenStreamsDoNotDisturbEachOther() throws Exception {
    int streams = 40;
    ByteArrayOutputStream[] sinks = new ByteArrayOutputStream[streams];
    OutputStream[] outs = new OutputStream[streams];
    for (int i = 0; i < streams; i++) {
      sinks[i] = new ByteArrayOutputStream();
      outs[i] = SealedStreams.seal(sinks[i], key, PLACE.with("i", i));
    }
    for (int chunk = 0; chunk < 5; chunk++) {
      for (int i = 0; i < streams; i++) {
        byte[] part = new byte[20_000 + i];
        Arrays.fill(part, (byte) i);
        outs[i].write(part);
      }
    }
    for (int i = 0; i < streams; i++) {
      outs[i].close();
      byte[] expected = new byte[5 * (20_000 + i)];
      Arrays.fill(expected, (byte) i);
      assertThat(SealedStreams.open(sinks[i].toByteArray(), key, PLACE.with("i", i)))
          .isEqualTo(expected);
    }
  }

  private byte[] pulled(byte[] sealed, Random random) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 + random.nextInt(100_000)];
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, PLACE)) {
      int n;
      while ((n = in.read(buffer)) >= 0) {
        plain.write(buffer, 0, n);
        int one = in.read();
        if (one >= 0) {
          plain.write(one);
        }
      }
    }
    return plain.toByteArray();
  }

  private byte[] pushed(byte[] sealed, int pieceBytes) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (OutputStream out = SealedStreams.opening(plain, key, PLACE)) {
      for (int at = 0; at < sealed.length; at += Math.max(1, pieceBytes)) {
        out.write(sealed, at, Math.min(Math.max(1, pieceBytes), sealed.length - at));
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
