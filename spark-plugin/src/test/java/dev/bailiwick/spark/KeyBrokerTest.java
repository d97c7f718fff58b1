package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyBrokerTest {
  private static final KeyScope EUROPE = KeyScope.of("intermediate", List.of("fra", "par"));

  private final KeyBroker broker = new KeyBroker("app", "fra");

  @Test
  void aScopeHasOneKey() {
    assertThat(broker.key(EUROPE)).isSameAs(broker.release(EUROPE, "par"));
    assertThat(broker.key(KeyScope.ungoverned("intermediate"))).isNotEqualTo(broker.key(EUROPE));
  }

  @Test
  void aSiteOutsideTheScopeGetsNone() {
    assertThatThrownBy(() -> broker.release(EUROPE, "iad"))
        .hasMessageContaining("intermediate@{fra,par}")
        .hasMessageContaining("not released to site iad");
  }

  @Test
  void aDriverOutsideTheScopeMakesNone() {
    KeyBroker elsewhere = new KeyBroker("app", "iad");
    assertThatThrownBy(() -> elsewhere.release(EUROPE, "fra"))
        .hasMessageContaining("The driver runs at site iad")
        .hasMessageContaining("members of that set make it among themselves");
    assertThat(elsewhere.key(KeyScope.ungoverned("intermediate"))).isNotNull();
  }

  @Test
  void nothingOutlivesTheApplication() {
    EpochKey key = broker.key(EUROPE);
    broker.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(() -> broker.release(EUROPE, "par")).hasMessageContaining("app has ended");
  }
}
