package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * No mutated message is accepted, none does more than be refused, and the driver keeps serving. A
 * sample in the build; 10,000 registrations with {@code -Dbailiwick.long=true} (profile {@code
 * long}).
 */
class MutatedMessagesTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final long SEED = LONG ? new Random().nextLong() : 20261121;
  private static final int REGISTRATIONS = LONG ? 10_000 : 1000;
  private static final int OTHERS = LONG ? 2000 : 400;
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra"));

  @TempDir static Path tmp;
  private static NodeIdentity driver;
  private static NodeIdentity fra;

  private final Mutations mutations = new Mutations(SEED);
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

  @AfterEach
  void tell(TestInfo test) {
    mutations.tell(test.getDisplayName());
  }

  @Test
  void registrations() {
    for (int i = 0; i < REGISTRATIONS; i++) {
      byte[] bad = mutations.of(node.register(registrar.hello(node.hello())));
      mutations.assertRefused(i, () -> registrar.register(bad));
    }
    byte[] good = node.register(registrar.hello(node.hello()));
    node.complete(registrar.register(good).reply());
    assertThat(node.driver()).isEqualTo(driver.name());
  }

  @Test
  void hellosEitherFailOrLeadToARefusal() {
    for (int i = 0; i < OTHERS; i++) {
      byte[] bad = mutations.of(node.hello());
      mutations.assertRefused(i, () -> registrar.register(node.register(registrar.hello(bad))));
    }
  }

  @Test
  void challengesEitherFailOrLeadToARefusal() {
    for (int i = 0; i < OTHERS; i++) {
      byte[] bad = mutations.of(registrar.hello(node.hello()));
      mutations.assertRefused(i, () -> registrar.register(node.register(bad)));
    }
  }

  @Test
  void welcomes() {
    byte[] reply = registrar.register(node.register(registrar.hello(node.hello()))).reply();
    for (int i = 0; i < OTHERS; i++) {
      byte[] bad = mutations.of(reply);
      mutations.assertRefused(i, () -> node.complete(bad));
    }
    node.complete(reply);
  }

  @Test
  void requestsAndDeliveries() {
    node.complete(registrar.register(node.register(registrar.hello(node.hello()))).reply());
    EpochKey key = EpochKey.random("app-1", SCOPE, 0);
    for (int i = 0; i < OTHERS; i++) {
      byte[] bad = mutations.of(node.requestKey(SCOPE));
      mutations.assertRefused(i, () -> registrar.read(bad));
    }
    byte[] delivery = registrar.deliver("7", node.requestKey(SCOPE), key);
    for (int i = 0; i < OTHERS; i++) {
      byte[] bad = mutations.of(delivery);
      mutations.assertRefused(i, () -> node.openKey(bad));
    }
    assertThat(node.openKey(delivery)).isEqualTo(key);
  }
}
