package dev.bailiwick.train;

import dev.bailiwick.yaml.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dataset of a job.
 *
 * @param id names the dataset, its keys and its manifest
 * @param schema Spark DDL of the columns of every source, in order
 * @param schemaPlace where the job file says it
 * @param sources where the rows lie now
 * @param manifests URI of the folder of its manifests; empty for the one in the job's output
 * @param holdout share of the rows that becomes the test split; empty when sources say their split
 * @param dropIncomplete whether rows with a null in a used column are removed (and counted)
 * @param rowsPerShard rows that a shard aims at
 * @param minimumGain by which part the most loaded site must be relieved before any row moves
 */
public record JobData(
    String id,
    String schema,
    Place schemaPlace,
    List<JobSource> sources,
    Optional<String> manifests,
    Optional<Double> holdout,
    boolean dropIncomplete,
    long rowsPerShard,
    double minimumGain) {

  /** Copies the list. */
  public JobData {
    sources = List.copyOf(sources);
  }

  /**
   * One place where rows of the dataset lie.
   *
   * @param site the site that holds it
   * @param split {@code train} or {@code test}
   * @param format Spark's own reader name
   * @param path URI, absolute
   * @param options of Spark's reader
   * @param place of the site's name in the job file
   */
  public record JobSource(
      String site,
      String split,
      String format,
      String path,
      Map<String, String> options,
      Place place) {

    /** Copies the map. */
    public JobSource {
      options = Map.copyOf(options);
    }
  }
}
