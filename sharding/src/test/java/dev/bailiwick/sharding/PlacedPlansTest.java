package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the topology adds to a plan: capacity, draining, links, replicas; and how a plan says it.
 */
final class PlacedPlansTest {
  private static final PolicySet DE_TO_DE_AND_JP =
      World.policy("{id: de, effect: allow, transfer: [raw, intermediate], to: [DE, JP]}");
  private static final String FRA_FULL = ", capacityGigabytes: 0.000005";

  @TempDir Path folder;

  private Topology topology(String fra, String iad, String nrt) throws IOException {
    String text =
        """
        apiVersion: bailiwick/v1
        kind: Topology
        metadata: {id: three, trustDomain: bailiwick.example}
        signatures: not-required
        coordinator: fra
        sites:
          - {name: fra, location: DE, storage: "storage/fra"%s}
          - {name: iad, location: US-VA, storage: "storage/iad"%s}
          - {name: nrt, location: JP, storage: "storage/nrt"%s}
        links:
          - {from: iad, to: fra, megabytesPerSecond: 1, latencyMs: 0, costPerGigabyte: 100}
          - {from: nrt, to: iad, megabytesPerSecond: 10, latencyMs: 0, costPerGigabyte: 300}
        """
            .formatted(fra, iad, nrt);
    return TopologyParser.parse(Files.writeString(folder.resolve("topology.yaml"), text));
  }

  private static ShardPlan plan(Topology topology, PlanOptions options, SourceCount... counts) {
    return ShardPlanner.plan("people", DE_TO_DE_AND_JP, topology, List.of(counts), options);
  }

  private static SourceCount german(String site, long rows, long bytes) {
    return new SourceCount("a", site, "DE", "", "train", rows, bytes);
  }

