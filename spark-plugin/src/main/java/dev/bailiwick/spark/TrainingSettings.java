package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.ModelSpec;

/**
 * What is trained, how long, from which random choices.
 *
 * @param jobSha256 of the job file, hex: a checkpoint of another is refused
 * @param manifestSha256 of the manifest, hex: likewise
 * @param model the network
 * @param inputs numbers in a row
 * @param classes of the label
 * @param rounds to do in all, those of a resumed run included
 * @param localSteps batches that a worker trains in a round
 * @param batchSize rows in a batch
 * @param seed of every random choice
 * @param workersPerSite at most so many workers at each site; part of what decides the result
 * @param windowRows rows that are mixed, and in memory, at a time; likewise
 * @param resume whether to go on from the newest checkpoint, if there is one
 */
public record TrainingSettings(
    String jobSha256,
    String manifestSha256,
    ModelSpec model,
    int inputs,
    int classes,
    int rounds,
    int localSteps,
    int batchSize,
    long seed,
    int workersPerSite,
    long windowRows,
    boolean resume) {

  /** Checks that the numbers make sense. */
  public TrainingSettings {
    check("rounds", rounds);
    check("localSteps", localSteps);
    check("batchSize", batchSize);
    check("workersPerSite", workersPerSite);
    if (windowRows < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "training: windowRows is %d, expected at least 1".formatted(windowRows));
    }
    if ((long) rounds * localSteps > Integer.MAX_VALUE) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "%d rounds of %d steps are more than %d steps, which DL4J cannot count: train fewer"
              .formatted(rounds, localSteps, Integer.MAX_VALUE));
    }
  }

  /** The network's DL4J configuration for this data. */
  String configuration() {
    return model.configuration(inputs, classes, seed, localSteps);
  }

  private static void check(String name, int value) {
    if (value < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "training: %s is %d, expected at least 1".formatted(name, value));
    }
  }
}
