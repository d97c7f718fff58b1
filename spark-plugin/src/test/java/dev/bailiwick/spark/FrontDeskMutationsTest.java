package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.Registration;
import dev.bailiwick.error.BailiwickException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real driver, which is sent messages with something changed in them, over Spark's own channel. A
 * sample in the build, 10,000 of registration with {@code -Dbailiwick.long=true} (profile {@code
 * long}).
 */
final class FrontDeskMutationsTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final int REGISTRATIONS = LONG ? 8000 : 250;
  private static final int HELLOS = LONG ? 2000 : 100;
  private static final int REQUESTS = LONG ? 2000 : 100;
  private static final KeyScope SCOPE = KeyScope.ungoverned("intermediate");

  @TempDir Path dir;
  private TestSites sites;
  private SparkContext sc;
  private Governance governance;

  private final long seed = LONG ? new Random().nextLong() : 20261121;
  private final Random random = new Random(seed);

  @BeforeEach
  void start() throws Exception {
    sites = TestSites.in(dir);
    sc = new SparkContext(sites.conf("local[1]", "fra"));
    governance = Governance.of(sc);
  }

  @AfterEach
  void stop() {
    if (sc != null) {
      sc.stop();
    }
  }

  private static byte[] tell(Object message) {
    return (byte[]) SiteRuntime.get().ask(message);
  }

  @Test
  void nothingThatWasChangedIsAcceptedAndTheDriverGoesOn() throws Exception {
    NodeIdentity node = sites.identity("nrt");
    Registration seven = new Registration(node, governance.application(), "7", node.trust());
    for (int i = 0; i < HELLOS; i++) {
      byte[] bad = mutated(seven.hello());
      assertRefused(
          "hello " + i, () -> tell(new Wire.Register(seven.register(tell(new Wire.Hello(bad))))));
    }
    for (int i = 0; i < REGISTRATIONS; i++) {
      byte[] good = seven.register(tell(new Wire.Hello(seven.hello())));
      byte[] bad = mutated(good);
      assertRefused("registration " + i, () -> tell(new Wire.Register(bad)));
    }
    assertThat(governance.placement().siteOfExecutor("7")).isEmpty();
    assertThat(governance.sites().executorsBySite()).doesNotContainKey("nrt");

    byte[] challenge = tell(new Wire.Hello(seven.hello()));
    seven.complete(tell(new Wire.Register(seven.register(challenge))));
    assertThat(governance.placement().siteOfExecutor("7")).contains("nrt");

    for (int i = 0; i < REQUESTS; i++) {
      byte[] bad = mutated(seven.requestKey(SCOPE));
      assertRefused("key request " + i, () -> tell(new Wire.KeyRequest(bad)));
    }
    assertThat(seven.openKey(tell(new Wire.KeyRequest(seven.requestKey(SCOPE)))).scope())
        .isEqualTo(SCOPE);
    System.out.printf(
        "mutations: of %d hellos, %d registrations and %d key requests the driver accepted none,"
            + " and then the right ones; seed %d%n",
        HELLOS, REGISTRATIONS, REQUESTS, seed);
    governance.placement().executorLost("7");
    assertThat(JavaSparkContext.fromSparkContext(sc).parallelize(Arrays.asList(1, 2, 3)).count())
        .isEqualTo(3);
    assertThat(Files.readString(governance.audit().file()).split("\"type\":\"registration\"", -1))
        .as("this process and the right one, and nobody else")
        .hasSize(3);
  }

  private void assertRefused(String what, Runnable attack) {
    try {
      attack.run();
    } catch (BailiwickException e) {
      return;
    } catch (RuntimeException e) {
      throw new AssertionError(what + ", seed " + seed + ": " + e, e);
    }
    throw new AssertionError(what + ", seed " + seed + ", was accepted");
  }

  private byte[] mutated(byte[] message) {
    Function<byte[], byte[]> change =
        switch (random.nextInt(5)) {
          case 0 -> this::flipped;
          case 1 -> this::filled;
          case 2 -> m -> Arrays.copyOf(m, random.nextInt(m.length));
          case 3 -> m -> Arrays.copyOf(m, m.length + 1 + random.nextInt(100));
          default -> this::moved;
        };
    byte[] made = change.apply(message);
    return Arrays.equals(made, message) ? flipped(message) : made;
  }

  private byte[] flipped(byte[] message) {
    byte[] copy = message.clone();
    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private byte[] filled(byte[] message) {
    byte[] copy = message.clone();
    int from = random.nextInt(copy.length);
    int until = from + 1 + random.nextInt(Math.min(40, copy.length - from));
    Arrays.fill(copy, from, until, (byte) random.nextInt(256));
    return copy;
  }

  private byte[] moved(byte[] message) {
    byte[] copy = message.clone();
    int from = random.nextInt(copy.length);
    int to = random.nextInt(copy.length);
    int n = 1 + random.nextInt(Math.min(60, copy.length - Math.max(from, to)));
    System.arraycopy(message, from, copy, to, n);
    return copy;
  }
}
