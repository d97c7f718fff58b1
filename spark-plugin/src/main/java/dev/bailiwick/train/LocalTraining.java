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
  private @Nullable OrderKey orderKey;

  /** What decides the order of a site's rows, and the arrays of a batch. */
  private record OrderKey(List<Assignment.Shard> shards, Assignment.Settings settings) {}

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
   * @param rows of the assignment's shards
   * @throws BailiwickException POLICY_DENIED when the answer would cover fewer distinct rows than
   *     the policy asks for: nothing is read or computed then
   */
  public synchronized Update answer(
      Assignment asked, WindowSource rows, Surroundings surroundings) {
    requireEnough(asked, asked.covered());
    Replica model = replicaFor(asked);
    model.load(asked.state());
    Timed timed = new Timed(rows);
    long start = System.nanoTime();
    Update.Figures figures =
        asked.mode() == RoundMode.TRAIN
            ? train(asked, model, timed, surroundings)
            : evaluate(asked, model, timed, surroundings);
    long nanoseconds = System.nanoTime() - start - timed.nanoseconds;
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
            rows.loadedRows()),
        surroundings.host(),
        surroundings.executor(),
        asked.mode() == RoundMode.TRAIN ? model.state() : new byte[0]);
  }

  /** Waiting for rows is no computing. */
  private static final class Timed implements WindowSource {
    private final WindowSource source;
    private long nanoseconds;

    Timed(WindowSource source) {
      this.source = source;
    }

    @Override
    public void requireRoom(List<String> shards) {
      source.requireRoom(shards);
    }

    @Override
    public List<FeatureRows> open(Stretch now, List<Stretch> next) {
      long start = System.nanoTime();
      try {
        return source.open(now, next);
      } finally {
        nanoseconds += System.nanoTime() - start;
      }
    }

    @Override
    public long loadedRows() {
      return source.loadedRows();
    }
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
      Assignment asked, Replica model, WindowSource rows, Surroundings surroundings) {
    Assignment.Settings settings = asked.settings();
    Assignment.Turn turn = asked.turn();
    Batches mine = batchesFor(asked);
    EpochOrder order = mine.order();
    order.windows(turn.cursor() / order.rows()).forEach(w -> rows.requireRoom(w.shards()));
    mine.readFrom(rows);
    double loss =
        model.train(
            mine,
            turn.first(asked.worker(), settings.batchSize()),
            turn.stride(settings.batchSize()),
            settings.steps(),
            SplitMix.derive(settings.seed(), "dropout " + asked.worker(), asked.round()),
            surroundings::pause);
    long examples = (long) settings.steps() * settings.batchSize();
    return new Update.Figures(asked.covered(), examples, loss, 0, 0, 0);
  }

  private Batches batchesFor(Assignment asked) {
    Assignment.Settings settings = asked.settings();
    OrderKey key = new OrderKey(asked.shards(), settings);
    if (batches == null || !key.equals(orderKey)) {
      // The name is that of the site's first worker: it alone decided the order once.
      EpochOrder order =
          new EpochOrder(
              asked.shards().stream().map(s -> new EpochOrder.Part(s.id(), s.rows())).toList(),
              settings.windowRows(),
              settings.seed(),
              new WorkerId(asked.worker().site(), 0).toString());
      batches = new Batches(order, settings.inputs(), settings.classes(), settings.batchSize());
      orderKey = key;
    }
    return batches;
  }

  /** One shard after the other, each needed again at the end of the next round. */
  private static Update.Figures evaluate(
      Assignment asked, Replica model, WindowSource rows, Surroundings surroundings) {
    Assignment.Settings settings = asked.settings();
    Assignment.Turn turn = asked.turn();
    long again = turn.after(settings.steps(), settings.batchSize());
    List<WindowSource.Stretch> stretches =
        asked.shards().stream()
            .map(s -> new WindowSource.Stretch(List.of(s.id()), turn.cursor(), shard -> again))
            .toList();
    stretches.forEach(s -> rows.requireRoom(s.shards()));
    Evaluation sum = Evaluation.NONE;
    for (int i = 0; i < stretches.size(); i++) {
      List<WindowSource.Stretch> next = stretches.subList(i + 1, Math.min(i + 2, stretches.size()));
      FeatureRows shard = rows.open(stretches.get(i), next).get(0);
      sum = sum.plus(Evaluator.evaluate(model, shard, surroundings::pause));
    }
    return new Update.Figures(asked.covered(), sum.rows(), sum.lossSum(), sum.correct(), 0, 0);
  }
}
