package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.DevelopmentAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeCheckTest {
  @TempDir Path dir;

  private Finding certificate(Duration ahead) {
    return HomeCheck.of(dir.resolve("home"), Instant.now().plus(ahead)).stream()
        .filter(f -> f.subject().equals("certificate"))
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
  void aHomeThatIsNotThereIsBad() {
    assertThat(HomeCheck.of(dir.resolve("none")))
        .singleElement()
        .satisfies(f -> assertThat(f.state()).isEqualTo(Finding.State.BAD));
  }
}
