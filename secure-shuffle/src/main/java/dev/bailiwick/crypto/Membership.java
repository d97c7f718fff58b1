package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A node among those that share keys which the driver may not have ({@code
 * docs/formats/registration.md}, "The blind driver"): makes a key, hands it on to other members,
 * and opens what they hand on.
 *
 * <p>Guarantees that a key of a scope leaves this process only sealed to a process whose
 * certificate names a site of that scope, and that what is opened was sealed by such a process. It
 * believes the driver in nothing but which epoch is to be made. It does not know whether the scope
 * is right for the rows at hand, beyond what this site's home says ({@code partners}). Thread-safe.
 */
public final class Membership implements AutoCloseable {
  /** How old a request may be, and how far another's clock may be ahead. */
  private static final Duration MAX_AGE = RevocationList.CLOCK_SKEW;

  private static final int MAX_UNANSWERED = 1024;
  private static final int MAX_MEMBERS = 4096;

  /** Who this node is to the others. */
  record Self(
      NodeIdentity me,
      String application,
      TrustAnchors trust,
      MemberCard.Transcript card,
      ExchangeKeyPair exchange) {}

  private record Held(KeyScope scope, int epoch) {}

  private record Asked(ByteBuffer request, KeyScope scope, int epoch) {}

  private final Self self;
  private final NodeName driver;
  private final PublicKey driverKey;
  private final InstantSource clock;
  private final Map<Held, EpochKey> keys = new HashMap<>();
  private final Map<Long, Asked> unanswered = new LinkedHashMap<>();
  private final Map<ByteBuffer, ReplayWindow> answered = new LinkedHashMap<>();
  private long nextNumber;
  private boolean closed;

  Membership(Self self, NodeName driver, PublicKey driverKey, InstantSource clock) {
    this.self = self;
    this.driver = driver;
    this.driverKey = driverKey;
    this.clock = clock;
  }

  /** Whether keys of this scope are made by members, because the driver may not have them. */
  public boolean isFor(KeyScope scope) {
    return !scope.permits(driver.site());
  }

  /** The key, if this process has it already. */
  public synchronized Optional<EpochKey> held(KeyScope scope, int epoch) {
    return Optional.ofNullable(keys.get(new Held(scope, epoch)));
  }

  /** Asks for a key to write with: of the epoch that the driver says, or a new one. */
  public byte[] ask(KeyScope scope) {
    return ask(scope, Messages.CURRENT_EPOCH);
  }

  /**
   * Asks for the key of an epoch.
   *
   * @throws BailiwickException KEY_NOT_RELEASED if this site is not in the scope, or shares no such
   *     key with a site in it
   */
  public synchronized byte[] ask(KeyScope scope, int epoch) {
    requireMine(scope);
    byte[] body =
        MemberMessages.Request.body(self.card(), nextNumber, clock.millis(), scope, epoch);
    byte[] request = Messages.Signed.join(body, sign(Messages.Role.MEMBER_ASKS.over(body)));
    if (unanswered.size() >= MAX_UNANSWERED) {
      unanswered.remove(unanswered.keySet().iterator().next());
    }
    unanswered.put(nextNumber, new Asked(ByteBuffer.wrap(request), scope, epoch));
    nextNumber++;
    return request.clone();
  }

  /** Makes the key that this node asked for, as the driver ordered. */
  public synchronized EpochKey make(byte[] orderMessage) {
    MemberMessages.Order order = MemberMessages.Order.read(orderMessage);
    Asked asked = mine(order.session, order.number, "order");
    byte[] expected = Messages.Role.DRIVER_ORDERS.over(asked.request().array(), order.signed.body);
    if (!KeyKind.of(driverKey, driver.uri())
        .verifies(driverKey, expected, order.signed.signature)) {
      throw refused("The order is not signed by the driver, " + driver + ", for this request");
    }
    if (order.epoch < 0
        || (asked.epoch() != Messages.CURRENT_EPOCH && asked.epoch() != order.epoch)) {
      throw refused(
          "The driver orders the epoch " + order.epoch + "; asked for was " + asked.epoch());
    }
    if (keys.containsKey(new Held(asked.scope(), order.epoch))) {
      throw refused(
          "The driver orders a key of "
              + asked.scope()
              + "#"
              + order.epoch
              + ", which this process has already: an epoch has one key");
    }
    unanswered.remove(order.number);
    return keep(EpochKey.random(self.application(), asked.scope(), order.epoch));
  }

  /**
   * Opens the key that another member handed on. A request is answered once.
   *
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed; KEY_NOT_RELEASED if who
   *     sealed it is at a site that is not in the scope
   */
  public synchronized EpochKey open(byte[] delivered) {
    MemberMessages.Delivery delivery = MemberMessages.Delivery.read(delivered);
    Asked asked = mine(delivery.session, delivery.number, "delivered key");
    MemberCard from = verified(delivery.card);
    if (!asked.scope().permits(from.node.site())) {
      throw notIn(asked.scope(), from);
    }
    byte[] request = asked.request().array();
    if (!from.signed(
        Messages.Role.MEMBER_DELIVERS.over(request, delivery.signed.body),
        delivery.signed.signature)) {
      throw refused("The delivered key is not signed by " + from + " for this request");
    }
    EpochKey opened =
        KeyDelivery.open(
            delivery.sealedKey,
            self.exchange(),
            Messages.Role.MEMBER_CONTEXT.over(request, from.session));
    unanswered.remove(delivery.number);
    if (!opened.application().equals(self.application())
        || !opened.scope().equals(asked.scope())
        || (asked.epoch() != Messages.CURRENT_EPOCH && opened.epoch() != asked.epoch())) {
      opened.destroy();
      throw refused(from + " delivered " + opened + ", but asked for was " + asked.scope());
    }
    return keep(opened);
  }

