package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.TestCertificates.ec;
import static dev.bailiwick.crypto.TestCertificates.key;
import static dev.bailiwick.crypto.TestCertificates.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.TestCertificates.Owned;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code authority.crl} refuses, each for its own reason. */
class RevocationsTest {
  private static final String FRA = "spiffe://example.org/site/fra/node/w1";

  @TempDir private Path home;
  private Owned authority;
  private X509Certificate good;
  private X509Certificate bad;
  private TrustAnchors trust;

  @BeforeEach
  void issue() throws Exception {
    authority = TestCertificates.authority("example.org").selfSigned();
    good = node(FRA).by(authority).certificate();
    bad = node(FRA).by(authority).certificate();
    trust = trusting(authority);
  }

  @Test
  void aRevokedCertificateIsRefusedAndTheOthersAreNot() throws Exception {
    assertThat(verify(bad).site()).as("no list, no revocation").isEqualTo("fra");
    TestLists.write(home, new TestLists().revoking(bad).by(authority));
    refuses("was revoked on", bad);
    refuses("key_compromise", bad);
    assertThat(verify(good).site()).isEqualTo("fra");
  }

  @Test
  void aNewListTakesEffectAtOnce() throws Exception {
    TestLists.write(home, new TestLists().by(authority));
    assertThat(verify(bad).site()).isEqualTo("fra");
    TestLists.write(home, new TestLists().numbered(2).revoking(bad).by(authority));
    refuses("was revoked on", bad);
  }

  @Test
  void listsOfEveryKindOfKeyAreRead() throws Exception {
    for (var pair :
        List.of(key("Ed25519", 0), ec("secp256r1"), ec("secp384r1"), key("RSA", 3072))) {
      Owned anchor = TestCertificates.authority("example.org").withKey(pair).selfSigned();
      Owned leaf = node(FRA).by(anchor);
      TestLists.write(home, new TestLists().revoking(leaf.certificate()).by(anchor));
      TrustAnchors of = trusting(anchor);
      assertThatThrownBy(() -> of.verify(List.of(leaf.certificate()), Instant.now()))
          .hasMessageContaining("was revoked on");
    }
  }

  @Test
  void aListThatSomebodyElseSignedIsRefused() throws Exception {
    Owned other = TestCertificates.authority("example.org").selfSigned();
    TestLists.write(home, new TestLists().by(authority, other));
    refuses("is not signed by it", good);
    TestCertificates otherName = TestCertificates.authority("example.org");
    otherName.subject = "CN=somebody else";
    TestLists.write(home, new TestLists().by(otherName.selfSigned()));
    refuses("has no list of spiffe://example.org", good);
  }

  @Test
  void anAuthorityThatMaySignNoListsSignsNone() throws Exception {
    TestCertificates request = TestCertificates.authority("example.org");
    request.keyUsage = KeyUsage.keyCertSign;
    Owned mute = request.selfSigned();
    TestLists.write(home, new TestLists().by(mute));
    X509Certificate leaf = node(FRA).by(mute).certificate();
    assertThatThrownBy(() -> trusting(mute).verify(List.of(leaf), Instant.now()))
        .hasMessageContaining("has no cRLSign");
  }

  @Test
  void aWeakSignatureIsRefused() throws Exception {
    Owned rsa = TestCertificates.authority("example.org").withKey(key("RSA", 3072)).selfSigned();
    TestLists weak = new TestLists();
    weak.algorithm = "SHA1withRSA";
    TestLists.write(home, weak.by(rsa));
    X509Certificate leaf = node(FRA).by(rsa).certificate();
    assertThatThrownBy(() -> trusting(rsa).verify(List.of(leaf), Instant.now()))
        .hasMessageContaining("too weak");
  }

