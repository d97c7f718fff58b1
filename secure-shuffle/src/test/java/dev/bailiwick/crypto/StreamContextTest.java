package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamContextTest {
  @Test
  void theBytesAreThoseOfTheFormat() {
    assertThat(
            StreamContext.of("k").with("n", 258).with("s", "é").with("b", new byte[] {7}).encoded())
        .containsExactly(
            0,
            0,
            0,
            1,
            'k', //
            0,
            0,
            0,
            1,
            'n',
            'i',
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            2, //
            0,
            0,
            0,
            1,
            's',
            's',
            0,
            0,
            0,
            2,
            (byte) 0xc3,
            (byte) 0xa9, //
            0,
            0,
            0,
            1,
            'b',
            'b',
            0,
            0,
            0,
            1,
            7);
  }

  @Test
  void aContextIsNotChangedByAddingToIt() {
    StreamContext base = StreamContext.of("shuffle").with("app", "a");
    StreamContext more = base.with("map", 1);
    assertThat(base).hasToString("shuffle{app=a}");
    assertThat(more).hasToString("shuffle{app=a, map=1}").isNotEqualTo(base);
  }

  @Test
  void aNameIsUsedOnce() {
    assertThatThrownBy(() -> StreamContext.of("k").with("a", 1).with("a", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void differentFieldsNeverHaveTheSameBytes(
      @ForAll @Size(max = 4) List<String> one, @ForAll @Size(max = 4) List<String> two) {
    assertThat(Arrays.equals(context(one).encoded(), context(two).encoded()))
        .isEqualTo(one.equals(two));
  }

  private static StreamContext context(List<String> values) {
    StreamContext context = StreamContext.of("k");
    for (int i = 0; i < values.size(); i++) {
      context = context.with("f" + i, values.get(i));
    }
    return context;
  }
}
