package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.BlindTown.APPLICATION;
import static dev.bailiwick.crypto.BlindTown.OTHER;
import static dev.bailiwick.crypto.BlindTown.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver outside the permitted set that does everything but what it should. */
class BlindDriverTest {
  @TempDir private Path tmp;
  private BlindTown town;
  private NodeIdentity fra;
  private NodeIdentity nrt;
  private Membership maker;
  private Membership other;
  private EpochKey key;

  @BeforeEach
  void open() {
    town = new BlindTown(tmp);
    fra = town.identity("fra", "w1");
    nrt = town.identity("nrt", "w1");
    maker = town.member(fra, "1");
    other = town.member(nrt, "2");
    key = town.made(maker, SCOPE);
  }

  @Test
  void theKeyGoesThroughTheDriverAndTheDriverCannotOpenIt() {
    byte[] request = other.ask(SCOPE);
    byte[] delivery = maker.answer(request, 0);
    MemberMessages.Delivery carried = MemberMessages.Delivery.read(delivery);
    ExchangeKeyPair drivers = ExchangeKeyPair.generate();
    refuses(
        () ->
            KeyDelivery.open(
                carried.sealedKey,
                drivers,
                Messages.Role.MEMBER_CONTEXT.over(request, carried.card.session())),
        "sealed to another node's key");
    assertThat(other.open(delivery).copySecret()).isEqualTo(key.copySecret());
  }

  // What a member that hands a key on refuses.

  @Test
  void aSubstitutedExchangeKeyIsRefused() {
    MemberMessages.Request real = read(other.ask(SCOPE));
    Messages.Registering registering = Messages.Registering.read(real.card.registration);
    byte[] body =
        Messages.Registering.body(
            registering.nonce, nrt.chain(), ExchangeKeyPair.generate().publicKey(), new byte[0]);
    byte[] registration = Messages.Signed.join(body, registering.signed.signature);
    refuses(
        () ->
            maker.answer(
                with(
                    real,
                    new MemberCard.Transcript(real.card.hello, real.card.challenge, registration),
                    town.driver),
                0),
        "is not signed by the key of the certificate that it shows");
  }

  @Test
  void aMemberOfTheDriversOwnSiteGetsNothing() {
    Forged spy = forged(town.driver, APPLICATION, SCOPE);
    deniesKey(() -> maker.answer(spy.request(), 0), "is at site iad, which is not in the scope");
  }

  @Test
  void aMemberOfAnotherSiteGetsNothingThoughItRegistered() {
    NodeIdentity osa = town.identity("osa", "w1");
    Membership outside = town.member(osa, "9");
    deniesKey(() -> outside.ask(SCOPE), "which is not in the scope");
    Forged spy = forged(osa, APPLICATION, SCOPE);
    deniesKey(() -> maker.answer(spy.request(), 0), "is at site osa, which is not in the scope");
  }

  @Test
  void aForgedTranscriptIsRefused() {
    MemberMessages.Request real = read(other.ask(SCOPE));
    byte[] hello = new Messages.Hello(APPLICATION, "7", List.of(1)).write(new byte[32]);
    refuses(
        () ->
            maker.answer(
                with(
                    real,
                    new MemberCard.Transcript(hello, real.card.challenge, real.card.registration),
                    nrt),
                0),
        "executor 7 is not signed by the key of the certificate");
    byte[] challenge = new Messages.Challenge(APPLICATION, 1, new byte[32]).write();
    refuses(
        () ->
            maker.answer(
                with(
                    real,
                    new MemberCard.Transcript(real.card.hello, challenge, real.card.registration),
                    nrt),
                0),
        "answers another challenge");
  }

  @Test
  void anotherAuthoritysMemberIsRefused() {
    DevelopmentAuthority made = DevelopmentAuthority.create(tmp.resolve("ca2"), "demo.example");
    made.issue("nrt", "w1", tmp.resolve("x"));
    Forged spy = forged(NodeIdentity.load(tmp.resolve("x")), APPLICATION, SCOPE);
    refuses(() -> maker.answer(spy.request(), 0), "does not lead to a trusted authority");
  }

