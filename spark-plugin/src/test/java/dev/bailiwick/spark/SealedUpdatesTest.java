package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.crypto.SealException;
import dev.bailiwick.crypto.SealFault;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.RoundMode;
import dev.bailiwick.train.Update;
import dev.bailiwick.train.WorkerId;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What somebody on the way can do to updates, and how each is found. */
class SealedUpdatesTest {
  private static final WorkerId IAD = new WorkerId("iad", 0);

  private final SealedUpdates seals = seals("run-1", 4, RoundMode.TRAIN, IAD);
  private final EpochKey key = EpochKey.random("app-1", seals.scope(), 0);
  private final byte[] sealed =
      seals.seal(update("run-1", 4, RoundMode.TRAIN, IAD), key, Padding.NONE);

  private static SealedUpdates seals(String run, int round, RoundMode mode, WorkerId worker) {
    return new SealedUpdates(run, round, mode, worker, "fra");
  }

  private static Update update(String run, int round, RoundMode mode, WorkerId worker) {
    // More than one record of the sealed stream.
    byte[] state = new byte[200_000];
    Arrays.fill(state, (byte) round);
    Update.Figures figures = new Update.Figures(100, 640, 0.5, 0, 1, 0);
    return new Update(mode, run, round, worker, figures, "host", "1", state);
  }

  private static Assignment assignment(int round, WorkerId worker) {
    Assignment.Settings settings = new Assignment.Settings(3, 2, 1, 1, 1, 100);
    return new Assignment(
        RoundMode.TRAIN,
        "run-1",
        round,
        worker,
        new Assignment.Turn(1, 0),
        settings,
        0,
        List.of(),
        "{}",
        new byte[9]);
  }

  private static void assertFault(SealFault expected, ThrowingCallable opening) {
    try {
      opening.call();
    } catch (BailiwickException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC);
      assertThat(((SealException) e.getCause()).fault()).isEqualTo(expected);
      return;
    } catch (Throwable e) {
      throw new AssertionError("another failure", e);
    }
    throw new AssertionError("it was opened, expected " + expected);
  }

  @Test
  void anUpdateOpensForWhatItIs() {
    Update opened = seals.openUpdate(sealed, key);
    assertThat(opened.worker()).isEqualTo(IAD);
    assertThat(opened.state()).hasSize(200_000).containsOnly(4);
  }

  @Test
  void aFlippedBitIsFound() {
    for (int at : new int[] {0, 50, 120, 60_000, 130_000, sealed.length - 1}) {
      byte[] bad = sealed.clone();
      bad[at] ^= 16;
      assertFault(SealFault.ALTERED, () -> seals.openUpdate(bad, key));
    }
  }

  @Test
  void aCutIsFound() {
    for (int length : new int[] {0, 40, 108, 70_000, sealed.length - 1}) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertFault(SealFault.CUT, () -> seals.openUpdate(cut, key));
    }
  }

  @Test
  void swappedRecordsAreFound() {
    int header = 108;
    int record = 65_536 + 24;
    byte[] swapped = sealed.clone();
    System.arraycopy(sealed, header, swapped, header + record, record);
    System.arraycopy(sealed, header + record, swapped, header, record);
    assertFault(SealFault.REORDERED, () -> seals.openUpdate(swapped, key));
  }

  @Test
  void bytesAfterTheEndAreFound() {
    byte[] longer = Arrays.copyOf(sealed, sealed.length + 7);
    assertFault(SealFault.TRAILING, () -> seals.openUpdate(longer, key));
  }

  @Test
  void theUpdateOfAnotherWorkerOfTheSiteIsNotTaken() {
    SealedUpdates second = seals("run-1", 4, RoundMode.TRAIN, new WorkerId("iad", 1));
    assertFault(SealFault.WRONG_PLACE, () -> second.openUpdate(sealed, key));
  }

  @Test
  void anUpdateOfAnEarlierRoundIsNotTakenAgain() {
    SealedUpdates next = seals("run-1", 5, RoundMode.TRAIN, IAD);
    assertFault(SealFault.WRONG_PLACE, () -> next.openUpdate(sealed, key));
  }

  @Test
  void anUpdateOfAnotherRunIsNotTaken() {
    SealedUpdates other = seals("run-2", 4, RoundMode.TRAIN, IAD);
    assertFault(SealFault.WRONG_PLACE, () -> other.openUpdate(sealed, key));
  }

  @Test
  void countsAreNotTakenForParameters() {
    SealedUpdates evaluate = seals("run-1", 4, RoundMode.EVALUATE, IAD);
    assertFault(SealFault.WRONG_PLACE, () -> evaluate.openUpdate(sealed, key));
  }

  @Test
  void anAssignmentSentBackIsNotAnUpdate() {
    byte[] down = seals.seal(assignment(4, IAD), key, Padding.NONE);
    assertThat(seals.openAssignment(down, key).worker()).isEqualTo(IAD);
    assertFault(SealFault.WRONG_PLACE, () -> seals.openUpdate(down, key));
    assertFault(SealFault.WRONG_PLACE, () -> seals.openAssignment(sealed, key));
  }

  @Test
  void anotherSitesKeyDoesNotOpenIt() {
    EpochKey nrt = EpochKey.random("app-1", KeyScope.of("parameters", List.of("fra", "nrt")), 0);
    assertFault(SealFault.WRONG_KEY, () -> seals.openUpdate(sealed, nrt));
  }

  @Test
  void onlyTheTwoEndsMayHoldTheKey() {
    assertThat(seals.scope()).hasToString("parameters@{fra,iad}");
    SealedUpdates atHome = seals("r", 0, RoundMode.TRAIN, new WorkerId("fra", 0));
    assertThat(atHome.scope()).hasToString("parameters@{fra}");
    SealedUpdates yardstick = seals("r", 0, RoundMode.TRAIN, new WorkerId(WorkerId.UNGOVERNED, 0));
    assertThat(yardstick.scope()).hasToString("parameters@*");
  }

  @Test
  void anAuthenticStreamThatHoldsAnotherWorkersUpdateIsRefused() {
    byte[] lying =
        seals.seal(update("run-1", 4, RoundMode.TRAIN, new WorkerId("nrt", 0)), key, Padding.NONE);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> seals.openUpdate(lying, key))
        .hasMessageContaining("for worker iad/0 in round 5 holds something for worker nrt/0");
  }

  @Test
  void paddedUpdatesAndAssignmentsOfAllSizesLookTheSame() {
    Padding padding = Padding.toMultipleOf(1 << 18);
    byte[] up = seals.seal(update("run-1", 4, RoundMode.TRAIN, IAD), key, padding);
    byte[] down = seals.seal(assignment(4, IAD), key, padding);
    assertThat(up).hasSameSizeAs(down).hasSizeGreaterThan(1 << 18);
    assertThat(seals.openUpdate(up, key).state()).hasSize(200_000);
    assertThat(seals.openAssignment(down, key).round()).isEqualTo(4);
  }
}
