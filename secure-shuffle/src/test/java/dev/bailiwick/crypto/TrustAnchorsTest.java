package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.TestCertificates.ec;
import static dev.bailiwick.crypto.TestCertificates.key;
import static dev.bailiwick.crypto.TestCertificates.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.TestCertificates.Owned;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class TrustAnchorsTest {
  private static final String FRA = "spiffe://example.org/site/fra/node/w1";

  private final Owned authority = authority("example.org");
  private final TrustAnchors trust = TrustAnchors.of(List.of(authority.certificate()));

  @Test
  void aNodeIsWhereItsCertificateSays() throws Exception {
    NodeName name = verify(node(FRA).by(authority).certificate());
    assertThat(name).isEqualTo(new NodeName("example.org", "fra", "w1"));
    assertThat(name).hasToString(FRA);
  }

  @Test
  void theKeysThatAreStrongEnoughAreAccepted() throws Exception {
    for (var pair :
        List.of(key("Ed25519", 0), ec("secp256r1"), ec("secp384r1"), key("RSA", 3072))) {
      Owned anchor = TestCertificates.authority("example.org").withKey(pair).selfSigned();
      Owned leaf = node(FRA).withKey(pair).by(anchor);
      assertThat(
              TrustAnchors.of(List.of(anchor.certificate()))
                  .verify(List.of(leaf.certificate()), Instant.now())
                  .site())
          .isEqualTo("fra");
      KeyKind kind = KeyKind.of(pair.getPublic(), "it");
      byte[] signature = kind.sign(pair.getPrivate(), new byte[] {1, 2});
      assertThat(kind.verifies(pair.getPublic(), new byte[] {1, 2}, signature)).isTrue();
      assertThat(kind.verifies(pair.getPublic(), new byte[] {1, 3}, signature)).isFalse();
      assertThat(kind.verifies(pair.getPublic(), new byte[] {1, 2}, new byte[3])).isFalse();
    }
  }

  @Test
  void weakAndOtherKeysAreRefusedByName() throws Exception {
    refuses(node(FRA).withKey(key("RSA", 2048)).by(authority), "RSA of 2048 bits");
    refuses(node(FRA).withKey(ec("secp521r1")).by(authority), "EC on another curve");
    refuses(node(FRA).withKey(key("Ed448", 0)).by(authority), "Ed448");
    Owned weak = TestCertificates.authority("example.org").withKey(key("RSA", 2048)).selfSigned();
    assertThatThrownBy(() -> TrustAnchors.of(List.of(weak.certificate())))
        .hasMessageContaining("RSA of 2048 bits");
  }

  @Test
  void anotherAuthoritysCertificateIsRefused() throws Exception {
    refuses(node(FRA).by(authority("example.org")), "does not lead to a trusted authority");
    refuses(node(FRA).selfSigned(), "does not lead to a trusted authority");
  }

  @Test
  void anIntermediateAuthorityIsFollowedAndANodeIsNone() throws Exception {
    TestCertificates request = TestCertificates.authority("example.org");
    request.subject = "CN=intermediate";
    Owned intermediate = request.by(authority);
    Owned leaf = node(FRA).by(intermediate);
    assertThat(verify(leaf.certificate(), intermediate.certificate()).site()).isEqualTo("fra");
    assertThat(
            verify(leaf.certificate(), intermediate.certificate(), authority.certificate()).site())
        .as("with the authority itself at the end")
        .isEqualTo("fra");

    Owned node = node(FRA).by(authority);
    Owned forged = node("spiffe://example.org/site/iad/node/w1").by(node);
    assertThatThrownBy(() -> verify(forged.certificate(), node.certificate()))
        .hasMessageContaining("does not lead to a trusted authority");
  }

  @Test
  void expiredAndNotYetValidCertificatesAreRefused() throws Exception {
    TestCertificates expired = node(FRA);
    expired.until = Instant.now().minusSeconds(1);
    refuses(expired.by(authority), "is valid from");
    TestCertificates early = node(FRA);
    early.from = Instant.now().plusSeconds(60);
    refuses(early.by(authority), "is valid from");
    X509Certificate good = node(FRA).by(authority).certificate();
    assertThatThrownBy(() -> trust.verify(List.of(good), Instant.now().plus(Duration.ofDays(1))))
        .hasMessageContaining("is valid from");
  }

  @Test
  void anExpiredAuthorityIsRefused() throws Exception {
    TestCertificates request = TestCertificates.authority("example.org");
    request.until = Instant.now().minusSeconds(5);
    Owned old = request.selfSigned();
    Owned leaf = node(FRA).by(old);
    assertThatThrownBy(
            () ->
                TrustAnchors.of(List.of(old.certificate()))
                    .verify(List.of(leaf.certificate()), Instant.now()))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("The certificate of spiffe://example.org is valid");
  }

  @Test
  void namesThatAreNotExactlyANodesNameAreRefused() throws Exception {
    for (String bad :
        List.of(
            "spiffe://example.org/site/fra",
            "spiffe://example.org/site/fra/node/w1/more",
            "spiffe://example.org/site/FRA/node/w1",
            "spiffe://example.org/site/../node/w1",
            "spiffe://example.org:80/site/fra/node/w1",
            "spiffe://example.org/site/fra/node/w1?x=1",
            "spiffe://example.org/site/fra/node/w1#x",
            "spiffe://example.org/site/f%72a/node/w1",
            "https://example.org/site/fra/node/w1",
            "spiffe://example.org/site/fra/node/")) {
      refuses(node(bad).by(authority), "is not a node's name");
    }
  }

  @Test
  void noUriAndTwoUrisAreRefused() throws Exception {
    TestCertificates none = node(FRA);
    none.uris.clear();
    refuses(none.by(authority), "names 0 URIs");
    TestCertificates two = node(FRA);
    two.uris.add("spiffe://example.org/site/iad/node/w1");
    refuses(two.by(authority), "names 2 URIs");
  }

  @Test
  void anAuthorityDoesNotSpeakForAnotherTrustDomain() throws Exception {
    refuses(node("spiffe://other.org/site/fra/node/w1").by(authority), "not its own");
  }

  @Test
  void anAuthorityIsNoNodeAndANodeMustBeAbleToSign() throws Exception {
    TestCertificates both = node(FRA);
    both.authority = true;
    both.keyUsage = KeyUsage.keyCertSign | KeyUsage.digitalSignature;
    refuses(both.by(authority), "is an authority");
    TestCertificates mute = node(FRA);
    mute.keyUsage = KeyUsage.keyEncipherment;
    refuses(mute.by(authority), "digitalSignature");
  }

  @Test
  void chainsThatAreEmptyOrEndlessAreRefused() throws Exception {
    X509Certificate leaf = node(FRA).by(authority).certificate();
    assertThatThrownBy(() -> trust.verify(List.of(), Instant.now()))
        .hasMessageContaining("0 certificates");
    assertThatThrownBy(() -> trust.verify(Collections.nCopies(6, leaf), Instant.now()))
        .hasMessageContaining("6 certificates");
  }

  @Test
  void aNodesCertificateIsNoAnchor() throws Exception {
    X509Certificate leaf = node(FRA).by(authority).certificate();
    assertThatThrownBy(() -> TrustAnchors.of(List.of(leaf))).hasMessageContaining("is not one");
    assertThatThrownBy(() -> TrustAnchors.of(List.of())).hasMessageContaining("found 0");
  }

  private NodeName verify(X509Certificate... chain) {
    return trust.verify(List.of(chain), Instant.now());
  }

  private void refuses(Owned leaf, String why) {
    assertThatThrownBy(() -> verify(leaf.certificate()))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining(why);
  }

  private static Owned authority(String trustDomain) {
    try {
      return TestCertificates.authority(trustDomain).selfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
