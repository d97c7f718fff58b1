package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HeldEpochsTest {
  private static final KeyScope SCOPE = KeyScope.ungoverned("intermediate");

  private final AtomicInteger asked = new AtomicInteger();
  private final HeldEpochs held =
      new HeldEpochs(
          (scope, epoch) -> {
            asked.incrementAndGet();
            return EpochKey.random("app", scope, epoch);
          });

  @Test
  void aKeyIsAskedForOnceAndGoesWithItsLastShuffle() {
    EpochKey key = held.use(1, SCOPE, 7).key();
    assertThat(held.use(2, SCOPE, 7).key()).isSameAs(key);
    assertThat(asked).hasValue(1);
    held.removed(1);
    held.removed(1);
    assertThat(key.isDestroyed()).isFalse();
    held.removed(2);
    assertThat(key.isDestroyed()).isTrue();
    assertThat(held.all()).isEmpty();
  }

  @Test
  void aShuffleThatIsUsedAgainAfterItsRemovalIsAskedForAgain() {
    EpochKey before = held.use(1, SCOPE, 7).key();
    held.removed(1);
    assertThat(held.use(1, SCOPE, 7).key()).isNotSameAs(before);
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatIsOverGoesWhoeverUsesIt() {
    EpochKey old = held.use(1, SCOPE, 7).key();
    EpochKey young = held.use(1, SCOPE, 9).key();
    held.over(9);
    assertThat(old.isDestroyed()).isTrue();
    assertThat(held.all()).containsExactly(young);
    assertThat(young.isDestroyed()).isFalse();
  }

  @Test
  void whatWasSealedIsReportedOnce() {
    EpochKey key = held.use(1, SCOPE, 7).key();
    held.use(1, SCOPE, 8);
    held.sealed(key, 40);
    held.sealed(key, 2);
    assertThat(held.use(1, SCOPE, 7).unreported()).isEqualTo(42);
    assertThat(held.report()).isEqualTo(Map.of(7, 42L));
    assertThat(held.report()).isEmpty();
    held.removed(1);
    held.sealed(key, 3);
    assertThat(held.report()).isEmpty();
  }
}
