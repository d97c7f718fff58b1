package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.BlindTown.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * No mutated message of the blind driver is accepted, none does more than be refused, and members
 * go on. A sample in the build; all 10,000 with {@code -Dbailiwick.long=true} (profile {@code
 * long}).
 */
class MutatedMemberMessagesTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final long SEED = LONG ? new Random().nextLong() : 20261121;
  private static final int REQUESTS = LONG ? 4000 : 500;
  private static final int DELIVERIES = LONG ? 4000 : 500;
  private static final int ORDERS = LONG ? 1000 : 200;
  private static final int AT_THE_DRIVER = LONG ? 1000 : 200;

  @TempDir static Path tmp;
  private static BlindTown town;
  private static NodeIdentity fra;
  private static NodeIdentity nrt;

  private final Mutations mutations = new Mutations(SEED);
  private final Membership maker = town.member(fra, "1");
  private final Membership other = town.member(nrt, "2");

  @BeforeAll
  static void open() {
    town = new BlindTown(tmp);
    fra = town.identity("fra", "w1");
    nrt = town.identity("nrt", "w1");
  }

  @AfterEach
  void leave(TestInfo test) {
    mutations.tell(test.getDisplayName());
    for (String executor : List.of("1", "2")) {
      town.registrar.forget(executor);
      town.relay.lost(executor);
    }
  }

  @Test
  void memberRequestsAtAMember() {
    EpochKey key = town.made(maker, SCOPE);
    byte[] good = other.ask(SCOPE);
    for (int i = 0; i < REQUESTS; i++) {
      byte[] bad = mutations.of(good);
      mutations.assertRefused(i, () -> maker.answer(bad, key.epoch()));
    }
    assertThat(other.open(maker.answer(good, key.epoch()))).isEqualTo(key);
  }

  @Test
  void memberRequestsAtTheDriver() {
    byte[] good = other.ask(SCOPE);
    for (int i = 0; i < AT_THE_DRIVER; i++) {
      byte[] bad = mutations.of(good);
      mutations.assertRefused(i, () -> town.registrar.readMember(bad));
    }
    assertThat(town.registrar.readMember(good).executorId()).isEqualTo("2");
  }

  @Test
  void memberDeliveries() {
    EpochKey key = town.made(maker, SCOPE);
    byte[] good = maker.answer(other.ask(SCOPE), key.epoch());
    for (int i = 0; i < DELIVERIES; i++) {
      byte[] bad = mutations.of(good);
      mutations.assertRefused(i, () -> other.open(bad));
    }
    assertThat(other.open(good)).isEqualTo(key);
  }

  @Test
  void orders() {
    byte[] good = town.ask(other, other.ask(SCOPE)).message();
    for (int i = 0; i < ORDERS; i++) {
      byte[] bad = mutations.of(good);
      mutations.assertRefused(i, () -> other.make(bad));
    }
    assertThat(other.make(good).scope()).isEqualTo(SCOPE);
  }
}
