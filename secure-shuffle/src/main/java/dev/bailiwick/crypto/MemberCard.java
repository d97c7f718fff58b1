package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A registration that was checked: which executor, where, with which key. Anybody who has the three
 * messages and trusts the same authorities comes to the same result, so nobody needs to believe who
 * carried them.
 */
final class MemberCard {
  final String executorId;
  final NodeName node;
  final PublicKey key;
  final byte[] exchangeKey;
  final byte[] session;
  final Optional<String> attested;

  private MemberCard(
      String executorId,
      NodeName node,
      PublicKey key,
      byte[] exchangeKey,
      byte[] session,
      Optional<String> attested) {
    this.executorId = executorId;
    this.node = node;
    this.key = key;
    this.exchangeKey = exchangeKey;
    this.session = session;
    this.attested = attested;
  }

  /** The three messages of a registration, as they were sent. */
  static final class Transcript {
    final byte[] hello;
    final byte[] challenge;
    final byte[] registration;

    Transcript(byte[] hello, byte[] challenge, byte[] registration) {
      this.hello = hello;
      this.challenge = challenge;
      this.registration = registration;
    }

    byte[] session() {
      return Messages.Role.SESSION.over(hello, challenge, registration);
    }
  }

  /**
   * Checks a registration.
   *
   * @param reader who checks: its trust domain, its authorities and what its home asks for count
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed
   */
  static MemberCard verify(
      Transcript transcript,
      String application,
      NodeIdentity reader,
      TrustAnchors trust,
      Instant at) {
    Messages.Hello hello = Messages.Hello.read(transcript.hello);
    Messages.Challenge challenge = Messages.Challenge.read(transcript.challenge);
    Messages.Registering registering = Messages.Registering.read(transcript.registration);
    String who = "The registration of executor " + hello.executorId();
    if (!hello.application().equals(application) || !challenge.application.equals(application)) {
      throw refused(
          who
              + " is of the application "
              + hello.application()
              + ", challenged in "
              + challenge.application
              + "; expected "
              + application);
    }
    if (challenge.suite != Messages.SUITE_XWING || !hello.suites().contains(challenge.suite)) {
      throw refused(
          who
              + " was challenged with suite "
              + challenge.suite
              + ", which was not offered, or is not known: offered were "
              + hello.suites());
    }
    if (!MessageDigest.isEqual(registering.nonce, challenge.nonce)) {
      throw refused(who + " answers another challenge than the one that comes with it");
    }
    List<X509Certificate> chain = registering.chain.stream().map(Certificates::parse).toList();
    NodeName node = trust.verify(chain, at);
    if (!node.trustDomain().equals(reader.trustDomain())) {
      throw refused(
          node + " is of another trust domain; this process is of " + reader.trustDomain());
    }
    PublicKey key = chain.get(0).getPublicKey();
    byte[] signed =
        Messages.Role.NODE_REGISTERS.over(
            transcript.hello, transcript.challenge, registering.signed.body);
    if (!KeyKind.of(key, node.uri()).verifies(key, signed, registering.signed.signature)) {
      throw refused(
          who
              + " is not signed by the key of the certificate that it shows, "
              + node
              + ": it was altered on its way, or the certificate is somebody else's");
    }
    ExchangeKeyPair.requirePublicKey(registering.exchangeKey);
    byte[] binding =
        attested(
            transcript.hello,
            transcript.challenge,
            registering.chain.get(0),
            registering.exchangeKey);
    return new MemberCard(
        hello.executorId(),
        node,
        key,
        registering.exchangeKey,
        transcript.session(),
        reader.attestations().verify(node, registering.evidence, binding));
  }

  /** What evidence vouches for: this exchange, this certificate, this exchange key. */
  static byte[] attested(byte[] hello, byte[] challenge, byte[] certificate, byte[] exchangeKey) {
    return Messages.Role.ATTESTATION.over(hello, challenge, certificate, exchangeKey);
  }

  boolean signed(byte[] message, byte[] signature) {
    return KeyKind.of(key, node.uri()).verifies(key, message, signature);
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }

  @Override
  public String toString() {
    return "executor " + executorId + " (" + node + ")";
  }
}
