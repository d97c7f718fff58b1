package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.audit.Reservation;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import dev.bailiwick.spark.result.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs under a limit: what they learn from is counted, and the limit holds over all of them. */
final class LimitedRunsTest {
  private static final String POLICY =
      """
      rules:
        - {id: home, effect: allow, transfer: [raw, intermediate], to: [DE]}
        - {id: learning, effect: allow, transfer: [statistics, parameters, metrics, model],
           to: [EEA], upTo: {records: 700, per: calendar-year}}
      """;

  @TempDir Path dir;

  @Test
  void aRunThatWouldPassTheLimitIsDenied() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    try (SparkSession spark = job.spark()) {
      Ledger ledger = ledger(spark);

      assertThat(job.run(spark, line -> {}).status()).isEqualTo(RunResult.Status.SUCCEEDED);

      assertThat(ledger.reservations()).hasSize(1);
      Reservation first = ledger.reservations().get(0);
      assertThat(first.settled()).isTrue();
      assertThat(first.counted()).hasSize(1);
      // Those that it was trained on, and those that it was tested on.
      long rows = first.counted().values().iterator().next();
      assertThat(rows).isEqualTo(LocalJob.ROWS);
      assertThat(job.run(spark, line -> {}).status()).isEqualTo(RunResult.Status.SUCCEEDED);
      assertDenied(job, spark, "its limit is 700 records in the calendar year, and ");
    }
  }

  @Test
  void checkpointsCarryThePoliciesThatTheyFollow() throws Exception {
    LocalJob job =
        LocalJob.in(dir, "[DE]", POLICY.replace(", upTo: {records: 700, per: calendar-year}", ""));
    try (SparkSession spark = job.spark()) {
      job.run(spark, line -> {});
      JsonNode document =
          new ObjectMapper().readTree(dir.resolve("out/checkpoints/provenance.json").toFile());
      byte[] signed = CanonicalJson.bytes(document.get("provenance"));
      DocumentSignature.fromJson(document.get("signature"))
          .verify(signed, Governance.of(spark.sparkContext()).identity().trust().certificates());
      JsonNode policy = document.at("/provenance/policies/0");
      assertThat(policy.get("id").asText()).isEqualTo("patients");
      assertThat(policy.get("sha256").asText())
          .isEqualTo(PolicyParser.parse(dir.resolve("policy.yaml")).sha256());
      assertThat(document.at("/provenance/shards/0/laws/0").asText()).isEqualTo("DE");
    }
  }

  @Test
  void aRunThatFailedWhileItTrainedCountsUntilSomebodySettlesIt() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    try (SparkSession spark = job.spark()) {
      Ledger ledger = ledger(spark);
      assertThatThrownBy(
              () ->
                  job.run(
                      spark,
                      line -> {
                        if (line.startsWith("round 1/")) {
                          throw new IllegalStateException("pulled the plug");
                        }
                      }))
          .hasMessageContaining("pulled the plug");
      assertThat(ledger.reservations()).extracting(Reservation::settled).containsExactly(false);
    }
  }

  @Test
  void withoutALedgerNothingUnderALimitGoesAnywhere() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY);
    try (SparkSession spark = job.spark()) {
      assertDenied(job, spark, "it has a limit, and the count cannot be read");
    }
  }

  private static void assertDenied(LocalJob job, SparkSession spark, String why) {
    assertThatThrownBy(() -> job.run(spark, line -> {}))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED))
        .hasMessageContaining(why);
  }

  private static Ledger ledger(SparkSession spark) throws Exception {
    BailiwickConf conf = BailiwickConf.of(spark.sparkContext().getConf());
    Files.createDirectories(conf.ledger().getParent());
    return Ledger.create(
        conf.ledger(), new IdentitySigner(NodeIdentity.load(conf.driverSiteHome())));
  }

  /** Kept apart from the runs: the list of laws is one, so all rows are German. */
  @Test
  void aRunThatIsDeniedReservesNothing() throws Exception {
    LocalJob job = LocalJob.in(dir, "[DE]", POLICY.replace("to: [EEA]", "to: [FR]"));
    try (SparkSession spark = job.spark()) {
      Ledger ledger = ledger(spark);
      assertThatThrownBy(() -> job.run(spark, line -> {})).hasMessageContaining("Not allowed");
      assertThat(ledger.reservations()).isEqualTo(List.of());
    }
  }
}
