package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol, and each attack that its text names. */
class RegistrationTest {
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra", "nrt"));

  @TempDir static Path tmp;
  private static NodeIdentity driver;
  private static NodeIdentity fra;
  private static NodeIdentity iad;
  private static NodeIdentity stranger;
  private static NodeIdentity otherDomain;

  private final AtomicLong clock = new AtomicLong();
  private final Registrar registrar = registrar("app-1");
  private final Registration node = node(fra, "7");

  @BeforeAll
  static void issue() {
    DevelopmentAuthority authority = DevelopmentAuthority.create(tmp.resolve("ca"), "demo.example");
    driver = identity(authority, "fra", "driver");
    fra = identity(authority, "fra", "w1");
    iad = identity(authority, "iad", "w1");
    stranger =
        identity(DevelopmentAuthority.create(tmp.resolve("ca2"), "demo.example"), "fra", "x1");
    otherDomain =
        identity(DevelopmentAuthority.create(tmp.resolve("ca3"), "other.example"), "fra", "x2");
  }

  @Test
  void aNodeRegistersAndGetsTheKeyThatItAsksFor() {
    Registered registered = registrar.register(node.register(registrar.hello(node.hello())));
    node.complete(registered.reply());

    assertThat(registered.node()).isEqualTo(fra.name());
    assertThat(registered.executorId()).isEqualTo("7");
    assertThat(node.driver()).isEqualTo(driver.name());
    assertThat(registrar.node("7")).contains(fra.name());

    EpochKey key = EpochKey.random("app-1", SCOPE, 3);
    KeyRequest request = registrar.read(node.requestKey(SCOPE));
    assertThat(request.scope()).isEqualTo(SCOPE);
    assertThat(request.node().site()).isEqualTo("fra");
    assertThat(request.wantsCurrentEpoch()).isTrue();
    EpochKey got = node.openKey(registrar.deliver(request, key));
    assertThat(got).isEqualTo(key);
    assertThat(got.copySecret()).isEqualTo(key.copySecret());

    byte[] old = registrar.deliver("7", node.requestKey(SCOPE, 3), key);
    assertThat(node.openKey(old).copySecret()).isEqualTo(key.copySecret());
  }

  @Test
  void answersMayComeInAnyOrder() {
    registered();
    EpochKey one = EpochKey.random("app-1", SCOPE, 1);
    EpochKey two = EpochKey.random("app-1", KeyScope.ungoverned("intermediate"), 1);
    byte[] askOne = node.requestKey(one.scope());
    byte[] askTwo = node.requestKey(two.scope());
    byte[] answerTwo = registrar.deliver("7", askTwo, two);
    byte[] answerOne = registrar.deliver("7", askOne, one);
    assertThat(node.openKey(answerTwo)).isEqualTo(two);
    assertThat(node.openKey(answerOne)).isEqualTo(one);
  }

  @Test
  void aReplayedRegistrationIsRefused() {
    byte[] registration = node.register(registrar.hello(node.hello()));
    registrar.register(registration);
    registrar.forget("7");
    refuses(() -> registrar.register(registration), "was answered already: it was replayed");
    refuses(() -> registrar("app-1").register(registration), "did not make");
  }

  @Test
  void aLateRegistrationIsRefused() {
    byte[] registration = node.register(registrar.hello(node.hello()));
    clock.addAndGet(61_000_000_000L);
    refuses(() -> registrar.register(registration), "older than 60 s");
  }

  @Test
  void aFloodOfHellosLosesTheOldestOnly() {
    byte[] first = node.register(registrar.hello(node.hello()));
    Registration other = node(fra, "8");
    byte[] second = registrar.hello(other.hello());
    for (int i = 0; i < Challenges.MAX_WAITING - 1; i++) {
      registrar.hello(hello("x" + i));
    }
    refuses(() -> registrar.register(first), "did not make");
    assertThat(registrar.register(other.register(second)).executorId()).isEqualTo("8");
  }

