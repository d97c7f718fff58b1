package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyDeliveryTest {
  private static final byte[] CONTEXT = {1, 2, 3};

  private final KeyScope scope = KeyScope.of("intermediate", List.of("fra", "nrt"));
  private final EpochKey key = EpochKey.random("app-1", scope, 7);
  private final ExchangeKeyPair mine = ExchangeKeyPair.generate();
  private final byte[] sealed = KeyDelivery.seal(key, mine.publicKey(), CONTEXT);

  @Test
  void theNodeOpensWhatWasSealedToIt() {
    EpochKey opened = KeyDelivery.open(sealed, mine, CONTEXT);

    assertThat(opened).isEqualTo(key);
    assertThat(opened.copySecret()).isEqualTo(key.copySecret());
  }

  @Test
  void noTwoDeliveriesAreAlikeAndNoneShowsTheSecretOrTheScope() {
    assertThat(KeyDelivery.seal(key, mine.publicKey(), CONTEXT)).isNotEqualTo(sealed);
    assertThat(indexOf(sealed, key.copySecret())).isNegative();
    assertThat(indexOf(sealed, "intermediate".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isNegative();
  }

  @Test
  void anotherNodeIsToldSo() {
    refuses(sealed, ExchangeKeyPair.generate(), CONTEXT, "sealed to another node's key");
  }

  @Test
  void anotherContextIsRefused() {
    refuses(sealed, mine, new byte[] {1, 2}, "altered, or sealed for another request");
    refuses(sealed, mine, new byte[0], "altered, or sealed for another request");
  }

  @Test
  void everyFlippedByteIsRefused() {
    for (int at = 0; at < sealed.length; at++) {
      byte[] bad = sealed.clone();
      bad[at] ^= 1;
      refuses(bad, mine, CONTEXT, "");
    }
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] bad = sealed.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      refuses(bad, mine, CONTEXT, "");
    }
  }

  @Test
  void everyOtherLengthIsRefused() {
    for (int length = 0; length < sealed.length; length += length < 40 ? 1 : 13) {
      refuses(Arrays.copyOf(sealed, length), mine, CONTEXT, "");
    }
    refuses(Arrays.copyOf(sealed, sealed.length - 1), mine, CONTEXT, "altered");
    refuses(Arrays.copyOf(sealed, sealed.length + 1), mine, CONTEXT, "altered");
    refuses(new byte[70_000], mine, CONTEXT, "70000 bytes");
  }

  @Test
  void otherVersionsAndSuitesAreRefused() {
    byte[] version = sealed.clone();
    version[4] = 2;
    refuses(version, mine, CONTEXT, "version 2");
    byte[] suite = sealed.clone();
    suite[5] = 0;
    refuses(suite, mine, CONTEXT, "suite 0");
  }

  @Test
  void whatIsNoPublicKeyIsRefused() {
    assertThatThrownBy(() -> KeyDelivery.seal(key, new byte[32], CONTEXT))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("1216 bytes, not 32");
    byte[] outOfRange = new byte[ExchangeKeyPair.PUBLIC_KEY_BYTES];
    Arrays.fill(outOfRange, (byte) 0xff);
    assertThatThrownBy(() -> KeyDelivery.seal(key, outOfRange, CONTEXT))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("X-Wing public key");
  }

  @Test
  void theProcessesOwnKeyIsNotDelivered() {
    assertThatThrownBy(() -> KeyDelivery.seal(EpochKey.local(), mine.publicKey(), CONTEXT))
        .hasMessageContaining("not delivered");
  }

  @Test
  void aDestroyedPairOpensNothing() {
    mine.destroy();
    refuses(sealed, mine, CONTEXT, "was destroyed");
    assertThat(mine).hasToString("X-Wing key pair [REDACTED]");
  }

  private static void refuses(byte[] sealed, ExchangeKeyPair pair, byte[] context, String why) {
    assertThatThrownBy(() -> KeyDelivery.open(sealed, pair, context))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining(why);
  }

  private static int indexOf(byte[] in, byte[] what) {
    for (int at = 0; at + what.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }
}