  private static void isInfeasible(
      Topology topology, PlanOptions options, SourceCount count, String... words) {
    assertThatThrownBy(() -> plan(topology, options, count))
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_INFEASIBLE))
        .hasMessageContainingAll(words);
  }

  @Test
  void shardsMoveOffASiteThatIsFull() throws IOException {
    ShardPlan plan =
        plan(
            topology(FRA_FULL, "", ""),
            PlanOptions.of(100).withoutMoves(),
            german("fra", 1000, 10_000));
    assertThat(plan.shards())
        .extracting(PlannedShard::home)
        .containsOnly("fra", "nrt")
        .filteredOn("fra"::equals)
        .hasSize(5);
  }

  @Test
  void moreThanPermittedSitesHoldIsRefusedWithShardsRulesSitesAndRemedies() throws IOException {
    isInfeasible(
        topology(FRA_FULL, "", ", capacityGigabytes: 0.000004"),
        PlanOptions.of(100),
        german("fra", 1000, 10_000),
        "shard-0001",
        "law DE",
        "{fra, nrt}",
        "10.0 kB",
        "9.0 kB",
        "rule 'de' of policy 'rows', rows.yaml:6:",
        "1.0 kB more capacityGigabytes at 'fra'",
        "raw and intermediate at 'iad' for law DE",
        "raw is denied by no rule of policy 'rows'");
  }

  @Test
  void aShardThatIsLargerThanItsSitesIsRefused() throws IOException {
    isInfeasible(
        topology(FRA_FULL, "", FRA_FULL),
        PlanOptions.of(1000),
        german("fra", 1000, 10_000),
        "Shard shard-0001",
        "more than each of {fra, nrt} holds",
        "lower rowsPerShard");
  }

  @Test
  void drainingSitesGetNothingAndWhereNoOtherIsLeftThePlanIsRefused() throws IOException {
    String draining = ", draining: true";
    ShardPlan plan = plan(topology(draining, "", ""), PlanOptions.of(100), german("fra", 300, 0));
    assertThat(plan.shards()).extracting(PlannedShard::home).containsOnly("nrt");
    isInfeasible(
        topology(draining, "", draining),
        PlanOptions.of(100),
        german("fra", 300, 0),
        "each of {fra, nrt} is draining",
        "end the draining of 'fra'",
        "end the draining of 'nrt'");
  }

  @Test
  void aLimitOfBytesNeedsToKnowThem() throws IOException {
    assertThatThrownBy(
            () -> plan(topology("", "", FRA_FULL), PlanOptions.of(100), german("fra", 300, 0)))
        .hasMessageContainingAll("'nrt' has capacityGigabytes", "[a]", "not known");
    ShardPlan elsewhere =
        plan(topology("", FRA_FULL, ""), PlanOptions.of(100), german("fra", 300, 0));
    assertThat(elsewhere.rows()).isEqualTo(300);
  }

  @Test
  void replicasStayInsideThePermittedSetAndThePlanSaysWhyThereAreNoMore() throws IOException {
    PlanOptions options = PlanOptions.of(100).withoutMoves().withReplicas(2);
    ShardPlan plan = plan(topology("", "", ""), options, german("fra", 300, 0));
    assertThat(plan.shards()).allMatch(s -> s.replicas().equals(List.of("nrt")));
    ReplicaGap gap = plan.replicaGaps().get(0);
    assertThat(plan.replicaGaps()).hasSize(1);
    assertThat(gap.shards()).isEqualTo(3);
    assertThat(gap.first()).isEqualTo("shard-0001");
    assertThat(gap.got()).isEqualTo(1);
    assertThat(gap.why()).contains("only {fra, nrt} may hold them", "of policy 'rows'");
  }

  @Test
  void thePlanIsSaidInFull() throws IOException {
    Topology three = topology(", capacityGigabytes: 1", "", "");
    ShardPlan plan =
        plan(
            three,
            PlanOptions.of(10).withReplicas(1),
            german("fra", 600, 6_000_000),
            new SourceCount("b", "iad", "DE", "", "train", 12, 3_000_000),
            new SourceCount("a", "fra", "Atlantis", "", "train", 7, 7));
    assertThat(String.join("\n", ShardPlanText.lines(plan, three)))
        .startsWith("600 rows in 60 shards by size; 300 rows would move to another site")
        .contains(
            "stratum 0: law DE, train, 600 rows at fra",
            "  may be at fra, nrt",
            "  raw          allow at fra, nrt by rule de (rows.yaml:6:",
            "  raw          deny  at iad by default deny (rows.yaml:",
            "  shard-0001  10 rows, 100.0 kB, at ",
            " from fra (about 0.1 s, cost 0.00)",
            "; replicas ",
            "  … and 40 more: sizes 10 to 10",
            "  fra: 30 shards, 300 rows, 50.0% of the rows with 33.3% of the compute, 30 replicas,"
                + " 6.0 MB of 1.0 GB",
            "  fra -> nrt: 60 files, 6.0 MB, about 0.1 s, cost 0.00",
            "7 rows stay where they lie, in no shard, because their law is unknown: 'Atlantis'",
            "VIOLATIONS: 12 rows lie where they may not be",
            "12 rows under the law of DE lie at site 'iad' (US-VA), where raw is not permitted",
            "They may be at {fra, nrt}; the nearest is nrt (3.0 MB, about 0.3 s, cost 0.90)");
  }

  @Test
  void thePlanAsJsonAddsUpAndIsCanonical() throws IOException {
    Topology three = topology("", "", "");
    ShardPlan plan =
        plan(
            three,
            PlanOptions.of(10).with(new Strategy.TimeRanges("at", 3)),
            german("fra", 60, 600),
            new SourceCount("b", "iad", "DE", "", "train", 12, 300),
            new SourceCount("a", "fra", "", "", "test", 7, 7));
    String text = ShardPlanJson.text(plan, three);
    assertThat(text).isEqualTo(ShardPlanJson.text(plan, three)).startsWith("{\"apiVersion\":");
    JsonNode json = new ObjectMapper().readTree(text);
    JsonNode totals = json.get("totals");
    assertThat(totals.get("rows").asLong()).isEqualTo(60);
    assertThat(totals.get("shards").asLong()).isEqualTo(6);
    assertThat(totals.get("contexts").asLong()).isEqualTo(5);
    assertThat(totals.get("violatingRows").asLong()).isEqualTo(12);
    assertThat(totals.get("unknownLawRows").asLong()).isEqualTo(7);
    assertThat(json.get("shards")).hasSize(11);
    assertThat(json.get("shards").get(2).get("contextOf").asText()).isEqualTo("shard-0002");
    assertThat(json.get("strata").get(0).get("homes")).hasSize(2);
    assertThat(json.get("violations").get(0).get("waysHome").get(0).get("site").asText())
        .isEqualTo("nrt");
    assertThat(json.get("sites")).hasSize(3);
  }
}
