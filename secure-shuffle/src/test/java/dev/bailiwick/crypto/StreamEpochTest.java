package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A reader finds the key by the epoch that a header names, and believes it only for that. */
class StreamEpochTest {
  private static final KeyScope SCOPE = KeyScope.ungoverned("intermediate");
  private static final StreamContext PLACE = StreamContext.of("shuffle").with("map", 17);
  private static final byte[] PLAIN = {1, 2, 3};

  private final Map<Integer, EpochKey> keys = new HashMap<>();

  private EpochKey epoch(int number) {
    return keys.computeIfAbsent(number, n -> EpochKey.random("app", SCOPE, n));
  }

  private byte[] open(byte[] sealed) throws IOException {
    InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), keys::get, PLACE);
    try (in) {
      return in.readAllBytes();
    }
  }

  @Test
  void streamsOfManyEpochsOpenWithTheirOwnKeys() throws Exception {
    List<byte[]> streams = new ArrayList<>();
    for (int number : new int[] {0, 1, 255, 70_000, Integer.MAX_VALUE}) {
      streams.add(SealedStreams.seal(PLAIN, epoch(number), PLACE));
    }
    for (byte[] stream : streams) {
      assertThat(open(stream)).isEqualTo(PLAIN);
    }
  }

  @Test
  void anEpochThatTheReaderDoesNotKnowIsAnotherKey() {
    byte[] sealed = SealedStreams.seal(PLAIN, epoch(4), PLACE);
    keys.remove(4);
    epoch(5);
    SealException fault = catchThrowableOfType(SealException.class, () -> open(sealed));
    assertThat(fault.fault()).isEqualTo(SealFault.WRONG_KEY);
    assertThat(fault).hasMessageContaining("epoch 4, which has no key here");
    assertThat(
            catchThrowableOfType(
                    SealException.class, () -> SealedStreams.open(sealed, epoch(5), PLACE))
                .fault())
        .isEqualTo(SealFault.WRONG_KEY);
  }

  @Test
  void aHeaderThatNamesAnotherEpochIsRefusedEvenWithItsChecksumMended() {
    byte[] sealed = SealedStreams.seal(PLAIN, epoch(4), PLACE);
    epoch(5);
    for (int claimed : new int[] {5, 6, -4}) {
      byte[] bad = sealed.clone();
      ByteBuffer.wrap(bad).putInt(SealFormat.EPOCH_AT, claimed);
      assertThat(catchThrowableOfType(SealException.class, () -> open(bad)).fault())
          .isEqualTo(SealFault.ALTERED);
      CRC32C crc = new CRC32C();
      crc.update(bad, 0, SealFormat.CRC_AT);
      ByteBuffer.wrap(bad).putInt(SealFormat.CRC_AT, (int) crc.getValue());
      assertThat(catchThrowableOfType(SealException.class, () -> open(bad)).fault())
          .isEqualTo(SealFault.WRONG_KEY);
    }
  }

  @Test
  void aKeyThatIsNotReleasedIsNoFaultOfTheStream() {
    byte[] sealed = SealedStreams.seal(PLAIN, epoch(4), PLACE);
    EpochKeys refusing =
        number -> {
          throw new IOException("not for you");
        };
    assertThatThrownBy(
            () ->
                SealedStreams.open(new ByteArrayInputStream(sealed), refusing, PLACE)
                    .readAllBytes())
        .isNotInstanceOf(SealException.class)
        .hasMessage("not for you");
  }
}
