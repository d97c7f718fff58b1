package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The node's side of registration ({@code docs/formats/registration.md}): proves to the driver
 * where this process is, checks who the driver is, asks for keys and opens them.
 *
 * <p>The messages are made in this order: {@link #hello}, {@link #register}, {@link #complete};
 * then {@link #requestKey} and {@link #openKey} as often as needed. A driver is accepted at the
 * site that this node's site home names ({@link NodeIdentity#coordinator()}), and nowhere else;
 * where it names none, any node of the trust domain can play the driver. Thread-safe.
 */
public final class Registration implements AutoCloseable {
  /** Requests that were never answered give way to newer ones. */
  private static final int MAX_UNANSWERED = 1024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private record Asked(Message request, KeyScope scope, int epoch) {}

  private static final class Message {
    final byte[] bytes;

    Message(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final NodeIdentity me;
  private final String application;
  private final String executorId;
  private final TrustAnchors trust;
  private final ExchangeKeyPair exchange = ExchangeKeyPair.generate();
  private final Map<Long, Asked> unanswered = new LinkedHashMap<>();

  private byte @Nullable [] hello;
  private byte @Nullable [] challenge;
  private byte @Nullable [] registration;
  private byte @Nullable [] session;
  private @Nullable NodeName driver;
  private @Nullable PublicKey driverKey;
  private long nextNumber;

  /** A node before its first message, with a new exchange key. */
  public Registration(NodeIdentity me, String application, String executorId, TrustAnchors trust) {
    this.me = me;
    this.application = application;
    this.executorId = executorId;
    this.trust = trust;
  }

  /** The first message. A second call begins anew. */
  public synchronized byte[] hello() {
    byte[] nonce = new byte[Messages.NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    hello = new Messages.Hello(application, executorId, List.of(Messages.SUITE_XWING)).write(nonce);
    challenge = null;
    registration = null;
    session = null;
    driver = null;
    driverKey = null;
    unanswered.clear();
    return hello.clone();
  }

  /** Answers the driver's challenge with certificate, exchange key and signature. */
  public synchronized byte[] register(byte[] challengeMessage) {
    byte[] sent = required(hello, "a challenge before the hello");
    Messages.Challenge read = Messages.Challenge.read(challengeMessage);
    if (!read.application.equals(application)) {
      throw refused(
          "The driver's challenge is for the application "
              + read.application
              + ", but this executor runs "
              + application);
    }
    if (read.suite != Messages.SUITE_XWING) {
      throw refused(
          "The driver chose suite "
              + read.suite
              + ", which this executor did not offer: it offered "
              + Messages.SUITE_XWING);
    }
    byte[] binding =
        MemberCard.attested(
            sent, challengeMessage, Certificates.der(me.certificate()), exchange.publicKey());
    byte[] body =
        Messages.Registering.body(
            read.nonce, me.chain(), exchange.publicKey(), Attestations.ofThisProcess(binding));
    byte[] signature = me.sign(Messages.Role.NODE_REGISTERS.over(sent, challengeMessage, body));
    challenge = challengeMessage.clone();
    registration = Messages.Signed.join(body, signature);
    return registration.clone();
  }

  /**
   * Checks the driver's welcome: its certificate, and that it signed this very exchange.
   *
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed; this node is then not
   *     registered and asks for no key
   */
  public synchronized void complete(byte[] reply) {
    byte[] sentHello = required(hello, "a welcome before the hello");
    byte[] answered = required(challenge, "a welcome before the challenge");
    byte[] sent = required(registration, "a welcome before the registration");
    Messages.Welcome welcome = Messages.Welcome.read(reply);
    List<X509Certificate> chain = welcome.chain.stream().map(Certificates::parse).toList();
    NodeName name = trust.verify(chain, Instant.now());
    if (!name.trustDomain().equals(me.trustDomain())) {
      throw refused(
          "The driver, "
              + name
              + ", is of another trust domain; this node is of "
              + me.trustDomain());
    }
    String wanted = me.coordinator().orElse(name.site());
    if (!name.site().equals(wanted)) {
      throw refused(
          "The driver, "
              + name
              + ", is at site "
              + name.site()
              + ", but this node's site home expects a driver at site "
              + wanted
              + ": run the driver there, or mend the file 'coordinator' of that home");
    }
    PublicKey key = chain.get(0).getPublicKey();
    KeyKind kind = KeyKind.of(key, name.uri());
    byte[] expected =
        Messages.Role.DRIVER_WELCOMES.over(sentHello, answered, sent, welcome.signed.body);
    if (!kind.verifies(key, expected, welcome.signed.signature)) {
      byte[] mine = Messages.Registering.read(sent).signed.signature;
      throw refused(
          MessageDigest.isEqual(mine, welcome.signed.signature)
              ? "The welcome bears this node's own signature: it was reflected"
              : "The welcome is not signed by the key of the certificate that it shows, "
                  + name
                  + ", over this exchange: it was altered, replayed, or made by somebody else");
    }
    driver = name;
    driverKey = key;
    session = Messages.Role.SESSION.over(sentHello, answered, sent);
  }

  /** The driver's name, by its certificate. */
  public synchronized NodeName driver() {
    return required(driver, "a question for the driver before the welcome");
  }

  /** Asks for the current epoch's key of this scope. */
  public byte[] requestKey(KeyScope scope) {
    return requestKey(scope, Messages.CURRENT_EPOCH);
  }

  /**
   * Asks for the key of this scope and epoch.
   *
   * @throws BailiwickException KEY_NOT_RELEASED if the driver's site is not in the scope, so that
   *     the driver cannot have the key ({@link #membership}), or if this site's home shares no such
   *     key with a site in it
   */
  public synchronized byte[] requestKey(KeyScope scope, int epoch) {
    byte[] id = required(session, "a request for a key before the welcome");
    requireSeeingDriver(scope);
    me.partners().require(scope);
    byte[] body = Messages.Asking.body(id, nextNumber, scope, epoch);
    byte[] request = Messages.Signed.join(body, me.sign(Messages.Role.NODE_ASKS.over(body)));
    if (unanswered.size() >= MAX_UNANSWERED) {
      unanswered.remove(unanswered.keySet().iterator().next());
    }
    unanswered.put(nextNumber, new Asked(new Message(request), scope, epoch));
    nextNumber++;
    return request.clone();
  }

  /**
   * Opens the key that answers one of this node's requests. A request is answered once.
   *
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed; KEY_NOT_RELEASED if the
   *     key's scope does not permit this node's site
   */
  public synchronized EpochKey openKey(byte[] delivered) {
    PublicKey key = required(driverKey, "a delivery before the welcome");
    byte[] id = required(session, "a delivery before the welcome");
    Messages.Delivery delivery = Messages.Delivery.read(delivered);
    if (!MessageDigest.isEqual(delivery.session, id)) {
      throw refused("The delivered key is of another session than this node's");
    }
    Asked asked = unanswered.get(delivery.number);
    if (asked == null) {
      throw refused(
          "The delivered key answers request "
              + delivery.number
              + ", which this node did not make or which was answered before: it was replayed");
    }
    byte[] request = asked.request().bytes;
    byte[] expected = Messages.Role.DRIVER_DELIVERS.over(request, delivery.signed.body);
    if (!KeyKind.of(key, driver().uri()).verifies(key, expected, delivery.signed.signature)) {
      throw refused(
          "The delivered key is not signed by the driver, " + driver() + ", for this request");
    }
    EpochKey opened =
        KeyDelivery.open(
            delivery.sealedKey, exchange, Messages.Role.DELIVERY_CONTEXT.over(request));
    unanswered.remove(delivery.number);
    requireAskedFor(opened, asked);
    return opened;
  }

  private void requireSeeingDriver(KeyScope scope) {
    if (!scope.permits(driver().site())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The driver is at site "
              + driver().site()
              + ", which may not hold the key of "
              + scope
              + ": a key of that scope is made by its members");
    }
  }

  /**
   * This node among those that share keys which the driver may not have.
   *
   * @throws BailiwickException NOT_AUTHENTIC before the driver's welcome
   */
  public Membership membership() {
    return membership(InstantSource.system());
  }

  synchronized Membership membership(InstantSource clock) {
    PublicKey key = required(driverKey, "a membership before the welcome");
    return new Membership(
        new Membership.Self(
            me,
            application,
            trust,
            new MemberCard.Transcript(
                required(hello, "a membership before the hello"),
                required(challenge, "a membership before the challenge"),
                required(registration, "a membership before the registration")),
            exchange),
        driver(),
        key,
        clock);
  }

  private void requireAskedFor(EpochKey opened, Asked asked) {
    boolean asAsked =
        opened.application().equals(application)
            && opened.scope().equals(asked.scope())
            && (asked.epoch() == Messages.CURRENT_EPOCH || opened.epoch() == asked.epoch());
    if (asAsked && opened.scope().permits(me.site())) {
      return;
    }
    opened.destroy();
    if (asAsked) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The driver delivered " + opened + " to the site " + me.site() + ", which is not in it");
    }
    throw refused(
        "The driver delivered "
            + opened
            + ", but asked for was "
            + application
            + "/"
            + asked.scope()
            + (asked.epoch() < 0 ? "" : "#" + asked.epoch()));
  }

  /** Overwrites the exchange key: no key is opened any more. */
  @Override
  public void close() {
    exchange.destroy();
  }

  private static <T> T required(@Nullable T value, String outOfTurn) {
    if (value == null) {
      throw refused("Out of turn: " + outOfTurn);
    }
    return value;
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
