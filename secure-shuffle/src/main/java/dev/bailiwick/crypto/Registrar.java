package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The driver's side of registration ({@code docs/formats/registration.md}): learns from
 * certificates where each executor is, and delivers keys that only that executor opens.
 *
 * <p>Guarantees that a registered executor holds the private key of a certificate of this trust
 * domain, that it registered for this application just now, and that a delivered key is sealed to
 * the process that registered. It does not decide who may have which key, beyond the sites that the
 * key's own scope names. Every message may be hostile: what is refused is a {@link
 * BailiwickException}, and changes nothing but the challenge that it spends. Thread-safe.
 */
public final class Registrar {
  private record Session(
      NodeName node,
      PublicKey key,
      ExchangeKey exchange,
      Id id,
      ReplayWindow requests,
      ReplayWindow memberRequests) {}

  /** Keeps the arrays out of the record's generated methods. */
  private static final class ExchangeKey {
    final byte[] bytes;

    ExchangeKey(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final NodeIdentity driver;
  private final String application;
  private final TrustAnchors trust;
  private final Challenges challenges;
  private final Map<String, Session> byExecutor = new HashMap<>();
  private final Map<Id, String> executorOf = new HashMap<>();

  /** A registrar for one application, before its first executor. */
  public Registrar(NodeIdentity driver, String application, TrustAnchors trust) {
    this(driver, application, trust, System::nanoTime);
  }

  Registrar(NodeIdentity driver, String application, TrustAnchors trust, LongSupplier nanoseconds) {
    this.driver = driver;
    this.application = application;
    this.trust = trust;
    this.challenges = new Challenges(nanoseconds);
  }

  /** Answers a hello with a challenge that is good for one registration within 60 s. */
  public byte[] hello(byte[] message) {
    Messages.Hello hello = Messages.Hello.read(message);
    if (!hello.application().equals(application)) {
      throw refused(
          "Executor "
              + hello.executorId()
              + " registers for the application "
              + hello.application()
              + ", but this driver runs "
              + application);
    }
    if (!hello.suites().contains(Messages.SUITE_XWING)) {
      throw refused(
          "Executor "
              + hello.executorId()
              + " offers the suites "
              + hello.suites()
              + "; this driver needs suite "
              + Messages.SUITE_XWING);
    }
    return challenges.answer(application, message, hello.executorId());
  }

  /** Verifies a registration, remembers the executor, and makes the answer. */
  public Registered register(byte[] message) {
    Messages.Registering registering = Messages.Registering.read(message);
    Challenges.Pending pending = challenges.spend(registering.nonce);
    MemberCard card =
        MemberCard.verify(
            new MemberCard.Transcript(pending.hello(), pending.challenge(), message),
            application,
            driver,
            trust,
            Instant.now());
    NodeName node = card.node;
    Id id = new Id(card.session);
    synchronized (this) {
      Session before = byExecutor.get(pending.executorId());
      if (before != null) {
        throw refused(
            "Executor "
                + pending.executorId()
                + " is registered already, as "
                + before.node()
                + "; now "
                + node
                + " takes its name");
      }
      byExecutor.put(
          pending.executorId(),
          new Session(
              node,
              card.key,
              new ExchangeKey(card.exchangeKey),
              id,
              new ReplayWindow(),
              new ReplayWindow()));
      executorOf.put(id, pending.executorId());
    }
    byte[] body = Messages.Welcome.body(driver.chain());
    byte[] signature =
        driver.sign(
            Messages.Role.DRIVER_WELCOMES.over(
                pending.hello(), pending.challenge(), message, body));
    return new Registered(
        node, pending.executorId(), Messages.Signed.join(body, signature), card.attested);
  }

  /** Verifies a request for a key. Each request is accepted once. */
  public KeyRequest read(byte[] keyRequest) {
    Messages.Asking asking = Messages.Asking.read(keyRequest);
    byte[] signed = Messages.Role.NODE_ASKS.over(asking.signed.body);
    return accepted(
        new Claim(asking.session, asking.number, asking.scope, asking.epoch, keyRequest),
        signed,
        asking.signed.signature,
        Session::requests);
  }

  /**
   * Verifies a request that members answer, because this driver's site is not in its scope. Each
   * request is accepted once; what it says of its sender is checked by each member again.
   */
  public KeyRequest readMember(byte[] memberRequest) {
    MemberMessages.Request asking = MemberMessages.Request.read(memberRequest);
    byte[] signed = Messages.Role.MEMBER_ASKS.over(asking.signed.body);
    KeyRequest request =
        accepted(
            new Claim(
                asking.card.session(), asking.number, asking.scope, asking.epoch, memberRequest),
            signed,
            asking.signed.signature,
            Session::memberRequests);
    if (request.scope().permits(driver.site())) {
      throw refused(request + " of its members, but the driver's own site may hold that key");
    }
    if (!request.scope().permits(request.node().site())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          request + ", but the site " + request.node().site() + " is not in the permitted set");
    }
    return request;
  }

