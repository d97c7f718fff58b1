package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyBrokerTest {
  private static final KeyScope EUROPE = KeyScope.of("intermediate", List.of("fra", "par"));

  private static final KeyScope ANYBODY = KeyScope.ungoverned("intermediate");
  private static final int LASTING = KeyBroker.LASTING;

  private long now;
  private final KeyBroker broker = broker("fra");

  private KeyBroker broker(String site) {
    return new KeyBroker(
        "app", site, new ShuffleEpochs(Duration.ofSeconds(10), 6_400, () -> now * 1_000_000_000));
  }

  @Test
  void aScopeHasOneKey() {
    assertThat(broker.key(EUROPE)).isSameAs(broker.release(EUROPE, LASTING, "par"));
    assertThat(broker.key(ANYBODY)).isNotEqualTo(broker.key(EUROPE));
  }

  @Test
  void aSiteOutsideTheScopeGetsNone() {
    assertThatThrownBy(() -> broker.release(EUROPE, LASTING, "iad"))
        .hasMessageContaining("intermediate@{fra,par}")
        .hasMessageContaining("not released to site iad");
  }

  @Test
  void aDriverOutsideTheScopeMakesNone() {
    KeyBroker elsewhere = broker("iad");
    assertThatThrownBy(() -> elsewhere.release(EUROPE, LASTING, "fra"))
        .hasMessageContaining("The driver runs at site iad")
        .hasMessageContaining("members of that set make it among themselves");
    assertThat(elsewhere.key(ANYBODY)).isNotNull();
  }

  @Test
  void nothingOutlivesTheApplication() {
    EpochKey key = broker.key(EUROPE);
    broker.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(() -> broker.release(EUROPE, LASTING, "par"))
        .hasMessageContaining("app has ended");
  }

  private EpochKey released(ShuffleEpochs.Grant grant) {
    return broker.release(grant.scope(), grant.epoch(), "fra");
  }

  @Test
  void anEpochIsSharedByShufflesUntilItsTimeIsOver() {
    ShuffleEpochs.Grant first = broker.grant(1, EUROPE);
    now = 9;
    ShuffleEpochs.Grant second = broker.grant(2, EUROPE);
    assertThat(second.epoch()).isEqualTo(first.epoch());
    assertThat(second.time()).isEqualTo(Duration.ofSeconds(1));
    now = 10;
    ShuffleEpochs.Grant third = broker.grant(2, EUROPE);
    assertThat(third.epoch()).isGreaterThan(first.epoch());
    assertThat(broker.epochs(2, EUROPE)).containsExactly(first.epoch(), third.epoch());
    assertThat(broker.epochs(1, EUROPE)).containsExactly(first.epoch());
    assertThat(broker.epochs(1, ANYBODY)).isEmpty();
    assertThat(broker.epochsBegun()).isEqualTo(2);
  }

  @Test
  void anEpochEndsWhenEnoughWasSealedInItByAll() {
    ShuffleEpochs.Grant first = broker.grant(1, EUROPE);
    assertThat(first.bytes()).isEqualTo(100);
    broker.sealed(first.epoch(), 6_390);
    assertThat(broker.grant(1, EUROPE).bytes()).isEqualTo(10);
    broker.sealed(first.epoch(), -5);
    broker.sealed(99, 5_000);
    assertThat(broker.grant(1, EUROPE).epoch()).isEqualTo(first.epoch());
    broker.sealed(first.epoch(), Long.MAX_VALUE);
    assertThat(broker.grant(1, EUROPE).epoch()).isNotEqualTo(first.epoch());
  }

  @Test
  void aKeyLivesAsLongAsTheLastShuffleOfItsEpochAndNoLonger() {
    ShuffleEpochs.Grant shared = broker.grant(1, EUROPE);
    broker.grant(2, EUROPE);
    ShuffleEpochs.Grant other = broker.grant(2, ANYBODY);
    EpochKey key = released(shared);
    EpochKey open = released(other);
    assertThat(key).isSameAs(released(shared)).isNotEqualTo(open);

    broker.shuffleEnded(1);
    assertThat(key.isDestroyed()).isFalse();
    assertThat(released(shared)).isSameAs(key);
    broker.shuffleEnded(2);
    assertThat(List.of(key, open)).allMatch(EpochKey::isDestroyed);
    assertThat(broker.epochsAlive()).isZero();
    assertThat(broker.all()).isEmpty();
    assertThatThrownBy(() -> released(shared)).hasMessageContaining("it is over");
  }

  @Test
  void aNewShuffleAfterTheLastGetsANewEpoch() {
    ShuffleEpochs.Grant before = broker.grant(1, EUROPE);
    broker.shuffleEnded(1);
    ShuffleEpochs.Grant after = broker.grant(3, EUROPE);
    assertThat(after.epoch()).isGreaterThan(before.epoch());
    assertThat(after.oldest()).isEqualTo(after.epoch());
  }

  @Test
  void anEpochThatNobodyWasGrantedHasNoKey() {
    ShuffleEpochs.Grant grant = broker.grant(1, EUROPE);
    for (int epoch : new int[] {grant.epoch() + 1, Integer.MAX_VALUE, -7}) {
      assertThatThrownBy(() -> broker.release(EUROPE, epoch, "fra"))
          .hasMessageContaining("There is no epoch " + epoch);
    }
    assertThatThrownBy(() -> broker.release(ANYBODY, grant.epoch(), "fra"))
        .hasMessageContaining("There is no epoch");
    assertThat(broker.all()).isEmpty();
  }
}
