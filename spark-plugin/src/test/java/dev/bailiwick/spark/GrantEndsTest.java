package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.spark.result.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A permit for French rows ends while a run of German and French rows is under way. */
final class GrantEndsTest {
  private static final Instant LAST_DAY = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path dir;

  @Test
  void shardsUnderAPermitThatEndsAreNotUsedAgain() throws Exception {
    List<String> said = new ArrayList<>();
    LocalJob job = LocalJob.in(dir, "[DE, FR]", policy("[raw, intermediate]", "FR"));
    try (SparkSession spark = job.spark()) {
      Governance governance = Governance.of(spark.sparkContext());

      RunResult result = run(job, spark, said);

      assertThat(result.status()).isEqualTo(RunResult.Status.SUCCEEDED);
      assertThat(result.rounds()).isEqualTo(LocalJob.ROUNDS);
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
              ManifestStore.latest(ManifestFolder.local(dir.resolve("out/manifests")))
                  .orElseThrow(),
              governance.identity().trust().certificates());
      assertThat(rows(spark, manifest, "DE")).isEqualTo(LocalJob.ROWS / 2);
      assertThatThrownBy(() -> rows(spark, manifest, "FR"))
          .hasMessageContaining("permit 'FR-1' ended on 2026-11-21");
    }
  }

  @Test
  void aRunWhoseModelMayNoLongerGoOnKeepsItsLastCheckpoint() throws Exception {
    List<String> said = new ArrayList<>();
    String all = "[raw, intermediate, statistics, parameters, metrics, model]";
    LocalJob job = LocalJob.in(dir, "[DE, FR]", policy(all, "DE"));
    try (SparkSession spark = job.spark()) {
      assertThatThrownBy(() -> run(job, spark, said))
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

  /** French rows, and what is made of them, are under the permit as far as this says. */
  private static String policy(String underPermit, String freeOf) {
    return """
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
        .formatted(underPermit, freeOf);
  }

  private static RunResult run(LocalJob job, SparkSession spark, List<String> said) {
    Epochs epochs = Governance.of(spark.sparkContext()).epochs();
    epochs.tellTimeBy(Clock.fixed(LAST_DAY, ZoneOffset.UTC));
    return job.run(
        spark,
        line -> {
          said.add(line);
          if (line.startsWith("round 2/")) {
            epochs.tellTimeBy(Clock.fixed(NEXT_DAY, ZoneOffset.UTC));
          }
        });
  }
}
