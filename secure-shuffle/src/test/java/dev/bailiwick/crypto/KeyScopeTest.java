package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScopeTest {
  @Test
  void sitesAreSortedAndCountOnce() {
    KeyScope scope = KeyScope.of("intermediate", List.of("nrt", "fra", "nrt"));
    assertThat(scope).hasToString("intermediate@{fra,nrt}");
    assertThat(KeyScope.parse("intermediate@{fra,nrt}")).isEqualTo(scope);
    assertThat(scope.permits("fra")).isTrue();
    assertThat(scope.permits("iad")).isFalse();
  }

  @Test
  void ungovernedDataIsForEveryNode() {
    KeyScope scope = KeyScope.ungoverned("intermediate");
    assertThat(scope).hasToString("intermediate@*").isEqualTo(KeyScope.parse("intermediate@*"));
    assertThat(scope.permits("anywhere")).isTrue();
    assertThat(scope).isNotEqualTo(KeyScope.of("intermediate", List.of("anywhere")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "intermediate",
        "@{fra}",
        "intermediate@",
        "intermediate@{}",
        "intermediate@{,}",
        "intermediate@{fra,}",
        "intermediate@{nrt,fra}",
        "intermediate@{fra,fra}",
        "intermediate@{fra, nrt}",
        "intermediate@{FRA}",
        "intermediate@{*}",
        "intermediate@**",
        "Intermediate@{fra}",
        "inter@mediate@{fra}",
        "intermediate@{fra}}",
        "intermediate@{fra}\n"
      })
  void onlyTheCanonicalTextIsRead(String text) {
    assertThatThrownBy(() -> KeyScope.parse(text))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("not the scope of a key");
  }
}