  /** Tells the member that asked to make the key itself. */
  byte[] order(KeyRequest request, int epoch) {
    byte[] body = MemberMessages.Order.body(request.session(), request.number(), epoch);
    byte[] signature = driver.sign(Messages.Role.DRIVER_ORDERS.over(request.message(), body));
    return Messages.Signed.join(body, signature);
  }

  /** What a request says before anything of it is believed. */
  private static final class Claim {
    final byte[] session;
    final long number;
    final String scope;
    final int epoch;
    final byte[] message;

    Claim(byte[] session, long number, String scope, int epoch, byte[] message) {
      this.session = session;
      this.number = number;
      this.scope = scope;
      this.epoch = epoch;
      this.message = message;
    }
  }

  private KeyRequest accepted(
      Claim asking, byte[] signed, byte[] signature, Function<Session, ReplayWindow> numbers) {
    KeyScope scope = scopeOf(asking.scope);
    if (asking.epoch < Messages.CURRENT_EPOCH) {
      throw refused("A key was asked for with the epoch " + asking.epoch + "; epochs count from 0");
    }
    synchronized (this) {
      String executorId = executorOf.get(new Id(asking.session));
      if (executorId == null) {
        throw refused("A key was asked for in a session that is not registered with this driver");
      }
      Session session = byExecutor.get(executorId);
      if (!KeyKind.of(session.key(), session.node().uri())
          .verifies(session.key(), signed, signature)) {
        throw refused(
            "The request of executor "
                + executorId
                + " for a key of "
                + scope
                + " is not signed by "
                + session.node());
      }
      if (!numbers.apply(session).accept(asking.number)) {
        throw refused(
            "Executor "
                + executorId
                + " asked for a key of "
                + scope
                + " with the number "
                + asking.number
                + " before: the request was replayed");
      }
      return new KeyRequest(
          executorId,
          session.node(),
          scope,
          asking.epoch,
          asking.number,
          asking.session,
          asking.message);
    }
  }

  /**
   * Seals the key to the process that asked, and signs the delivery.
   *
   * @throws BailiwickException KEY_NOT_RELEASED if the key's scope does not permit the site of the
   *     node that asks, or the key is not the one that was asked for
   */
  public byte[] deliver(KeyRequest request, EpochKey key) {
    if (!key.application().equals(application)
        || !key.scope().equals(request.scope())
        || (!request.wantsCurrentEpoch() && key.epoch() != request.epoch())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED, request + ", which is not answered by " + key);
    }
    if (!key.scope().permits(request.node().site())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          request + ", but the site " + request.node().site() + " is not in the permitted set");
    }
    byte[] exchangeKey;
    synchronized (this) {
      Session session = byExecutor.get(request.executorId());
      if (session == null || !session.id().equals(new Id(request.session()))) {
        throw refused("Executor " + request.executorId() + " is not registered any more");
      }
      exchangeKey = session.exchange().bytes;
    }
    byte[] sealed =
        KeyDelivery.seal(key, exchangeKey, Messages.Role.DELIVERY_CONTEXT.over(request.message()));
    byte[] body = Messages.Delivery.body(request.session(), request.number(), sealed);
    byte[] signature = driver.sign(Messages.Role.DRIVER_DELIVERS.over(request.message(), body));
    return Messages.Signed.join(body, signature);
  }

  /** {@link #read} and {@link #deliver(KeyRequest, EpochKey)} for a request known to be his. */
  public byte[] deliver(String executorId, byte[] keyRequest, EpochKey key) {
    KeyRequest request = read(keyRequest);
    if (!request.executorId().equals(executorId)) {
      throw refused(
          "Executor " + executorId + " sent a request of executor " + request.executorId());
    }
    return deliver(request, key);
  }

  /** Where an executor is, if it is registered. */
  public synchronized Optional<NodeName> node(String executorId) {
    return Optional.ofNullable(byExecutor.get(executorId)).map(Session::node);
  }

  /**
   * Ends the session of an executor that is gone, or was refused by the caller: it gets no key any
   * more. Whether its name may be used again is for the caller to say.
   */
  public synchronized void forget(String executorId) {
    Session session = byExecutor.remove(executorId);
    if (session != null) {
      executorOf.remove(session.id());
    }
  }

  static KeyScope scopeOf(String text) {
    try {
      return KeyScope.parse(text);
    } catch (BailiwickException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC, "A key was asked for, but " + e.getMessage(), e);
    }
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }

  /** A session's id as a map key. */
  private static final class Id {
    private final byte[] bytes;

    Id(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Id other && MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(bytes);
    }
  }
}