  /**
   * Hands a key on to the member that asks.
   *
   * @param epoch which one, by the driver, if the request leaves that open
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed; KEY_NOT_RELEASED if who
   *     asks, or this process, may not have it; UNAVAILABLE if this process does not have it
   */
  public synchronized byte[] answer(byte[] memberRequest, int epoch) {
    MemberMessages.Request request = MemberMessages.Request.read(memberRequest);
    MemberCard to = verified(request.card);
    if (!to.signed(Messages.Role.MEMBER_ASKS.over(request.signed.body), request.signed.signature)) {
      throw refused("The request of " + to + " for a key is not signed by it");
    }
    requireNow(request, to);
    KeyScope scope = Registrar.scopeOf(request.scope);
    requireMine(scope);
    if (!scope.permits(to.node.site())) {
      throw notIn(scope, to);
    }
    if (request.epoch != Messages.CURRENT_EPOCH && request.epoch != epoch) {
      throw refused("Asked for is the epoch " + request.epoch + " of " + scope + ", not " + epoch);
    }
    EpochKey key = keys.get(new Held(scope, epoch));
    if (key == null) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "This process has no key of " + scope + "#" + epoch);
    }
    if (!numbersOf(to).accept(request.number)) {
      throw refused(
          to + " asked for a key with the number " + request.number + " before: it was replayed");
    }
    byte[] mine = self.card().session();
    byte[] sealed =
        KeyDelivery.seal(
            key, to.exchangeKey, Messages.Role.MEMBER_CONTEXT.over(memberRequest, mine));
    byte[] body = MemberMessages.Delivery.body(self.card(), to.session, request.number, sealed);
    byte[] signature = sign(Messages.Role.MEMBER_DELIVERS.over(memberRequest, body));
    return Messages.Signed.join(body, signature);
  }

  private MemberCard verified(MemberCard.Transcript card) {
    return MemberCard.verify(card, self.application(), self.me(), self.trust(), clock.instant());
  }

  private void requireNow(MemberMessages.Request request, MemberCard to) {
    Instant now = clock.instant();
    long off = Math.abs(request.millis - now.toEpochMilli());
    if (request.millis < 0 || off > MAX_AGE.toMillis()) {
      throw refused(
          to
              + " asked for a key at "
              + (request.millis < 0 ? "no time" : Instant.ofEpochMilli(request.millis))
              + "; now is "
              + now
              + ", which is too far off: the request was replayed, or a clock is wrong");
    }
  }

  private ReplayWindow numbersOf(MemberCard member) {
    ReplayWindow window = answered.remove(ByteBuffer.wrap(member.session));
    if (window == null) {
      window = new ReplayWindow();
      if (answered.size() >= MAX_MEMBERS) {
        answered.remove(answered.keySet().iterator().next());
      }
    }
    answered.put(ByteBuffer.wrap(member.session), window);
    return window;
  }

  private Asked mine(byte[] session, long number, String what) {
    if (!MessageDigest.isEqual(session, self.card().session())) {
      throw refused("The " + what + " is of another session than this node's");
    }
    Asked asked = unanswered.get(number);
    if (asked == null) {
      throw refused(
          "The "
              + what
              + " answers request "
              + number
              + ", which this node did not make or which was answered before: it was replayed");
    }
    return asked;
  }

  private void requireMine(KeyScope scope) {
    if (!isFor(scope)) {
      throw refused(
          "The driver's site "
              + driver.site()
              + " is in "
              + scope
              + ", so its key is the driver's to make, and not its members'");
    }
    if (!scope.permits(self.me().site())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "This process is at site " + self.me().site() + ", which is not in the scope " + scope);
    }
    self.me().partners().require(scope);
  }

  private EpochKey keep(EpochKey key) {
    EpochKey had = keys.putIfAbsent(new Held(key.scope(), key.epoch()), key);
    if (closed) {
      key.destroy();
    }
    if (had == null) {
      return key;
    }
    boolean same = key.hasSecretOf(had);
    key.destroy();
    if (!same) {
      throw refused("There are two keys of " + had + ": somebody made one more");
    }
    return had;
  }

  private byte[] sign(byte[] message) {
    return self.me().sign(message);
  }

  private static BailiwickException notIn(KeyScope scope, MemberCard member) {
    return new BailiwickException(
        ErrorCode.KEY_NOT_RELEASED,
        member + " is at site " + member.node.site() + ", which is not in the scope " + scope);
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }

  /** Overwrites the keys; those that come later, too. */
  @Override
  public synchronized void close() {
    closed = true;
    keys.values().forEach(EpochKey::destroy);
  }
}
