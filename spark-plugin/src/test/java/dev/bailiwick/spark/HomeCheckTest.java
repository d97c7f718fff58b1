package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeCheckTest {
  @TempDir Path dir;

  private Finding certificate(Duration ahead) {
    return finding("certificate", ahead);
  }

  private Finding finding(String subject, Duration ahead) {
    return HomeCheck.of(dir.resolve("home"), Instant.now().plus(ahead)).stream()
        .filter(f -> f.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCertificateIsGoodThenSoonOverThenExpired() {
    DevelopmentAuthority.create(dir.resolve("authority"), "test.example")
        .issue("fra", "node-1", dir.resolve("home"));
    assertThat(certificate(Duration.ZERO).state()).isEqualTo(Finding.State.GOOD);
    assertThat(certificate(Duration.ofDays(80)).state()).isEqualTo(Finding.State.WARNING);
    Finding expired = certificate(Duration.ofDays(91));
    assertThat(expired.state()).isEqualTo(Finding.State.BAD);
    assertThat(expired.text()).contains("expired");
    assertThat(expired.remedy()).isEqualTo("renew it");
  }

  @Test
  void withWhomKeysAreSharedIsSaid() {
    Path home = dir.resolve("home");
    DevelopmentAuthority.create(dir.resolve("authority"), "test.example")
        .issue("fra", "node-1", home);
    Finding open = finding("partners", Duration.ZERO);
    assertThat(open.state()).isEqualTo(Finding.State.WARNING);
    assertThat(open.remedy()).contains(home.resolve("partners").toString());

    NodeIdentity.boundPartners(
        home, Map.of("intermediate", List.of("nrt", "fra"), "parameters", List.of("*")));
    Finding bound = finding("partners", Duration.ZERO);
    assertThat(bound.state()).isEqualTo(Finding.State.GOOD);
    assertThat(bound.text())
        .isEqualTo("shares keys at most of intermediate with fra, nrt; parameters with every site");
  }

  @Test
  void whatIsRevokedAndUntilWhenThatHoldsIsSaid() {
    Path home = dir.resolve("home");
    DevelopmentAuthority authority =
        DevelopmentAuthority.create(dir.resolve("authority"), "test.example");
    authority.issue("fra", "node-1", home);
    assertThat(finding("revocations", Duration.ZERO).text()).contains("no revocation is checked");

    authority.revoke(BigInteger.TEN, RevocationReason.UNSPECIFIED, Duration.ofDays(7));
    authority.installList(home);
    Finding now = finding("revocations", Duration.ZERO);
    assertThat(now.state()).isEqualTo(Finding.State.GOOD);
    assertThat(now.text()).contains(" has revoked 1; its list holds until 20");
    assertThat(finding("revocations", Duration.ofHours(150)).state())
        .isEqualTo(Finding.State.WARNING);
    assertThat(finding("revocations", Duration.ofDays(8)))
        .satisfies(f -> assertThat(f.state()).isEqualTo(Finding.State.BAD))
        .satisfies(f -> assertThat(f.text()).endsWith(": stale"));
  }

  @Test
  void aHomeThatIsNotThereIsBad() {
    assertThat(HomeCheck.of(dir.resolve("none")))
        .singleElement()
        .satisfies(f -> assertThat(f.state()).isEqualTo(Finding.State.BAD));
  }
}
