package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.spark.result.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that stewards put beside their data. */
final class PoliciesBesideTest {
  private static final String POLICY =
      """
      rules:
        - {id: all, effect: allow, transfer: [raw, intermediate, statistics, parameters, metrics,
           model], to: [DE]}
      """;

  @TempDir Path dir;

  @Test
  void aPolicyBesideTheDataGovernsIt() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY).withPolicyAt("sites/fra/storage/data");
    try (SparkSession spark = job.spark("")) {
      assertThat(job.run(spark, line -> {}).status()).isEqualTo(RunResult.Status.SUCCEEDED);
      Governance governance = Governance.of(spark.sparkContext());
      assertThat(governance.policies().policies()).hasToString("[patients 1.0.0]");
      assertThat(Files.readString(governance.audit().file())).contains("_policy.yaml");
    }
  }

  @Test
  void aPolicyAtTheRootOfTheStorageForbidsWhatAnotherAllows() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    Files.writeString(
        dir.resolve("sites/fra/storage/_policy.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: nothing-learnt, version: 1.0.0, steward: dpo@test.example}
        dataset: {match: "**", jurisdiction: {column: country}}
        rules:
          - {id: all, effect: allow, transfer: [raw, intermediate, statistics, metrics, model],
             to: [DE]}
          - {id: no-updates, effect: deny, transfer: [parameters], to: [ANYWHERE]}
        """);
    try (SparkSession spark = job.spark()) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining("rule 'no-updates' of policy nothing-learnt 1.0.0");
    }
  }

  @Test
  void withoutAnyPolicyNothingIsDone() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY).withPolicyAt("sites");
    try (SparkSession spark = job.spark("")) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining("No policy is attached to");
    }
  }

  @Test
  void aPolicyThatDoesNotGovernTheDataBesideItIsAnError() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY).withPolicyAt("sites/fra/storage/data");
    Path file = dir.resolve("sites/fra/storage/data/_policy.yaml");
    Files.writeString(file, Files.readString(file).replace("\"**\"", "\"s3a://elsewhere/**\""));
    try (SparkSession spark = job.spark("")) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining(file + ": this policy lies beside")
          .hasMessageContaining("[s3a://elsewhere/**]");
    }
  }
}
