package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochKeyTest {
  private final KeyScope scope = KeyScope.of("model", List.of("fra"));

  @Test
  void keysAreEqualByNameNotBySecret() {
    EpochKey one = EpochKey.random("a", scope, 1);
    EpochKey two = EpochKey.random("a", scope, 1);
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    assertThat(one.copySecret()).isNotEqualTo(two.copySecret());
    assertThat(one)
        .isNotEqualTo(EpochKey.random("a", scope, 2))
        .isNotEqualTo(EpochKey.random("b", scope, 1))
        .isNotEqualTo(EpochKey.random("a", KeyScope.ungoverned("model"), 1));
  }

  @Test
  void theSecretIsNowhereInText() {
    EpochKey key = EpochKey.random("a", scope, 1);
    assertThat(key).hasToString("EpochKey a/model@{fra}#1 [REDACTED]");
    assertThat(key.toString()).doesNotContain(HexFormat.of().formatHex(key.copySecret()));
  }

  @Test
  void aKeyIsNotSerialised() {
    assertThatThrownBy(
            () ->
                new ObjectOutputStream(new ByteArrayOutputStream())
                    .writeObject(EpochKey.random("a", scope, 1)))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(
            () ->
                new ObjectOutputStream(new ByteArrayOutputStream())
                    .writeObject(RawKey.aes(new byte[32], 0, 32)))
        .hasStackTraceContaining("A key is not serialised");
  }

  @Test
  void destroyOverwritesAndEnds() throws Exception {
    EpochKey key = EpochKey.random("a", scope, 1);
    var field = EpochKey.class.getDeclaredField("secret");
    field.setAccessible(true);
    byte[] secret = (byte[]) field.get(key);
    key.destroy();
    assertThat(secret).containsOnly(0);
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(key::copySecret).hasMessageContaining("was destroyed");
    key.destroy();
  }

  @Test
  void aKeyOfAKeyStoreOpensInAnotherProcess() throws Exception {
    byte[] stored = new byte[32];
    stored[5] = 9;
    StreamContext place = StreamContext.of("checkpoint").with("round", 3);
    byte[] sealed =
        SealedStreams.seal(
            new byte[] {4, 2}, EpochKey.dangerouslyOfSecret(scope, 0, "job", stored), place);
    EpochKey again = EpochKey.dangerouslyOfSecret(scope, 0, "job", stored);
    stored[5] = 0;
    assertThat(SealedStreams.open(sealed, again, place)).containsExactly(4, 2);
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertThatThrownBy(() -> EpochKey.dangerouslyOfSecret(scope, 0, "job", new byte[16]))
        .hasMessageContaining("32 bytes, not 16");
    assertThatThrownBy(() -> EpochKey.dangerouslyOfSecret(scope, 0, "job", new byte[32]))
        .hasMessageContaining("zeros");
    assertThatThrownBy(() -> EpochKey.random("", scope, 0)).hasMessageContaining("1 to 255");
    assertThatThrownBy(() -> EpochKey.random("a", scope, -1)).hasMessageContaining("from 0");
  }

  @Test
  void theProcessesOwnKeyStays() throws Exception {
    StreamContext place = StreamContext.of("spill").with("n", 1);
    byte[] sealed = SealedStreams.seal(new byte[] {1}, EpochKey.local(), place);
    assertThat(SealedStreams.open(sealed, EpochKey.local(), place)).containsExactly(1);
    assertThatThrownBy(() -> EpochKey.local().destroy())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
