package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void eachNumberIsAcceptedOnceInAnyOrderWithinTheWindow() {
    ReplayWindow window = new ReplayWindow();
    Set<Long> accepted = new HashSet<>();
    Random random = new Random(3);
    long highest = -1;
    for (int i = 0; i < 200_000; i++) {
      long number = Math.max(0, highest + 40 - random.nextInt(1200));
      if (random.nextInt(2000) == 0) {
        number += 3000;
      }
      boolean expected = number > highest - ReplayWindow.SIZE && !accepted.contains(number);
      assertThat(window.accept(number)).as("seed 3, step %d: %d", i, number).isEqualTo(expected);
      accepted.add(number);
      highest = Math.max(highest, number);
    }
  }

  @Test
  void numbersBelowZeroAndFarJumps() {
    ReplayWindow window = new ReplayWindow();
    assertThat(window.accept(-1)).isFalse();
    assertThat(window.accept(0)).isTrue();
    assertThat(window.accept(0)).isFalse();
    assertThat(window.accept(Long.MAX_VALUE)).isTrue();
    assertThat(window.accept(Long.MAX_VALUE)).isFalse();
    assertThat(window.accept(1)).isFalse();
    assertThat(window.accept(Long.MAX_VALUE - 1)).isTrue();
  }
}
