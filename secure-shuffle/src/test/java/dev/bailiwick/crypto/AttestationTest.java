package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evidence at registration, through the two service interfaces as a user would bring them. */
class AttestationTest {
  private static final byte[] QUOTE = "quote over ".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path tmp;
  private static DevelopmentAuthority authority;
  private static NodeIdentity node;

  /** A quote in clear: what is tested is what it is asked for, and what becomes of it. */
  public static final class Quotes implements Attester, AttestationVerifier {
    @Override
    public String kind() {
      return "toy-quote";
    }

    @Override
    public byte[] evidence(byte[] binding) {
      byte[] evidence = Arrays.copyOf(QUOTE, QUOTE.length + binding.length);
      System.arraycopy(binding, 0, evidence, QUOTE.length, binding.length);
      return evidence;
    }

    @Override
    public void verify(NodeName node, byte[] evidence, byte[] binding) {
      if (!Arrays.equals(evidence, evidence(binding))) {
        throw new IllegalArgumentException(
            "the quote vouches for something else than " + HexFormat.of().formatHex(binding));
      }
    }
  }

  /** Another kind, which every binding satisfies. */
  public static final class Others implements Attester, AttestationVerifier {
    @Override
    public String kind() {
      return "other";
    }

    @Override
    public byte[] evidence(byte[] binding) {
      return new byte[0];
    }

    @Override
    public void verify(NodeName node, byte[] evidence, byte[] binding) {}
  }

  /** Shows what another registration was attested by. */
  public static final class Replays implements Attester {
    private static byte[] old = {};

    @Override
    public String kind() {
      return "toy-quote";
    }

    @Override
    public byte[] evidence(byte[] binding) {
      byte[] shown = old.length == 0 ? new Quotes().evidence(binding) : old;
      old = shown;
      return shown;
    }
  }

  @BeforeAll
  static void issue() {
    authority = DevelopmentAuthority.create(tmp.resolve("ca"), "demo.example");
    node = NodeIdentity.load(home("fra", "w1"));
  }

  @Test
  void evidenceThatHoldsIsNotedWithItsKind() {
    Registered registered = register(driver("fra toy-quote\n", Quotes.class), Quotes.class);
    assertThat(registered.attested()).contains("toy-quote");
    assertThat(registered).hasToString("executor 7 is " + node.name() + ", attested by toy-quote");
  }

  @Test
  void nothingIsShownAndNothingIsAskedForUnlessSomebodyWantsIt() {
    assertThat(register(driver(""), new Class<?>[0]).attested()).isEmpty();
    assertThat(register(driver("nrt toy-quote\n", Quotes.class)).attested()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fra toy-quote\n", "* toy-quote\n"})
  void whoShowsNoneWhereItIsAskedForIsRefused(String file) {
    NodeIdentity driver = driver(file, Quotes.class);
    refused(() -> register(driver), "shows no attestation", "asks processes of fra for toy-quote");
  }

  @Test
  void anotherKindThanWasAskedForIsRefused() {
    NodeIdentity driver = driver("fra toy-quote\n", Quotes.class, Others.class);
    refused(() -> register(driver, Others.class), "of the kind 'other'", "expected was toy-quote");
  }

  @Test
  void evidenceThatNobodyHereVerifiesIsRefusedAlsoUnasked() {
    NodeIdentity driver = driver("", Others.class);
    refused(
        () -> register(driver, Quotes.class),
        "nothing on this process's class path verifies",
        "[other]");
  }

  @Test
  void evidenceOfAnEarlierRegistrationIsRefused() {
    NodeIdentity driver = driver("", Quotes.class);
    Replays.old = new byte[0];
    assertThat(register(driver, Replays.class).attested()).contains("toy-quote");
    refused(() -> register(driver, Replays.class), "(toy-quote)", "does not hold", "vouches for");
  }

  @Test
  void aMemberChecksForItselfWhateverTheDriverAccepted() {
    Registration attested =
        with(() -> new Registration(node, "app", "7", node.trust()), Quotes.class);
    NodeIdentity easy = driver("", Quotes.class);
    Registrar registrar = new Registrar(easy, "app", easy.trust());
    byte[] hello = attested.hello();
    byte[] challenge = registrar.hello(hello);
    byte[] shown = with(() -> attested.register(challenge), Quotes.class);
    MemberCard.Transcript card = new MemberCard.Transcript(hello, challenge, shown);
    assertThat(verified(card, driver("fra toy-quote\n", Quotes.class)).attested)
        .contains("toy-quote");
    refused(() -> verified(card, driver("fra other\n", Quotes.class)), "expected was other");
    refused(() -> verified(card, driver("")), "nothing on this process's class path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fra\n", "fra  toy\n", "fra Toy\n", "FRA toy\n", "fra a\nfra b\n", "\n"})
  void aFileThatIsNotInOrderIsRefused(String file) {
    assertThatThrownBy(() -> driver(file))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("a kind of attestation")
        .extracting("code")
        .isEqualTo(ErrorCode.BAD_ARGUMENT);
  }

  @Test
  void twoVerifiersOfOneKindAreRefused() {
    assertThatThrownBy(
            () -> new Attestations(java.util.Map.of(), List.of(new Quotes(), new Quotes())))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("toy-quote");
  }

  private static MemberCard verified(MemberCard.Transcript card, NodeIdentity reader) {
    return MemberCard.verify(card, "app", reader, reader.trust(), java.time.Instant.now());
  }

  private static Registered register(NodeIdentity driver, Class<?>... attesters) {
    Registration executor = new Registration(node, "app", "7", node.trust());
    Registrar registrar = new Registrar(driver, "app", driver.trust());
    byte[] challenge = registrar.hello(executor.hello());
    return registrar.register(with(() -> executor.register(challenge), attesters));
  }

  private static NodeIdentity driver(String file, Class<?>... verifiers) {
    Path home = home("fra", "d" + System.nanoTime());
    if (!file.isEmpty()) {
      PrivateFiles.write(home.resolve(Attestations.FILE), file.getBytes(StandardCharsets.UTF_8));
    }
    return with(() -> NodeIdentity.load(home), verifiers);
  }

  private static Path home(String site, String name) {
    Path home = tmp.resolve(name);
    authority.issue(site, name, home);
    return home;
  }

  /** Runs it with these classes as the services of the class path. */
  private static <T> T with(Supplier<T> action, Class<?>... services) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      Path folder = Files.createTempDirectory(tmp, "services");
      Path files = Files.createDirectories(folder.resolve("META-INF/services"));
      for (Class<?> service : List.of(Attester.class, AttestationVerifier.class)) {
        Files.write(
            files.resolve(service.getName()),
            Arrays.stream(services).filter(service::isAssignableFrom).map(Class::getName).toList());
      }
      try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
        thread.setContextClassLoader(loader);
        return action.get();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void refused(ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOf(BailiwickException.class)
        .hasMessageContainingAll(words)
        .extracting("code")
        .isEqualTo(ErrorCode.NOT_AUTHENTIC);
  }
}
