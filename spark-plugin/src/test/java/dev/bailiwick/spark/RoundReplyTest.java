package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.junit.jupiter.api.Test;

class RoundReplyTest {
  @Test
  void anUpdateIsGivenBack() {
    assertThat(RoundReply.open(RoundReply.update(new byte[] {1, 2}))).containsExactly(1, 2);
    assertThat(RoundReply.open(RoundReply.update(new byte[0]))).isEmpty();
  }

  @Test
  void aRefusalIsThrownAsWhatItWas() {
    BailiwickException e =
        new BailiwickException(ErrorCode.POLICY_DENIED, "too few\nrecords: größer");
    assertThatThrownBy(() -> RoundReply.open(RoundReply.refusal(e)))
        .isInstanceOfSatisfying(
            BailiwickException.class,
            found -> assertThat(found.code()).isEqualTo(ErrorCode.POLICY_DENIED))
        .hasMessage("too few\nrecords: größer");
  }

  @Test
  void anythingElseIsNoReply() {
    for (byte[] bad : new byte[][] {{}, {7, 1}, {1, 'X', '\n', 'y'}, {1}}) {
      assertThatThrownBy(() -> RoundReply.open(bad))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              found -> assertThat(found.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC));
    }
  }

  @Test
  void whatARepeatMayMendIsThrownInTheTask() {
    assertThat(RoundReply.isFinal(new BailiwickException(ErrorCode.UNAVAILABLE, ""))).isFalse();
    assertThat(RoundReply.isFinal(new BailiwickException(ErrorCode.NOT_AUTHENTIC, ""))).isFalse();
    assertThat(RoundReply.isFinal(new BailiwickException(ErrorCode.POLICY_DENIED, ""))).isTrue();
    assertThat(RoundReply.isFinal(new BailiwickException(ErrorCode.KEY_NOT_RELEASED, ""))).isTrue();
  }
}
