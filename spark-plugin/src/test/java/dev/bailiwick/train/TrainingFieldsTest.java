package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFieldsTest {
  @TempDir Path dir;

  private Job.Training training(String line) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("job.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: TrainingJob
            metadata: {id: people}
            topology: topology.yaml
            policies: [policy.yaml]
            dataset:
              id: people
              schema: "country STRING, x DOUBLE, ill STRING"
              sources: [{site: fra, format: csv, path: rows.csv}]
              holdout: 0.2
            jurisdiction: {column: country}
            label: {column: ill, classes: [["no"], ["yes"]]}
            features: [{columns: [x], transform: standardise}]
            model: {preset: mlp}
            """
                + line);
    return JobParser.parse(file, Map.of()).training();
  }

  @Test
  void theDefaultsAreThese() throws IOException {
    Job.Training expected = new Job.Training(10, 64, 64, 1, 1, 1_000_000);
    assertThat(training("")).isEqualTo(expected);
    assertThat(training("training: {rounds: 10}\n")).isEqualTo(expected);
  }

  @Test
  void everyFieldCanBeGiven() throws IOException {
    assertThat(
            training(
                "training: {rounds: 2, localSteps: 3, batchSize: 4, seed: 5, workersPerSite: 6,"
                    + " windowRows: 7}\n"))
        .isEqualTo(new Job.Training(2, 3, 4, 5, 6, 7));
  }
}
