package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A development authority revokes and renews; nodes obey. */
class AuthorityRevocationTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir private Path tmp;
  private DevelopmentAuthority authority;
  private Path fra;
  private Path nrt;

  @BeforeEach
  void issue() {
    authority = DevelopmentAuthority.create(tmp.resolve("ca"), "demo.example");
    fra = tmp.resolve("fra");
    nrt = tmp.resolve("nrt");
    authority.issue("fra", "w1", fra);
    authority.issue("nrt", "w1", nrt);
  }

  @Test
  void aRevokedNodeDoesNotLoadItsHomeAndDoesNotRegister() {
    NodeIdentity driver = NodeIdentity.load(fra);
    NodeIdentity node = NodeIdentity.load(nrt);
    Registrar registrar = new Registrar(driver, "app-1", driver.trust());
    Registration before = new Registration(node, "app-1", "1", node.trust());
    registrar.register(before.register(registrar.hello(before.hello())));

    assertThat(authority.revoke("nrt", Optional.empty(), RevocationReason.KEY_COMPROMISE, WEEK))
        .isEqualTo(1);
    authority.installList(fra);
    authority.installList(nrt);
    Registration after = new Registration(node, "app-1", "2", node.trust());
    byte[] message = after.register(registrar.hello(after.hello()));
    refuses(() -> registrar.register(message), "was revoked on");
    refuses(() -> NodeIdentity.load(nrt), "was revoked on");
    assertThat(NodeIdentity.load(fra).site()).isEqualTo("fra");
  }

  @Test
  void aNodeDoesNotBelieveARevokedDriver() {
    NodeIdentity driver = NodeIdentity.load(fra);
    NodeIdentity node = NodeIdentity.load(nrt);
    Registrar registrar = new Registrar(driver, "app-1", driver.trust());
    Registration joining = new Registration(node, "app-1", "1", node.trust());
    byte[] welcome = registrar.register(joining.register(registrar.hello(joining.hello()))).reply();
    authority.revoke("fra", Optional.of("w1"), RevocationReason.UNSPECIFIED, WEEK);
    authority.installList(nrt);
    refuses(() -> joining.complete(welcome), "was revoked on");
  }

  @Test
  void renewingGivesANewCertificateAndMayEndTheOldOne() {
    NodeIdentity old = NodeIdentity.load(fra);
    assertThat(authority.renew(fra, false, WEEK)).isEqualTo(old.name());
    NodeIdentity plain = NodeIdentity.load(fra);
    assertThat(plain.certificate().getSerialNumber())
        .isNotEqualTo(old.certificate().getSerialNumber());
    authority.renew(fra, true, WEEK);
    NodeIdentity now = NodeIdentity.load(fra);
    refuses(() -> now.trust().verify(plain.chain(), java.time.Instant.now()), "was revoked on");
    assertThat(now.trust().verify(old.chain(), java.time.Instant.now()).site())
        .as("renewed without revocation, before")
        .isEqualTo("fra");
  }

  @Test
  void anotherDomainsHomeIsNotRenewed() {
    DevelopmentAuthority other = DevelopmentAuthority.create(tmp.resolve("ca2"), "other.example");
    refuses(() -> other.renew(fra, false, WEEK), "is the home of spiffe://demo.example/site/fra");
    assertThat(NodeIdentity.load(fra).trustDomain()).isEqualTo("demo.example");
  }

  @Test
  void eachListHasTheNextNumberAndKeepsWhatWasRevoked() {
    authority.revoke("nrt", Optional.empty(), RevocationReason.UNSPECIFIED, WEEK);
    assertThat(authority.renewList(WEEK)).isEqualTo(BigInteger.TWO);
    BigInteger serial = NodeIdentity.load(fra).certificate().getSerialNumber();
    DevelopmentAuthority.open(tmp.resolve("ca")).revoke(serial, RevocationReason.SUPERSEDED, WEEK);
    assertThat(authority.renewList(WEEK)).isEqualTo(BigInteger.valueOf(4));
    authority.installList(fra);
    authority.installList(nrt);
    refuses(() -> NodeIdentity.load(nrt), "was revoked on");
    refuses(() -> NodeIdentity.load(fra), "was revoked on");
  }

  @Test
  void aHomeThatIsIssuedLaterGetsTheList() {
    authority.revoke("nrt", Optional.empty(), RevocationReason.UNSPECIFIED, WEEK);
    authority.issue("iad", "w1", tmp.resolve("iad"));
    NodeIdentity iad = NodeIdentity.load(tmp.resolve("iad"));
    NodeIdentity revoked = NodeIdentity.load(nrt);
    refuses(() -> iad.trust().verify(revoked.chain(), java.time.Instant.now()), "was revoked on");
  }

  @Test
  void whatWasNotIssuedIsNotRevokedByName() {
    assertThatThrownBy(
            () -> authority.revoke("iad", Optional.empty(), RevocationReason.UNSPECIFIED, WEEK))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("knows of no unexpired certificate of iad");
  }

  @Test
  void recordsThatWereAlteredAreRefused() {
    PrivateFiles.write(
        tmp.resolve("ca/issued"), "zz never nobody\n".getBytes(StandardCharsets.UTF_8));
    refuses(
        () -> authority.revoke("fra", Optional.empty(), RevocationReason.UNSPECIFIED, WEEK),
        "it was altered");
  }

  private static void refuses(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable attack, String why) {
    assertThatThrownBy(attack)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining(why);
  }
}