  @Test
  void messagesSentBackAreRefused() {
    byte[] hello = node.hello();
    byte[] challenge = registrar.hello(hello);
    refuses(() -> registrar.hello(challenge), "another type, challenge");
    refuses(() -> node.register(hello), "another type, hello");
    byte[] registration = node.register(challenge);
    refuses(() -> node.complete(registration), "another type, registration");
    byte[] reply = registrar.register(registration).reply();
    refuses(() -> registrar.register(reply), "another type, welcome");
    node.complete(reply);
    byte[] request = node.requestKey(SCOPE);
    refuses(() -> node.openKey(request), "another type, key request");
    byte[] delivery = registrar.deliver("7", request, EpochKey.random("app-1", SCOPE, 0));
    refuses(() -> registrar.read(delivery), "another type, delivery");
  }

  @Test
  void aDriverAtAnotherSiteThanTheHomeExpectsIsRefused() {
    DevelopmentAuthority authority = DevelopmentAuthority.open(tmp.resolve("ca"));
    Path home = tmp.resolve("pinned");
    authority.issue("iad", "w9", home);
    NodeIdentity.pinCoordinator(home, "nrt");
    NodeIdentity expectsNrt = NodeIdentity.load(home);
    Registration pinned = node(expectsNrt, "7");
    byte[] reply = registrar.register(pinned.register(registrar.hello(pinned.hello()))).reply();
    refuses(() -> pinned.complete(reply), "is at site fra, but this node's site home expects");
    refuses(() -> pinned.requestKey(SCOPE), "before the welcome");

    NodeIdentity.pinCoordinator(home, "fra");
    Registration again = node(NodeIdentity.load(home), "8");
    again.complete(registrar.register(again.register(registrar.hello(again.hello()))).reply());
    assertThat(again.driver().site()).isEqualTo("fra");
  }

  @Test
  void aNodesOwnSignatureDoesNotWelcomeIt() {
    byte[] registration = node.register(registrar.hello(node.hello()));
    byte[] signature = Messages.Registering.read(registration).signed.signature;
    byte[] forged = Messages.Signed.join(Messages.Welcome.body(fra.chain()), signature);
    refuses(() -> node.complete(forged), "reflected");
  }

  @Test
  void aSubstitutedExchangeKeyIsRefused() {
    byte[] registration = node.register(registrar.hello(node.hello()));
    byte[] mine = Messages.Registering.read(registration).exchangeKey;
    byte[] thiefs = ExchangeKeyPair.generate().publicKey();
    byte[] forged = replaced(registration, mine, thiefs);
    refuses(() -> registrar.register(forged), "is not signed by the key of the certificate");
  }

  @Test
  void anotherSitesCertificateIsRefused() {
    byte[] challenge = registrar.hello(node.hello());
    byte[] genuine = node.register(challenge);
    Messages.Registering read = Messages.Registering.read(genuine);
    // A thief at iad shows the certificate of fra, and can sign only with his own key.
    byte[] body =
        Messages.Registering.body(
            read.nonce, fra.chain(), ExchangeKeyPair.generate().publicKey(), new byte[0]);
    byte[] forged = Messages.Signed.join(body, iad.sign(body));
    refuses(() -> registrar.register(forged), "certificate is somebody else's");
  }

  @Test
  void anotherAuthoritysNodeAndAnotherTrustDomainAreRefused() {
    Registration alien = node(stranger, "8");
    byte[] registration = alien.register(registrar.hello(alien.hello()));
    refuses(() -> registrar.register(registration), "does not lead to a trusted authority");

    TrustAnchors both =
        TrustAnchors.of(
            List.of(
                driver.trust().certificates().iterator().next(),
                otherDomain.trust().certificates().iterator().next()));
    Registrar trusting = new Registrar(driver, "app-1", both, clock::get);
    Registration foreign = new Registration(otherDomain, "app-1", "9", both);
    byte[] other = foreign.register(trusting.hello(foreign.hello()));
    refuses(() -> trusting.register(other), "another trust domain");
  }

