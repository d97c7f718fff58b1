package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A permit for French rows ends while a run of German and French rows is under way. */
final class GrantEndsTest {
  private static final Instant LAST_DAY = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-11-22T12:00:00Z");
  private static final int ROUNDS = 4;
  private static final int ROWS = 160;

  @TempDir Path dir;

  @Test
  void shardsUnderAPermitThatEndsAreNotUsedAgain() throws Exception {
    List<String> said = new ArrayList<>();
    Path job = job("[raw, intermediate]", "[]");
    try (SparkSession spark = spark()) {
      Governance governance = Governance.of(spark.sparkContext());

      RunResult result = run(spark, job, said);

      assertThat(result.status()).isEqualTo(RunResult.Status.SUCCEEDED);
      assertThat(result.rounds()).isEqualTo(ROUNDS);
      assertThat(said)
          .filteredOn(line -> line.contains("is not used any more"))
          .hasSize(2)
          .allMatch(line -> line.contains("permit 'FR-1' ended on 2026-11-21"))
          .allMatch(line -> line.contains("policy.yaml:"));
      assertThat(said.indexOf(last(said, "is not used any more")))
          .isGreaterThan(said.indexOf(last(said, "round 2/4")))
          .isLessThan(said.indexOf(last(said, "round 3/4")));
      assertThat(Files.readString(governance.audit().file()))
          .contains("\"type\":\"shard-stopped\"")
          .contains("FR-1");
      Manifest manifest =
          ManifestStore.load(
              ManifestStore.latest(dir.resolve("out/manifests")).orElseThrow(),
              governance.identity().trust().certificates());
      assertThat(rows(spark, manifest, "DE")).isEqualTo(ROWS);
      assertThatThrownBy(() -> rows(spark, manifest, "FR"))
          .hasMessageContaining("permit 'FR-1' ended on 2026-11-21");
    }
  }

  @Test
  void aRunWhoseModelMayNoLongerGoOnKeepsItsLastCheckpoint() throws Exception {
    List<String> said = new ArrayList<>();
    Path job = job("[raw, intermediate, statistics, parameters, metrics, model]", "[FR-1]");
    try (SparkSession spark = spark()) {
      assertThatThrownBy(() -> run(spark, job, said))
          .isInstanceOf(BailiwickException.class)
          .hasMessageContaining("parameters made from")
          .hasMessageContaining("permit 'FR-1' ended on 2026-11-21");
      assertThat(said).anyMatch(line -> line.startsWith("round 2/4"));
      assertThat(said).noneMatch(line -> line.startsWith("round 3/4"));
      try (var files = Files.list(dir.resolve("out/checkpoints"))) {
        assertThat(files.map(f -> f.getFileName().toString())).anyMatch(f -> f.contains("2"));
      }
    }
  }

  private static long rows(SparkSession spark, Manifest manifest, String law) {
    return ShardReader.rows(spark, manifest, s -> s.jurisdictions().contains(law))
        .javaRDD()
        .count();
  }

  private static String last(List<String> lines, String part) {
    return lines.stream().filter(l -> l.contains(part)).reduce((a, b) -> b).orElseThrow();
  }

  private RunResult run(SparkSession spark, Path file, List<String> said) {
    Epochs epochs = Governance.of(spark.sparkContext()).epochs();
    epochs.tellTimeBy(Clock.fixed(LAST_DAY, ZoneOffset.UTC));
    Job job = JobParser.parse(file, Map.of());
    Progress progress =
        line -> {
          said.add(line);
          if (line.startsWith("round 2/")) {
            epochs.tellTimeBy(Clock.fixed(NEXT_DAY, ZoneOffset.UTC));
          }
        };
    return SovereignTraining.of(
            spark, job, new RunOptions(job.output(), false, false, false), progress)
        .run(Afterwards.NOTHING);
  }

  private SparkSession spark() throws IOException {
    TestSites sites = TestSites.in(dir.resolve("sites"));
    SparkConf conf =
        sites
            .conf("local[2]", "fra")
            .set(BailiwickConf.POLICIES, dir.resolve("policy.yaml").toString())
            .set("spark.log.level", "WARN");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** A job on rows of two laws at one site. French rows are under the permit, for these classes. */
  private Path job(String underPermit, String cites) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 2 * ROWS; i++) {
      double x = Math.sin(i);
      rows.append(i % 2 == 0 ? "DE" : "FR").append(',').append(x).append(',');
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
        grants:
          - {id: FR-1, kind: permit, until: 2026-11-21}
        rules:
          - {id: german, effect: allow, for: {jurisdiction: [DE]}, to: [DE],
             transfer: [raw, intermediate, statistics, parameters, metrics, model]}
          - {id: french, effect: allow, for: {jurisdiction: [FR]}, to: [DE],
             transfer: %s, under: [FR-1]}
          - {id: results, effect: allow, for: {jurisdiction: [%s]}, to: [DE],
             transfer: [statistics, parameters, metrics, model]}
        """
            .formatted(underPermit, cites.equals("[]") ? "FR" : "DE"));
    return Files.writeString(
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
        cites: %s
        output: out
        """
            .formatted(data, ROUNDS, cites));
  }
}
