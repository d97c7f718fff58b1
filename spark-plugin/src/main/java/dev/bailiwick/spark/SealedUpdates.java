package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.crypto.SealException;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.RoundMode;
import dev.bailiwick.train.Update;
import dev.bailiwick.train.WorkerId;
import java.util.List;
import java.util.TreeSet;

/**
 * Seals assignments and updates, each for its run, round, sender and receiver
 * (docs/formats/update.md).
 *
 * <p>The receiver says what it asked for: an update of another run, round, mode or worker does not
 * open. Only the worker's site and the coordinator's can open or make them.
 */
final class SealedUpdates {
  private final String run;
  private final int round;
  private final RoundMode mode;
  private final WorkerId worker;
  private final String coordinator;

  SealedUpdates(String run, int round, RoundMode mode, WorkerId worker, String coordinator) {
    this.run = run;
    this.round = round;
    this.mode = mode;
    this.worker = worker;
    this.coordinator = coordinator;
  }

  /** Whose nodes may hold the key. */
  KeyScope scope() {
    String transferClass = TransferClass.PARAMETERS.id();
    return worker.site().equals(WorkerId.UNGOVERNED)
        ? KeyScope.ungoverned(transferClass)
        : KeyScope.of(transferClass, new TreeSet<>(List.of(coordinator, worker.site())));
  }

  byte[] seal(Assignment assignment, EpochKey key, Padding padding) {
    return SealedStreams.seal(assignment.toBytes(), key, down(), padding);
  }

  /** Opens what {@link #seal(Assignment, EpochKey, Padding)} made. */
  Assignment openAssignment(byte[] sealed, EpochKey key) {
    Assignment found = Assignment.parse(open("assignment for", sealed, key, down()));
    requireSame(found.run(), found.round(), found.mode(), found.worker());
    return found;
  }

  byte[] seal(Update update, EpochKey key, Padding padding) {
    return SealedStreams.seal(update.toBytes(), key, up(), padding);
  }

  /** Opens what {@link #seal(Update, EpochKey, Padding)} made. */
  Update openUpdate(byte[] sealed, EpochKey key) {
    Update found = Update.parse(open("update of", sealed, key, up()));
    requireSame(found.run(), found.round(), found.mode(), found.worker());
    return found;
  }

  private StreamContext down() {
    return StreamContext.of("assignment")
        .with("run", run)
        .with("round", round)
        .with("mode", mode.id())
        .with("sender", coordinator)
        .with("receiver", worker.toString());
  }

  private StreamContext up() {
    return StreamContext.of("update")
        .with("run", run)
        .with("round", round)
        .with("mode", mode.id())
        .with("sender", worker.toString())
        .with("receiver", coordinator);
  }

  private byte[] open(String what, byte[] sealed, EpochKey key, StreamContext context) {
    try {
      return SealedStreams.open(sealed, key, context);
    } catch (SealException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "the %s worker %s in round %d is refused: %s. If it comes again, look who is between the"
                  .formatted(what, worker, round + 1, e.getMessage())
              + " driver and that site",
          e);
    }
  }

  /** Inside an authentic stream this holds, unless its writer has a fault. */
  private void requireSame(String itsRun, int itsRound, RoundMode itsMode, WorkerId itsWorker) {
    if (!itsRun.equals(run) || itsRound != round || itsMode != mode || !itsWorker.equals(worker)) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "a stream for worker %s in round %d holds something for worker %s in round %d"
              .formatted(worker, round + 1, itsWorker, itsRound + 1));
    }
  }
}
