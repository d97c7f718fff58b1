package dev.bailiwick.spark;

import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A small job on rows of some laws, which all lie at the site of one local process. */
final class LocalJob {
  static final int ROUNDS = 4;
  static final int ROWS = 320;

  private final Path dir;

  private LocalJob(Path dir) {
    this.dir = dir;
  }

  /**
   * Writes the job and what it needs.
   *
   * @param laws of the rows in turn, such as {@code [DE, FR]}
   * @param policy what comes after the {@code dataset} of the policy
   */
  static LocalJob in(Path dir, String laws, String policy) throws IOException {
    LocalJob job = new LocalJob(dir);
    TestSites.in(dir.resolve("sites"));
    String[] codes = laws.substring(1, laws.length() - 1).split(", ");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      double x = Math.sin(i);
      rows.append(codes[i % codes.length]).append(',').append(x).append(',');
      rows.append(x > 0.2 ? "yes" : "no").append('\n');
    }
    Files.createDirectories(dir.resolve("sites/fra/storage/data"));
    Path data = Files.writeString(dir.resolve("sites/fra/storage/data/rows.csv"), rows);
    Files.writeString(
        dir.resolve("policy.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: patients, version: 1.0.0, steward: dpo@test.example}
        dataset: {match: "**", jurisdiction: {column: country}}
        """
            + policy);
    Files.writeString(
        dir.resolve("job.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: TrainingJob
        metadata: {id: patients}
        topology: sites/topology.yaml
        policies: [policy.yaml]
        dataset:
          id: patients
          schema: "country STRING, x DOUBLE, ill STRING"
          sources:
            - {site: fra, split: train, format: csv, path: "%s"}
          holdout: 0.25
          rowsPerShard: 1000
        jurisdiction: {column: country}
        label: {column: ill, classes: [["no"], ["yes"]]}
        features:
          - {columns: [x], transform: standardise}
        model: {preset: mlp, hidden: [8], learningRate: 1.0e-2}
        training: {rounds: %d, localSteps: 4, batchSize: 16, seed: 3}
        output: out
        """
            .formatted(data, ROUNDS));
    return job;
  }

  /** A local process at site fra, governed by the policy. */
  SparkSession spark() {
    return spark(dir.resolve("policy.yaml").toString());
  }

  /** The same, governed by other policies: files, separated by commas. */
  SparkSession spark(String policies) {
    SparkConf conf =
        TestSites.at(dir.resolve("sites"))
            .conf("local[2]", "fra")
            .set(BailiwickConf.POLICIES, policies)
            .set("spark.log.level", "WARN");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** The job names no policy any more; this one lies beside the data, or above it. */
  LocalJob withPolicyAt(String folder) throws IOException {
    Path job = dir.resolve("job.yaml");
    Files.writeString(job, Files.readString(job).replace("policies: [policy.yaml]\n", ""));
    Files.move(dir.resolve("policy.yaml"), dir.resolve(folder).resolve("_policy.yaml"));
    return this;
  }

  /** Changes the job file. */
  void change(String what, String to) throws IOException {
    Path job = dir.resolve("job.yaml");
    String text = Files.readString(job);
    if (!text.contains(what)) {
      throw new IllegalArgumentException("the job has no " + what);
    }
    Files.writeString(job, text.replace(what, to));
  }

  /** The same job on one more file. */
  LocalJob withSecondSource(Path file) throws IOException {
    change(
        "  holdout: 0.25",
        "    - {site: fra, split: train, format: csv, path: \"%s\"}%n  holdout: 0.25"
            .formatted(file));
    return this;
  }

  RunResult run(SparkSession spark, Progress progress) {
    Job job = JobParser.parse(dir.resolve("job.yaml"), Map.of());
    return SovereignTraining.of(
            spark, job, new RunOptions(job.output(), false, false, false), progress)
        .run(Afterwards.NOTHING);
  }
}
