package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.ShardReader;
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

  @Test
  void aPolicyBesideOneFolderSaysNothingOfAnother() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY).withPolicyAt("sites/fra/storage/data");
    Path other = Files.createDirectories(dir.resolve("sites/fra/storage/other"));
    Files.copy(dir.resolve("sites/fra/storage/data/rows.csv"), other.resolve("rows.csv"));
    try (SparkSession spark = job.withSecondSource(other.resolve("rows.csv")).spark("")) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining("No policy is attached to file://" + other.resolve("rows.csv"));
    }
  }

  @Test
  void aPolicyBelowTheSourceIsNotOverlooked() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    Path below = Files.createDirectories(dir.resolve("sites/fra/storage/data/part=1"));
    Files.move(dir.resolve("sites/fra/storage/data/rows.csv"), below.resolve("rows.csv"));
    Files.writeString(
        below.resolve("_policy.yaml"),
        Files.readString(dir.resolve("policy.yaml")).replace("id: patients", "id: part"));
    job.change("data/rows.csv", "data");
    try (SparkSession spark = job.spark()) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining("is under the policies [part, patients], and the source")
          .hasMessageContaining("under [patients]");
    }
  }

  @Test
  void aPatternOfFilesIsRefused() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    job.change("rows.csv", "row*");
    try (SparkSession spark = job.spark()) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining("is a pattern")
          .hasMessageContaining("job.yaml:");
    }
  }

  @Test
  void aSourceLiesWhereItsStorageIs() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    job.change("{site: fra", "{site: iad");
    try (SparkSession spark = job.spark()) {
      assertThatThrownBy(() -> job.run(spark, line -> {}))
          .hasMessageContaining(
              "is said to be at site 'iad', and lies in the storage of site 'fra'");
    }
  }

  @Test
  void aManifestWhosePoliciesAreNotGivenPermitsNothing() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    try (SparkSession spark = job.spark()) {
      job.run(spark, line -> {});
    }
    try (SparkSession spark = job.spark("")) {
      Governance governance = Governance.of(spark.sparkContext());
      Manifest manifest =
          ManifestStore.load(
              ManifestStore.latest(ManifestFolder.local(dir.resolve("out/manifests")))
                  .orElseThrow(),
              governance.identity().trust().certificates());
      governance.register(manifest);
      assertThatThrownBy(() -> ShardReader.rows(spark, manifest, s -> true).javaRDD().count())
          .hasMessageContaining("this application was not given all of its policies [patients]")
          .hasMessageContaining("spark.bailiwick.policies");
    }
  }
}
