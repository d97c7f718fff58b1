package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one worker keeps between rounds, and does in one: its replica and the order of its rows.
 *
 * <p>{@link #answer} is a pure function of the assignment and the rows (up to the figures of time):
 * it may be repeated, on another executor too.
 */
public final class LocalTraining {
  private @Nullable Replica replica;
  private @Nullable Batches batches;
  private List<FeatureRows> rows = List.of();

  /** Where a task runs, and what it may do between two steps. */
  public interface Surroundings {
    /** Throws when the task is to give up. */
    void pause();

    /** Host of this process. */
    String host();

    /** Spark's name of this process. */
    String executor();
  }

  /**
   * Does what is asked.
   *
   * @param shards rows of the assignment's shards, in its order; the same objects in each round
   * @param loadedRows for the report
   * @throws BailiwickException POLICY_DENIED when the answer would cover fewer distinct rows than
   *     the policy asks for: nothing is computed then
   */
  public synchronized Update answer(
      Assignment asked, List<FeatureRows> shards, long loadedRows, Surroundings surroundings) {
    long distinct = shards.stream().mapToLong(FeatureRows::rows).sum();
    requireEnough(asked, distinct);
    Replica model = replicaFor(asked);
    model.load(asked.state());
    long start = System.nanoTime();
    Update.Figures figures =
        asked.mode() == RoundMode.TRAIN
            ? train(asked, model, shards, distinct, surroundings)
            : evaluate(model, shards, distinct, surroundings);
    long nanoseconds = System.nanoTime() - start;
    return new Update(
        asked.mode(),
        asked.run(),
        asked.round(),
        asked.worker(),
        new Update.Figures(
            figures.rows(),
            figures.examples(),
            figures.loss(),
            figures.correct(),
            nanoseconds,
            loadedRows),
        surroundings.host(),
        surroundings.executor(),
        asked.mode() == RoundMode.TRAIN ? model.state() : new byte[0]);
  }

  private static void requireEnough(Assignment asked, long distinct) {
    if (distinct < asked.leastRecords()) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "worker %s covers %d records, and the policy releases %s that cover at least %d: give the"
                  .formatted(
                      asked.worker(),
                      distinct,
                      asked.mode() == RoundMode.TRAIN ? "parameters" : "metrics",
                      asked.leastRecords())
              + " site fewer workers or more records, or ask the steward for a lower minRecords");
    }
  }

  private Replica replicaFor(Assignment asked) {
    if (replica == null || !replica.configuration().equals(asked.model())) {
      replica = new Replica(asked.model());
    }
    return replica;
  }

  private Update.Figures train(
      Assignment asked,
      Replica model,
      List<FeatureRows> shards,
      long distinct,
      Surroundings surroundings) {
    Assignment.Settings settings = asked.settings();
    // By identity: rows that were read anew need a new order over the new memory.
    boolean same = batches != null && rows.size() == shards.size();
    for (int i = 0; same && i < shards.size(); i++) {
      same = rows.get(i) == shards.get(i);
    }
    if (!same || batches == null || batches.batchSize() != settings.batchSize()) {
      batches =
          new Batches(shards, settings.batchSize(), settings.seed(), asked.worker().toString());
      rows = List.copyOf(shards);
    }
    double loss =
        model.train(
            batches,
            Batches.cursor(asked.round(), settings.steps(), settings.batchSize()),
            settings.steps(),
            SplitMix.derive(settings.seed(), "dropout " + asked.worker(), asked.round()),
            surroundings::pause);
    long examples = (long) settings.steps() * settings.batchSize();
    return new Update.Figures(distinct, examples, loss, 0, 0, 0);
  }

  private static Update.Figures evaluate(
      Replica model, List<FeatureRows> shards, long distinct, Surroundings surroundings) {
    Evaluation sum = Evaluation.NONE;
    for (FeatureRows shard : shards) {
      sum = sum.plus(Evaluator.evaluate(model, shard, surroundings::pause));
    }
    return new Update.Figures(distinct, sum.rows(), sum.lossSum(), sum.correct(), 0, 0);
  }
}