  @Test
  void anotherApplicationsMemberIsRefused() {
    Forged spy = forged(nrt, "app-0", SCOPE);
    refuses(
        () -> maker.answer(spy.request(), 0),
        "is of the application app-0, challenged in app-0; expected app-1");
  }

  @Test
  void aSuiteThatWasNotOfferedIsRefused() {
    MemberMessages.Request real = read(other.ask(SCOPE));
    byte[] nonce = Messages.Challenge.read(real.card.challenge).nonce;
    byte[] weak = new Messages.Challenge(APPLICATION, 2, nonce).write();
    refuses(
        () ->
            maker.answer(
                with(
                    real,
                    new MemberCard.Transcript(real.card.hello, weak, real.card.registration),
                    nrt),
                0),
        "was challenged with suite 2");
  }

  @Test
  void aRevokedMemberIsRefused() {
    byte[] request = other.ask(SCOPE);
    town.authority.revoke(
        "nrt", Optional.empty(), RevocationReason.KEY_COMPROMISE, Duration.ofDays(1));
    town.authority.installList(town.home("fra", "w1"));
    refuses(() -> maker.answer(request, 0), "was revoked on");
  }

  @Test
  void anOldMemberListIsRefused() {
    byte[] request = other.ask(SCOPE);
    maker.answer(request, 0);
    refuses(() -> maker.answer(request, 0), "asked for a key with the number 0 before");

    Membership another = town.member(fra, "3");
    byte[] ask = another.ask(SCOPE);
    another.open(maker.answer(ask, 0));
    assertThat(another.answer(request, 0)).as("who did not see it, for a while").isNotEmpty();
    Membership later = town.member(fra, "4");
    byte[] again = later.ask(SCOPE);
    later.open(maker.answer(again, 0));
    town.clockOff = Duration.ofMinutes(6);
    refuses(() -> later.answer(request, 0), "too far off");
    byte[] ahead = other.ask(SCOPE);
    town.clockOff = Duration.ZERO;
    refuses(() -> later.answer(ahead, 0), "too far off");
  }

  @Test
  void aChangedScopeOrEpochIsRefused() {
    town.made(maker, OTHER);
    MemberMessages.Request real = read(other.ask(SCOPE));
    for (byte[] body :
        List.of(
            MemberMessages.Request.body(real.card, real.number, real.millis, OTHER, -1),
            MemberMessages.Request.body(real.card, real.number, real.millis, SCOPE, 5),
            MemberMessages.Request.body(real.card, real.number + 1, real.millis, SCOPE, -1))) {
      refuses(
          () -> maker.answer(Messages.Signed.join(body, real.signed.signature), 0),
          "is not signed by it");
    }
    byte[] epochs = other.ask(SCOPE, 3);
    refuses(() -> maker.answer(epochs, 0), "Asked for is the epoch 3");
  }

  @Test
  void aKeyOfAnotherScopeIsNotHandedOnForThisOne() {
    byte[] request = other.ask(OTHER);
    assertThatThrownBy(() -> maker.answer(request, 0))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("has no key of " + OTHER);
  }

  // What a member that asked refuses.

  @Test
  void aKeyOfTheDriversOwnMakingIsRefused() {
    byte[] request = other.ask(SCOPE);
    Forged spy = forged(town.driver, APPLICATION, SCOPE);
    MemberMessages.Request mine = read(spy.request());
    EpochKey known = EpochKey.random(APPLICATION, SCOPE, 0);
    byte[] delivery = delivery(town.driver, mine.card, request, known);
    deniesKey(() -> other.open(delivery), "is at site iad, which is not in the scope");
  }

  @Test
  void theDriversOwnKindOfDeliveryIsNotTakenForAMembers() {
    byte[] request = other.ask(SCOPE);
    MemberMessages.Request mine = read(request);
    byte[] body = Messages.Delivery.body(mine.card.session(), mine.number, new byte[10]);
    byte[] six = Messages.Signed.join(body, town.driver.sign(body));
    refuses(() -> other.open(six), "another type, delivery");
    refuses(() -> other.make(six), "another type, delivery");
    byte[] order = town.ask(other, other.ask(OTHER)).message();
    refuses(() -> other.open(order), "another type, order");
  }

