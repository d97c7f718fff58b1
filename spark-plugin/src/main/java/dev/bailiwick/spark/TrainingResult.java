package dev.bailiwick.spark;

import dev.bailiwick.train.Checkpoint;
import dev.bailiwick.train.Evaluation;
import dev.bailiwick.train.RoundRecord;
import java.util.List;

/** What a run came to. */
public final class TrainingResult {
  private final Checkpoint last;
  private final boolean stopped;

  TrainingResult(Checkpoint last, boolean stopped) {
    this.last = last;
    this.stopped = stopped;
  }

  /** Name of the run; the same after a resume. */
  public String run() {
    return last.run();
  }

  /** Rounds done. */
  public int rounds() {
    return last.rounds();
  }

  /** Whether it was stopped before its rounds were done. */
  public boolean stopped() {
    return stopped;
  }

  /** One record a round, those before a resume included. */
  public List<RoundRecord> history() {
    return last.history();
  }

  /** Of the final average on all test rows; of no rows when there are none. */
  public Evaluation test() {
    return history().isEmpty() ? Evaluation.NONE : history().get(history().size() - 1).test();
  }

  /** The network, as DL4J JSON. */
  public String model() {
    return last.identity().model();
  }

  /** Parameters and updater state (docs/formats/update.md, "State"); a copy. */
  public byte[] state() {
    return last.state().clone();
  }
}
