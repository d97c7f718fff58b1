package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.KeyScope;
import org.junit.jupiter.api.Test;

final class StatisticsFitTest {
  @Test
  void noSiteHasTheKeyOfWhatAnotherSends() {
    KeyScope fromIad = StatisticsFit.scope("fra", "iad");
    assertThat(fromIad.permits("fra")).isTrue();
    assertThat(fromIad.permits("iad")).isTrue();
    assertThat(fromIad.permits("nrt")).isFalse();
    assertThat(StatisticsFit.scope("fra", "fra").sites()).containsExactly("fra");
  }
}
