package dev.bailiwick.train;

import dev.bailiwick.policy.Use;
import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.LabelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to train, on which data, how: a job file, read and checked (docs/formats/job.md).
 *
 * @param id name of the job
 * @param file the job file
 * @param sha256 of the job file's exact bytes, in hex
 * @param topology the topology file
 * @param policies the policy files, in the order of the job file
 * @param data the dataset and its sources
 * @param jurisdiction where the law of a row stands
 * @param label what is predicted
 * @param features what it is predicted from, in the order of the job file
 * @param model the network
 * @param training rounds and steps
 * @param use what the data is for
 * @param cites the grants that it cites, by their ids
 * @param output folder for everything that the run writes for its user
 */
public record Job(
    String id,
    Path file,
    String sha256,
    Path topology,
    List<Path> policies,
    JobData data,
    JobJurisdiction jurisdiction,
    LabelSpec label,
    List<FeatureSpec> features,
    ModelSpec model,
    Training training,
    Use use,
    Set<String> cites,
    Path output) {

  /** Copies the lists. */
  public Job {
    policies = List.copyOf(policies);
    features = List.copyOf(features);
    cites = Set.copyOf(cites);
  }

  /**
   * Where the law of a row stands: exactly one of the two.
   *
   * @param column the column that names it
   * @param constant the code that holds for every row
   * @param place {@code file:line:column} in the job file
   */
  public record JobJurisdiction(Optional<String> column, Optional<String> constant, String place) {}

  /**
   * How long and how.
   *
   * @param rounds cycles of local training and averaging
   * @param localSteps batches that a worker trains in a round
   * @param batchSize rows in a batch
   * @param seed of every random choice of the run
   * @param workersPerSite at most so many workers train at a site, each with a part of its rows
   * @param windowRows rows that are mixed, and in memory, at a time: see {@link EpochOrder}
   */
  public record Training(
      int rounds, int localSteps, int batchSize, long seed, int workersPerSite, long windowRows) {}
}