  @Test
  void downgradesAreRefused() {
    byte[] weak = new Messages.Hello("app-1", "7", List.of(0, 9)).write(new byte[32]);
    refuses(() -> registrar.hello(weak), "offers the suites [0, 9]");

    node.hello();
    byte[] challenge = new Messages.Challenge("app-1", 9, new byte[32]).write();
    refuses(() -> node.register(challenge), "chose suite 9");

    // Somebody between changes what was offered: both sides sign what they saw.
    byte[] hello = node.hello();
    byte[] changed =
        new Messages.Hello("app-1", "7", List.of(1, 9))
            .write(java.util.Arrays.copyOfRange(hello, hello.length - 32, hello.length));
    byte[] registration = node.register(registrar.hello(changed));
    refuses(() -> registrar.register(registration), "altered on its way");
  }

  @Test
  void anotherApplicationsTranscriptIsRefused() {
    Registrar other = registrar("app-2");
    refuses(() -> other.hello(node.hello()), "application app-1, but this driver runs app-2");
    Registration otherNode = new Registration(fra, "app-2", "7", fra.trust());
    byte[] foreign = other.hello(otherNode.hello());
    node.hello();
    refuses(() -> node.register(foreign), "application app-2, but this executor runs app-1");
    byte[] registration = otherNode.register(foreign);
    refuses(() -> registrar.register(registration), "did not make");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    registered();
    Registration thief = node(iad, "7");
    byte[] registration = thief.register(registrar.hello(thief.hello()));
    refuses(() -> registrar.register(registration), "is registered already, as " + fra.name());
    registrar.forget("7");
    Registration again = node(iad, "7");
    assertThat(registrar.register(again.register(registrar.hello(again.hello()))).node().site())
        .isEqualTo("iad");
  }

  @Test
  void aWelcomeOfAnotherExchangeOrAnotherDriverIsRefused() {
    byte[] oldReply = registrar.register(node.register(registrar.hello(node.hello()))).reply();
    node.register(registrar.hello(node.hello()));
    refuses(() -> node.complete(oldReply), "over this exchange");

    Registration second = node(fra, "8");
    Registrar fake = new Registrar(stranger, "app-1", driver.trust(), clock::get);
    byte[] fakeReply = fake.register(second.register(fake.hello(second.hello()))).reply();
    refuses(() -> second.complete(fakeReply), "does not lead to a trusted authority");
    refuses(() -> second.requestKey(SCOPE), "before the welcome");
  }

  @Test
  void messagesOutOfTurnAreRefused() {
    byte[] challenge = registrar.hello(hello("7"));
    refuses(() -> node.register(challenge), "before the hello");
    refuses(() -> node.complete(challenge), "before the hello");
    refuses(node::driver, "before the welcome");
    refuses(() -> node.openKey(new byte[3]), "before the welcome");
  }

  @Test
  void requestsForKeysAreAuthenticAndNew() {
    registered();
    EpochKey key = EpochKey.random("app-1", SCOPE, 0);
    byte[] request = node.requestKey(SCOPE);
    registrar.deliver("7", request, key);
    refuses(() -> registrar.read(request), "was replayed");

    byte[] altered = replaced(node.requestKey(SCOPE), "fra,nrt", "fra,nrx");
    refuses(() -> registrar.read(altered), "is not signed by");
    byte[] unreadable = replaced(node.requestKey(SCOPE), "fra,nrt", "nrt,fra");
    refuses(() -> registrar.read(unreadable), "canonical form");

    byte[] his = node.requestKey(SCOPE);
    refuses(() -> registrar.deliver("8", his, key), "sent a request of executor 7");
    byte[] late = node.requestKey(SCOPE);
    registrar.forget("7");
    refuses(() -> registrar.read(late), "not registered with this driver");
  }

  @Test
  void onlyTheKeyThatWasAskedForIsDelivered() {
    registered();
    EpochKey other = EpochKey.random("app-1", KeyScope.ungoverned("model"), 0);
    byte[] first = node.requestKey(SCOPE);
    refusesKey(() -> registrar.deliver("7", first, other), "is not answered by");
    byte[] second = node.requestKey(SCOPE, 4);
    refusesKey(
        () -> registrar.deliver("7", second, EpochKey.random("app-1", SCOPE, 5)),
        "is not answered by");
    byte[] third = node.requestKey(SCOPE);
    refusesKey(
        () -> registrar.deliver("7", third, EpochKey.random("app-2", SCOPE, 5)),
        "is not answered by");
  }

