package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.BlindTown.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.KeyRelay.Answer;
import dev.bailiwick.crypto.KeyRelay.Kind;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An honest driver that is blind: keys are made, handed on, lost, and made anew. */
class KeyRelayTest {
  @TempDir private Path tmp;
  private BlindTown town;
  private NodeIdentity fra;
  private NodeIdentity nrt;
  private Membership one;
  private Membership two;

  @BeforeEach
  void open() {
    town = new BlindTown(tmp);
    fra = town.identity("fra", "w1");
    nrt = town.identity("nrt", "w1");
    one = town.member(fra, "1");
    two = town.member(nrt, "2");
  }

  @Test
  void whoAsksFirstMakesTheKeyAndTheOthersGetIt() {
    EpochKey made = town.made(one, SCOPE);
    assertThat(made.epoch()).isZero();
    assertThat(made.application()).isEqualTo(BlindTown.APPLICATION);

    EpochKey got = got(two, "2", two.ask(SCOPE), one, "1");
    assertThat(got).isEqualTo(made);
    assertThat(got.copySecret()).isEqualTo(made.copySecret());
    assertThat(town.relay.epochOf(SCOPE, "1")).hasValue(0);
    assertThat(town.relay.epochOf(SCOPE, "2")).hasValue(0);
    assertThat(two.held(SCOPE, 0)).contains(made);
  }

  @Test
  void aLateMemberGetsTheKeyFromAnybodyWhoHasIt() {
    EpochKey made = town.made(one, SCOPE);
    got(two, "2", two.ask(SCOPE), one, "1");
    town.relay.lost("1");

    Membership late = town.member(fra, "3");
    byte[] request = late.ask(SCOPE);
    assertThat(town.ask(late, request).kind()).isEqualTo(Kind.WAIT);
    assertThat(town.relay.errands("1")).isEmpty();
    assertThat(town.work(two, "2")).isEqualTo(1);
    Answer answer = town.relay.look(KeyRelay.id(request));
    assertThat(late.open(answer.message()).copySecret()).isEqualTo(made.copySecret());
  }

  @Test
  void whenAllWhoHadItAreLostTheNextWriterMakesTheNextEpochAndReadersAreTold() {
    town.made(one, SCOPE);
    town.relay.lost("1");
    EpochKey next = town.made(two, SCOPE);
    assertThat(next.epoch()).isEqualTo(1);
    assertThat(town.ask(two, two.ask(SCOPE, 0)).kind()).isEqualTo(Kind.LOST);
    assertThat(town.relay.epochOf(SCOPE, "1")).as("its blocks may be left").hasValue(0);

    Membership late = town.member(fra, "3");
    EpochKey got = got(late, "3", late.ask(SCOPE, 1), two, "2");
    assertThat(got.copySecret()).isEqualTo(next.copySecret());
    assertThat(town.relay.epochOf(SCOPE, "3")).as("it only reads").isEmpty();
  }

  @Test
  void whoWaitsForALostMakerBecomesTheMaker() {
    town.made(one, SCOPE);
    byte[] write = two.ask(SCOPE);
    byte[] read = two.ask(SCOPE, 0);
    assertThat(town.ask(two, write).kind()).isEqualTo(Kind.WAIT);
    assertThat(town.ask(two, read).kind()).isEqualTo(Kind.WAIT);
    town.relay.lost("1");
    Answer answer = town.relay.look(KeyRelay.id(write));
    assertThat(answer.kind()).isEqualTo(Kind.ORDER);
    assertThat(two.make(answer.message()).epoch()).isEqualTo(1);
    assertThat(town.relay.look(KeyRelay.id(read)).kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void aMakerThatDidNotMakeItIsOrderedTheNextEpoch() {
    town.ask(one, one.ask(SCOPE));
    assertThat(town.made(one, SCOPE).epoch()).isEqualTo(1);
  }

  @Test
  void theOthersAreAskedWhenTheFirstIsSilent() {
    town.made(one, SCOPE);
    got(two, "2", two.ask(SCOPE), one, "1");
    Membership late = town.member(fra, "3");
    byte[] request = late.ask(SCOPE);
    town.ask(late, request);
    assertThat(town.relay.errands("2")).isEmpty();
    town.nanoseconds.addAndGet(2_000_000_001L);
    assertThat(town.work(two, "2")).isEqualTo(1);
    assertThat(town.relay.errands("1")).as("it is answered").isEmpty();
    assertThat(town.relay.look(KeyRelay.id(request)).kind()).isEqualTo(Kind.DELIVERY);
    assertThatThrownBy(() -> town.relay.look(KeyRelay.id(request)))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void aMemberThatHasItNotIsAskedNoMoreAndARefusalIsTold() {
    town.made(one, SCOPE);
    byte[] write = two.ask(SCOPE);
    byte[] read = two.ask(SCOPE, 0);
    town.ask(two, write);
    town.ask(two, read);
    town.relay.declined(KeyRelay.id(read), "1", true, "not to you");
    Answer refused = town.relay.look(KeyRelay.id(read));
    assertThat(refused.kind()).isEqualTo(Kind.DECLINED);
    assertThat(refused.text()).isEqualTo("not to you");
    town.relay.declined(KeyRelay.id(write), "1", false, "I have it not");
    assertThat(town.relay.look(KeyRelay.id(write)).kind()).isEqualTo(Kind.ORDER);
  }

  @Test
  void eachScopeHasItsOwnKeys() {
    EpochKey a = town.made(one, SCOPE);
    EpochKey b = town.made(one, BlindTown.OTHER);
    assertThat(a.copySecret()).isNotEqualTo(b.copySecret());
    assertThat(List.of(a.epoch(), b.epoch())).containsExactly(0, 0);
  }

  @Test
  void keysEndWithTheMember() {
    EpochKey made = town.made(one, SCOPE);
    one.close();
    assertThat(made.isDestroyed()).isTrue();
  }

  private EpochKey got(Membership who, String id, byte[] request, Membership from, String fromId) {
    assertThat(town.ask(who, request).kind()).as("executor " + id).isEqualTo(Kind.WAIT);
    assertThat(town.work(from, fromId)).isEqualTo(1);
    return who.open(town.relay.look(KeyRelay.id(request)).message());
  }
}