  @Test
  void aNodeAsksNoBlindDriverForTheKeyAndTakesNoneFromIt() {
    Registration node = new Registration(nrt, APPLICATION, "5", nrt.trust());
    node.complete(
        town.registrar.register(node.register(town.registrar.hello(node.hello()))).reply());
    deniesKey(() -> node.requestKey(SCOPE), "made by its members");
    refuses(
        () -> node.membership().ask(KeyScope.of("intermediate", List.of("iad", "nrt"))),
        "the driver's to make");
    refuses(
        () -> node.membership().ask(KeyScope.ungoverned("intermediate")), "the driver's to make");
  }

  @Test
  void swappedSealedKeysAreRefused() {
    Membership third = town.member(fra, "3");
    byte[] second = other.ask(SCOPE);
    byte[] toThird = third.ask(SCOPE);
    byte[] forSecond = maker.answer(second, 0);
    byte[] forThird = maker.answer(toThird, 0);
    refuses(() -> other.open(forThird), "is of another session");
    refuses(() -> third.open(forSecond), "is of another session");

    byte[] again = other.ask(SCOPE);
    MemberMessages.Delivery one = MemberMessages.Delivery.read(forSecond);
    byte[] answer = maker.answer(again, 0);
    MemberMessages.Delivery two = MemberMessages.Delivery.read(answer);
    byte[] body = MemberMessages.Delivery.body(two.card, two.session, two.number, one.sealedKey);
    refuses(
        () -> other.open(Messages.Signed.join(body, two.signed.signature)),
        "is not signed by executor 1");
    assertThat(other.open(answer)).isEqualTo(key);
    refuses(() -> other.open(answer), "was answered before");
  }

  @Test
  void aMembersKeyForAnotherScopeIsRefused() {
    MemberMessages.Request card = read(maker.ask(SCOPE));
    for (EpochKey wrong :
        List.of(EpochKey.random(APPLICATION, OTHER, 0), EpochKey.random("app-0", SCOPE, 0))) {
      byte[] request = other.ask(SCOPE);
      byte[] delivery = delivery(fra, card.card, request, wrong);
      refuses(() -> other.open(delivery), "but asked for was " + SCOPE);
    }
  }

  @Test
  void twoKeysOfOneEpochAreRefused() {
    other.open(maker.answer(other.ask(SCOPE), 0));
    byte[] request = other.ask(SCOPE);
    MemberMessages.Request card = read(maker.ask(SCOPE));
    byte[] delivery = delivery(fra, card.card, request, EpochKey.random(APPLICATION, SCOPE, 0));
    refuses(() -> other.open(delivery), "There are two keys of");
  }

  @Test
  void ordersAreTakenOnceForOnesOwnRequestAndFromTheDriver() {
    byte[] request = other.ask(OTHER);
    KeyRequest read = town.registrar.readMember(request);
    byte[] order = town.registrar.order(read, 0);
    refuses(() -> maker.make(order), "is of another session");
    MemberMessages.Order said = MemberMessages.Order.read(order);
    byte[] body = MemberMessages.Order.body(said.session, said.number, 4);
    refuses(
        () -> other.make(Messages.Signed.join(body, said.signed.signature)),
        "is not signed by the driver");
    byte[] forged = MemberMessages.Order.body(said.session, said.number, 0);
    byte[] byMember =
        Messages.Signed.join(forged, fra.sign(Messages.Role.DRIVER_ORDERS.over(request, forged)));
    refuses(() -> other.make(byMember), "is not signed by the driver");
    assertThat(other.make(order).epoch()).isZero();
    refuses(() -> other.make(order), "was answered before");
    byte[] twice = town.registrar.order(town.registrar.readMember(other.ask(OTHER)), 0);
    refuses(() -> other.make(twice), "an epoch has one key");
    byte[] reads = other.ask(OTHER, 2);
    byte[] wrong = town.registrar.order(town.registrar.readMember(reads), 3);
    refuses(() -> other.make(wrong), "asked for was 2");
  }