  @Test
  void aSiteOutsideTheScopeGetsNoKey() {
    Registration thief = node(iad, "9");
    thief.complete(registrar.register(thief.register(registrar.hello(thief.hello()))).reply());
    byte[] request = thief.requestKey(SCOPE);
    refusesKey(
        () -> registrar.deliver("9", request, EpochKey.random("app-1", SCOPE, 0)),
        "iad is not in the permitted set");
  }

  @Test
  void deliveriesAreOpenedOnceByTheOneWhoAsked() {
    registered();
    EpochKey key = EpochKey.random("app-1", SCOPE, 0);
    byte[] delivery = registrar.deliver("7", node.requestKey(SCOPE), key);
    assertThat(node.openKey(delivery)).isEqualTo(key);
    refuses(() -> node.openKey(delivery), "answered before: it was replayed");

    Registration other = node(fra, "8");
    other.complete(registrar.register(other.register(registrar.hello(other.hello()))).reply());
    other.requestKey(SCOPE);
    refuses(() -> other.openKey(delivery), "of another session");
  }

  @Test
  void aKeyThatSomebodyElseSealedIsRefused() {
    registered();
    byte[] request = node.requestKey(SCOPE);
    Messages.Asking asking = Messages.Asking.read(request);
    // Everything here is public: anybody can seal to the node. Only the driver can sign.
    byte[] publicKey = Messages.Registering.read(lastRegistration).exchangeKey;
    byte[] sealed =
        KeyDelivery.seal(
            EpochKey.random("app-1", SCOPE, 0),
            publicKey,
            Messages.Role.DELIVERY_CONTEXT.over(request));
    byte[] body = Messages.Delivery.body(asking.session, asking.number, sealed);
    byte[] forged =
        Messages.Signed.join(body, iad.sign(Messages.Role.DRIVER_DELIVERS.over(request, body)));
    refuses(() -> node.openKey(forged), "is not signed by the driver");
  }

  @Test
  void aNodeThatClosedOpensNothing() {
    registered();
    byte[] delivery =
        registrar.deliver("7", node.requestKey(SCOPE), EpochKey.random("app-1", SCOPE, 0));
    node.close();
    refusesKey(() -> node.openKey(delivery), "was destroyed");
  }

  private byte[] lastRegistration = new byte[0];

  private void registered() {
    lastRegistration = node.register(registrar.hello(node.hello()));
    node.complete(registrar.register(lastRegistration).reply());
  }

  private Registrar registrar(String application) {
    return new Registrar(driver, application, driver.trust(), clock::get);
  }

  private static byte[] hello(String executorId) {
    return new Messages.Hello("app-1", executorId, List.of(1)).write(new byte[32]);
  }

  private static Registration node(NodeIdentity me, String executorId) {
    return new Registration(me, "app-1", executorId, driver.trust());
  }

  private static NodeIdentity identity(DevelopmentAuthority authority, String site, String node) {
    Path home = tmp.resolve(authority.trustDomain() + "-" + site + "-" + node);
    authority.issue(site, node, home);
    return NodeIdentity.load(home);
  }

  private static byte[] replaced(byte[] in, String what, String with) {
    var utf8 = java.nio.charset.StandardCharsets.UTF_8;
    return replaced(in, what.getBytes(utf8), with.getBytes(utf8));
  }

  private static byte[] replaced(byte[] in, byte[] what, byte[] with) {
    for (int at = 0; at + what.length <= in.length; at++) {
      if (java.util.Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        byte[] copy = in.clone();
        System.arraycopy(with, 0, copy, at, with.length);
        return copy;
      }
    }
    throw new AssertionError("not found");
  }

  private static void refuses(ThrowingCallable attack, String why) {
    assertThatThrownBy(attack)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining(why);
  }

  private static void refusesKey(ThrowingCallable attack, String why) {
    assertThatThrownBy(attack)
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_RELEASED))
        .hasMessageContaining(why);
  }
}