  @Test
  void aStaleListIsRefusedBeyondTheSkewOfClocks() throws Exception {
    TestLists old = new TestLists();
    old.from = Instant.now().minus(Duration.ofDays(8));
    old.until = Instant.now().minus(Duration.ofMinutes(4));
    TestLists.write(home, old.by(authority));
    assertThat(verify(good).site()).as("four minutes are clocks").isEqualTo("fra");
    TestLists older = new TestLists().numbered(2);
    older.from = old.from;
    older.until = Instant.now().minus(Duration.ofMinutes(6));
    TestLists.write(home, older.by(authority));
    refuses("is stale", good);
    TestLists endless = new TestLists().numbered(3);
    endless.until = null;
    TestLists.write(home, endless.by(authority));
    refuses("nextUpdate", good);
  }

  @Test
  void aListOfTomorrowIsRefusedBeyondTheSkewOfClocks() throws Exception {
    TestLists soon = new TestLists();
    soon.from = Instant.now().plus(Duration.ofMinutes(4));
    TestLists.write(home, soon.by(authority));
    assertThat(verify(good).site()).isEqualTo("fra");
    soon.from = Instant.now().plus(Duration.ofMinutes(6));
    TestLists.write(home, soon.numbered(2).by(authority));
    refuses("is not valid yet", good);
  }

  @Test
  void anOlderListThatIsPutBackIsRefused() throws Exception {
    String before = new TestLists().numbered(7).by(authority);
    TestLists.write(home, before);
    verify(bad);
    TestLists.write(home, new TestLists().numbered(8).revoking(bad).by(authority));
    refuses("was revoked on", bad);
    TestLists.write(home, before);
    refuses("an older list was put back", bad);
    refuses("number 8 before", good);
  }

  @Test
  void twoListsOfOneNumberAreRefused() throws Exception {
    TestLists.write(home, new TestLists().numbered(3).revoking(bad).by(authority));
    verify(good);
    TestLists.write(home, new TestLists().numbered(3).by(authority));
    refuses("two lists of one number", bad);
  }

  @Test
  void aListThatIsGoneIsNotTakenForNone() throws Exception {
    TestLists.write(home, new TestLists().revoking(bad).by(authority));
    verify(good);
    Files.delete(home.resolve(Revocations.FILE));
    refuses("was there and is gone", good);
  }

  @Test
  void whatIsNoListIsRefused() throws Exception {
    TestLists.write(home, "");
    refuses("list", good);
    TestLists.write(home, "nothing was revoked\n");
    refuses("list", good);
    TestLists noNumber = new TestLists();
    noNumber.number = null;
    TestLists.write(home, noNumber.by(authority));
    refuses("has no CRL number", good);
    TestLists partial = new TestLists();
    partial.critical = true;
    TestLists.write(home, partial.by(authority));
    refuses("critical extension", good);
  }

  @Test
  void aListThatOthersMayWriteIsRefused() throws Exception {
    TestLists.write(home, new TestLists().by(authority));
    Files.setPosixFilePermissions(
        home.resolve(Revocations.FILE),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
    refuses("chmod 600", good);
  }

  @Test
  void everyCertificateOfThePathNeedsAListOfItsIssuer() throws Exception {
    TestCertificates request = TestCertificates.authority("example.org");
    request.subject = "CN=intermediate";
    Owned middle = request.by(authority);
    X509Certificate leaf = node(FRA).by(middle).certificate();
    String top = new TestLists().by(authority);
    TestLists.write(home, top);
    refuses("has no list of", leaf, middle.certificate());
    TestLists.write(home, top + new TestLists().by(middle));
    assertThat(verify(leaf, middle.certificate()).site()).isEqualTo("fra");
    TestLists.write(
        home,
        new TestLists().numbered(2).revoking(middle.certificate()).by(authority)
            + new TestLists().by(middle));
    refuses("was revoked on", leaf, middle.certificate());
  }

  private TrustAnchors trusting(Owned anchor) {
    return TrustAnchors.of(List.of(anchor.certificate())).with(Revocations.in(home));
  }

  private NodeName verify(X509Certificate... chain) {
    return trust.verify(List.of(chain), Instant.now());
  }

  private void refuses(String why, X509Certificate... chain) {
    assertThatThrownBy(() -> verify(chain))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining(why);
  }
}