  @Test
  void tooWideAScopeIsRefusedByTheSitesOwnFile() {
    PrivateFiles.write(
        town.home("fra", "w1").resolve(Partners.FILE),
        "intermediate fra nrt\n".getBytes(StandardCharsets.UTF_8));
    NodeIdentity bounded = NodeIdentity.load(town.home("fra", "w1"));
    Membership careful = town.member(bounded, "6");
    deniesKey(() -> careful.ask(OTHER), "names [osa]");
    assertThat(careful.ask(SCOPE)).isNotEmpty();
    byte[] request = other.ask(OTHER);
    deniesKey(() -> careful.answer(request, 0), "names [osa]");

    Registration node = new Registration(bounded, APPLICATION, "8", bounded.trust());
    node.complete(
        town.registrar.register(node.register(town.registrar.hello(node.hello()))).reply());
    deniesKey(
        () -> node.requestKey(KeyScope.of("intermediate", List.of("fra", "iad"))), "names [iad]");
    deniesKey(() -> node.requestKey(KeyScope.ungoverned("intermediate")), "names every site");
  }

  @Test
  void anHonestDriverRefusesRequestsThatAreNotItsMembers() {
    byte[] request = other.ask(SCOPE);
    town.registrar.readMember(request);
    refuses(() -> town.registrar.readMember(request), "with the number 0 before");
    Forged stranger = forged(nrt, APPLICATION, SCOPE);
    refuses(() -> town.registrar.readMember(stranger.request()), "not registered");
    town.registrar.forget("2");
    byte[] late = other.ask(SCOPE);
    refuses(() -> town.registrar.readMember(late), "not registered");
  }

  @Test
  void droppedMessagesGiveNobodyAKey() {
    byte[] request = other.ask(SCOPE);
    assertThat(town.ask(other, request).kind()).isEqualTo(KeyRelay.Kind.WAIT);
    assertThat(town.relay.look(KeyRelay.id(request)).kind()).isEqualTo(KeyRelay.Kind.WAIT);
    assertThat(other.held(SCOPE, 0)).isEmpty();
  }

  /** What a driver makes up for a node whose key it has: a registration, and a request. */
  private record Forged(NodeIdentity who, MemberCard.Transcript card, KeyScope scope) {
    byte[] request() {
      byte[] body =
          MemberMessages.Request.body(card, 0, java.time.Instant.now().toEpochMilli(), scope, -1);
      return Messages.Signed.join(body, who.sign(Messages.Role.MEMBER_ASKS.over(body)));
    }
  }

  private Forged forged(NodeIdentity who, String application, KeyScope scope) {
    Registrar own = new Registrar(town.driver, application, who.trust());
    Registration node = new Registration(who, application, "66", who.trust());
    byte[] hello = node.hello();
    byte[] challenge = own.hello(hello);
    byte[] registration = node.register(challenge);
    return new Forged(who, new MemberCard.Transcript(hello, challenge, registration), scope);
  }

  private static MemberMessages.Request read(byte[] request) {
    return MemberMessages.Request.read(request);
  }

  private static byte[] with(
      MemberMessages.Request real, MemberCard.Transcript card, NodeIdentity signer) {
    byte[] body = MemberMessages.Request.body(card, real.number, real.millis, SCOPE, -1);
    return Messages.Signed.join(body, signer.sign(Messages.Role.MEMBER_ASKS.over(body)));
  }

  private static byte[] delivery(
      NodeIdentity signer, MemberCard.Transcript card, byte[] request, EpochKey sealed) {
    MemberMessages.Request asked = read(request);
    byte[] recipient = Messages.Registering.read(asked.card.registration).exchangeKey;
    byte[] bytes =
        KeyDelivery.seal(
            sealed, recipient, Messages.Role.MEMBER_CONTEXT.over(request, card.session()));
    byte[] body = MemberMessages.Delivery.body(card, asked.card.session(), asked.number, bytes);
    return Messages.Signed.join(
        body, signer.sign(Messages.Role.MEMBER_DELIVERS.over(request, body)));
  }

  private static void refuses(ThrowingCallable attack, String why) {
    fails(attack, ErrorCode.NOT_AUTHENTIC, why);
  }

  private static void deniesKey(ThrowingCallable attack, String why) {
    fails(attack, ErrorCode.KEY_NOT_RELEASED, why);
  }

  private static void fails(ThrowingCallable attack, ErrorCode code, String why) {
    assertThatThrownBy(attack)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContaining(why);
  }
}
