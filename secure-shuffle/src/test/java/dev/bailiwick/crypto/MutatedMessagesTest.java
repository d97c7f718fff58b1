package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No mutated message is accepted, none does more than be refused, and the driver keeps serving. */
class MutatedMessagesTest {
  private static final long SEED = 20261121;
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra"));

  @TempDir static Path tmp;
  private static NodeIdentity driver;
  private static NodeIdentity fra;

  private final Random random = new Random(SEED);
  private final Registrar registrar = new Registrar(driver, "app-1", driver.trust());
  private final Registration node = new Registration(fra, "app-1", "7", fra.trust());

  @BeforeAll
  static void issue() {
    DevelopmentAuthority authority = DevelopmentAuthority.create(tmp.resolve("ca"), "demo.example");
    authority.issue("fra", "driver", tmp.resolve("driver"));
    authority.issue("fra", "w1", tmp.resolve("w1"));
    driver = NodeIdentity.load(tmp.resolve("driver"));
    fra = NodeIdentity.load(tmp.resolve("w1"));
  }

  @Test
  void registrations() {
    for (int i = 0; i < 1500; i++) {
      byte[] bad = mutated(node.register(registrar.hello(node.hello())));
      assertRefused(i, () -> registrar.register(bad));
    }
    byte[] good = node.register(registrar.hello(node.hello()));
    node.complete(registrar.register(good).reply());
    assertThat(node.driver()).isEqualTo(driver.name());
  }

  @Test
  void hellosEitherFailOrLeadToARefusal() {
    for (int i = 0; i < 400; i++) {
      byte[] bad = mutated(node.hello());
      assertRefused(i, () -> registrar.register(node.register(registrar.hello(bad))));
    }
  }

  @Test
  void challengesEitherFailOrLeadToARefusal() {
    for (int i = 0; i < 400; i++) {
      byte[] bad = mutated(registrar.hello(node.hello()));
      assertRefused(i, () -> registrar.register(node.register(bad)));
    }
  }

  @Test
  void welcomes() {
    byte[] reply = registrar.register(node.register(registrar.hello(node.hello()))).reply();
    for (int i = 0; i < 600; i++) {
      byte[] bad = mutated(reply);
      assertRefused(i, () -> node.complete(bad));
    }
    node.complete(reply);
  }

  @Test
  void requestsAndDeliveries() {
    node.complete(registrar.register(node.register(registrar.hello(node.hello()))).reply());
    EpochKey key = EpochKey.random("app-1", SCOPE, 0);
    for (int i = 0; i < 600; i++) {
      byte[] bad = mutated(node.requestKey(SCOPE));
      assertRefused(i, () -> registrar.read(bad));
    }
    byte[] delivery = registrar.deliver("7", node.requestKey(SCOPE), key);
    for (int i = 0; i < 600; i++) {
      byte[] bad = mutated(delivery);
      assertRefused(i, () -> node.openKey(bad));
    }
    assertThat(node.openKey(delivery)).isEqualTo(key);
  }

  private static void assertRefused(int step, Runnable attack) {
    try {
      attack.run();
    } catch (BailiwickException e) {
      return;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + SEED + ", step " + step + ": " + e, e);
    }
    throw new AssertionError("seed " + SEED + ", step " + step + " was accepted");
  }

  private byte[] mutated(byte[] message) {
    byte[] made;
    do {
      made = mutatedOnce(message);
    } while (Arrays.equals(made, message));
    return made;
  }

  private byte[] mutatedOnce(byte[] message) {
    byte[] copy = message.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(6)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(copy, at);
      }
      case 3 -> {
        return Arrays.copyOf(copy, copy.length + 1 + random.nextInt(100));
      }
      case 4 -> {
        int n = Math.min(copy.length - at, 1 + random.nextInt(40));
        Arrays.fill(copy, at, at + n, (byte) (random.nextBoolean() ? 0xff : 0));
      }
      default -> {
        int from = random.nextInt(copy.length);
        int n = Math.min(1 + random.nextInt(60), copy.length - Math.max(at, from));
        System.arraycopy(message, from, copy, at, n);
      }
    }
    return copy;
  }
}
