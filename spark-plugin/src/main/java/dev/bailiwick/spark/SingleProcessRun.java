package dev.bailiwick.spark;

import dev.bailiwick.train.RoundRecord;
import dev.bailiwick.train.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The yardstick: the same model trained by one worker over all rows, with the same code.
 *
 * <p>It sees as many examples as all workers of the federated run together: {@code workers *
 * localSteps} steps a round, the same rounds and batch size. Seen over all rows, that is the same
 * number of epochs; the learning rate falls by rounds in both. It is a comparison of results and
 * not of time: where a real run has one process at each site, this one has a single one.
 *
 * <p>Whether all rows may be in one place is not asked here but by the scheduler, by what the RDDs
 * read. It reads the rows once more to count them, and holds them all in memory. It writes no
 * checkpoint.
 */
public final class SingleProcessRun {
  private final TrainingRun run;

  SingleProcessRun(
      SparkContext sc,
      RoundCoordinator coordinator,
      RoundSite site,
      TrainingSettings federated,
      int workers,
      RDD<InternalRow> train,
      RDD<InternalRow> test) {
    TrainingSettings one =
        new TrainingSettings(
            federated.jobSha256(),
            federated.manifestSha256(),
            federated.model(),
            federated.inputs(),
            federated.classes(),
            federated.rounds(),
            Math.multiplyExact(federated.localSteps(), workers),
            federated.batchSize(),
            federated.seed(),
            1,
            federated.windowRows(),
            false);
    run =
        new TrainingRun(
            sc,
            coordinator,
            site,
            one,
            all("train", train),
            all("test", test),
            Optional.empty(),
            new UsableShards(ShardGate.open(), notice -> {}));
  }

  private static ShardRows all(String name, RDD<InternalRow> rdd) {
    if (rdd.getNumPartitions() != 1) {
      throw new IllegalArgumentException(
          "the %s rows are in %d partitions, expected 1: coalesce them"
              .formatted(name, rdd.getNumPartitions()));
    }
    return new ShardRows(
        ShardInput.rows(rdd),
        List.of(
            new TrainingShard(
                "all-" + name, "", WorkerId.UNGOVERNED, 0, rdd.count(), Map.of(), Map.of())));
  }

  /** Trains; see {@link TrainingRun#run}. */
  public TrainingResult run(Consumer<RoundRecord> progress, BooleanSupplier stop) {
    return run.run(progress, stop);
  }
}
