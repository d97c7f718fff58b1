package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReshardPlannerTest {
  private static final PolicySet EUROPE =
      World.policy("{id: rows, effect: allow, transfer: [raw, intermediate], to: [DE, FR, NO]}");
  private static final String HASH = "a".repeat(64);

  @TempDir private Path dir;

  /** Each word a site: {@code fra DE}, with more fields after a comma. */
  private Topology topology(String... sites) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: some, trustDomain: bailiwick.example}
            signatures: not-required
            coordinator: fra
            sites:
            """);
    for (String site : sites) {
      String name = site.substring(0, site.indexOf(' '));
      String rest = site.substring(site.indexOf(' ') + 1);
      text.append("  - {name: %s, storage: store/%s, location: %s}%n".formatted(name, name, rest));
    }
    return TopologyParser.parse(Files.writeString(dir.resolve("topology.yaml"), text));
  }

  private static ShardCopy copy(String site, String id) {
    return new ShardCopy(
        site, URI.create("file:///" + site + "/" + id), 1000, 1, HASH, site + "/people", 1);
  }

  private static ManifestShard shard(int number, String law, String contextOf, String... sites) {
    String id = "shard-%04d".formatted(number);
    List<ShardCopy> copies = Stream.of(sites).map(s -> copy(s, id)).toList();
    return new ManifestShard(
        id,
        "train",
        "",
        contextOf,
        List.of(law),
        Map.of("raw", List.of(sites), "intermediate", List.of(sites)),
        100,
        List.of(),
        copies.get(0),
        copies.subList(1, copies.size()),
        List.of());
  }

  private static Manifest manifest(List<ManifestShard> shards) {
    return new Manifest(
        "people",
        3,
        Optional.empty(),
        Instant.EPOCH,
        "some",
        "size",
        "{}",
        List.of(),
        List.of(),
        shards);
  }

  private static ReshardPlan plan(Manifest m, PolicySet policies, Topology topology, double gain) {
    return ReshardPlanner.plan(m, policies, topology, PlanOptions.of(100).withGain(gain));
  }

  private static List<ManifestShard> shards(int count, String... homes) {
    return IntStream.range(0, count)
        .mapToObj(i -> shard(i, "DE", "", homes[i % homes.length]))
        .toList();
  }

  @Test
  void whatMayStayStaysAndIsOnlyDescribedAnew() throws IOException {
    Manifest before = manifest(shards(6, "fra", "muc"));
    ReshardPlan plan = plan(before, EUROPE, topology("fra DE", "muc DE", "par FR"), 1);
    assertThat(plan.moves()).isEmpty();
    assertThat(plan.stay()).isEqualTo(6);
    assertThat(plan.violations()).isEmpty();
    assertThat(plan.shards().get(0).shard().permittedFor("raw"))
        .containsExactly("fra", "muc", "par");
    assertThat(plan.shards().get(0).shard().decidedBy()).anyMatch(d -> d.rule().equals("rows"));
    assertThat(plan.shards().get(0).with(List.of()).home())
        .isEqualTo(before.shards().get(0).home());
    Manifest after =
        new Manifest(
            "people",
            4,
            Optional.empty(),
            Instant.EPOCH,
            "some",
            "size",
            "{}",
            List.of(),
            plan.policies(),
            plan.shards().stream().map(s -> s.with(List.of())).toList());
    assertThat(
            plan(after, EUROPE, topology("fra DE", "muc DE", "par FR"), 1)
                .changesNothing(after, "some"))
        .isTrue();
  }

  @Test
  void onlyWhatADrainingSiteHasMoves() throws IOException {
    Topology topology = topology("fra DE", "muc DE, draining: true", "par FR");
    ReshardPlan plan = plan(manifest(shards(9, "fra", "muc", "par")), EUROPE, topology, 1);
    assertThat(plan.moves()).hasSize(3).allMatch(m -> m.from().equals("muc"));
    assertThat(plan.movedBytes()).isEqualTo(3000);
    assertThat(plan.shards().stream().flatMap(s -> s.causes().stream()))
        .containsOnly("site 'muc' is draining");
    assertThat(plan.seconds(topology)).isNotEmpty();
    assertThat(plan.shards()).allMatch(s -> s.leaving().size() == s.missing().size());
  }

  @Test
  void oneOfFiftySitesLeavesOrJoinsAndOnlyItsPartMoves() throws IOException {
    String[] all =
        IntStream.range(0, 50).mapToObj(i -> i == 0 ? "fra" : "s" + i).toArray(String[]::new);
    String[] stated = Stream.of(all).map(s -> s + " DE").toArray(String[]::new);
    Manifest even = manifest(shards(5000, all));
    stated[7] = "s7 DE, draining: true";
    ReshardPlan left = plan(even, EUROPE, topology(stated), PlanOptions.DEFAULT_GAIN);
    assertThat(left.movedBytes()).isEqualTo(100 * 1000);
    assertThat(left.moves()).allMatch(m -> m.from().equals("s7"));

    String[] without = Stream.of(all).filter(s -> !s.equals("s7")).toArray(String[]::new);
    stated[7] = "s7 DE";
    ReshardPlan joined = plan(manifest(shards(4900, without)), EUROPE, topology(stated), 0.01);
    // 4900 shards over 50 sites are 98 each.
    assertThat(joined.movedBytes()).isBetween(95 * 1000L, 98 * 1050L);
    assertThat(joined.moves()).allMatch(m -> m.to().equals("s7"));
  }

  @Test
  void aReplicaBecomesHomeWithoutAByteOnTheWay() throws IOException {
    PolicySet notFrance =
        World.policy("{id: rows, effect: allow, transfer: [raw, intermediate], to: [DE]}");
    ReshardPlan plan =
        plan(
            manifest(List.of(shard(1, "DE", "", "par", "muc"))),
            notFrance,
            topology("fra DE", "muc DE", "par FR"),
            1);
    ResettledShard s = plan.shards().get(0);
    assertThat(s.home()).isEqualTo("muc");
    // The second copy is made again where it may be, from the one that may be read.
    assertThat(plan.moves())
        .singleElement()
        .matches(m -> m.from().equals("muc") && m.to().equals("fra"));
    assertThat(s.leaving()).extracting(ShardCopy::site).containsExactly("par");
    assertThat(s.causes()).containsExactly("site 'par' is not permitted any more");
  }

  @Test
  void rowsThatMayNotBeReadWhereTheyLieAreAViolationAndStay() throws IOException {
    PolicySet notFrance =
        World.policy("{id: rows, effect: allow, transfer: [raw, intermediate], to: [DE]}");
    Manifest before = manifest(List.of(shard(1, "DE", "", "fra"), shard(2, "DE", "", "par")));
    ReshardPlan plan = plan(before, notFrance, topology("fra DE", "par FR"), 1);
    assertThat(plan.shards()).extracting(s -> s.shard().id()).containsExactly("shard-0001");
    assertThat(plan.violations())
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.shard().id()).isEqualTo("shard-0002");
              assertThat(v.policy()).isEqualTo("rows");
              assertThat(v.text())
                  .contains("100 rows of shard-0002 lie at [par]")
                  .contains("raw is not permitted at 'par' any more")
                  .contains("ask the steward");
            });
    assertThat(plan(before, EUROPE, topology("fra DE"), 1).violations())
        .singleElement()
        .satisfies(
            v -> assertThat(v.text()).contains("put the site back").contains("draining: true"));
  }

  @Test
  void rowsPassWhereTheDriversSiteMayNotHaveThem() throws IOException {
    PolicySet notAtTheDriver =
        World.policy("{id: rows, effect: allow, transfer: [raw, intermediate], to: [FR, NO]}");
    ReshardPlan plan =
        plan(
            manifest(List.of(shard(1, "DE", "", "par"))),
            notAtTheDriver,
            topology("fra DE", "par FR, draining: true", "osl NO"),
            1);
    assertThat(plan.violations()).isEmpty();
    assertThat(plan.shards()).extracting(ResettledShard::home).containsExactly("osl");
  }

  @Test
  void aPolicyThatDecidedCannotBeLeftOut() throws IOException {
    Manifest before = manifest(shards(1, "fra"));
    Manifest stricter =
        new Manifest(
            "people",
            3,
            Optional.empty(),
            Instant.EPOCH,
            "some",
            "size",
            "{}",
            List.of(),
            List.of(
                new ManifestPolicy("rows", "1.0.0", HASH),
                new ManifestPolicy("home-only", "1.0.0", HASH)),
            before.shards());
    Topology topology = topology("fra DE, draining: true", "par FR");
    assertThat(plan(before, EUROPE, topology, 1).moves()).hasSize(1);
    assertThatThrownBy(() -> plan(stricter, EUROPE, topology, 1))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED))
        .hasMessageContaining("under the policies [home-only]")
        .hasMessageContaining("it has [rows]");
  }

  @Test
  void whatASiteHasTooMuchOfDoesNotStayThereAsAReplica() throws IOException {
    // 1,000 bytes each; fra holds one of the two.
    Topology small = topology("fra DE, capacityGigabytes: 0.000001", "muc DE", "par FR", "nce FR");
    Manifest before =
        manifest(List.of(shard(1, "DE", "", "fra", "muc"), shard(2, "DE", "", "fra", "par")));
    assertThat(copiesAt("fra", plan(before, EUROPE, small, 1))).isOne();
    assertThat(plan(before, EUROPE, small, 1).shards()).allMatch(s -> s.replicas().size() == 1);

    Manifest replicas =
        manifest(List.of(shard(1, "DE", "", "muc", "fra"), shard(2, "DE", "", "par", "fra")));
    assertThat(copiesAt("fra", plan(replicas, EUROPE, small, 1))).isOne();
  }

  @Test
  void aReplicaMakesRoomForAShardThatMayBeNowhereElse() throws IOException {
    PolicySet two =
        World.policy("{id: rows, effect: allow, transfer: [raw, intermediate], to: [DE]}");
    Topology full =
        topology(
            "fra DE, capacityGigabytes: 0.000001", "muc DE, capacityGigabytes: 0.000001", "par FR");
    Manifest before =
        manifest(List.of(shard(1, "DE", "", "muc", "fra"), shard(2, "DE", "", "muc")));
    ReshardPlan plan = plan(before, two, full, 1);
    assertThat(copiesAt("fra", plan)).isOne();
    assertThat(copiesAt("muc", plan)).isOne();
    assertThat(plan.shards()).extracting(ResettledShard::home).containsOnlyOnce("fra", "muc");
  }

  private static long copiesAt(String site, ReshardPlan plan) {
    return plan.shards().stream().filter(s -> s.sites().contains(site)).count();
  }

  @Test
  void aContextGoesWhereItsShardGoes() throws IOException {
    List<ManifestShard> shards = new ArrayList<>(shards(3, "fra"));
    shards.add(shard(10, "DE", "", "muc"));
    shards.add(shard(11, "DE", "shard-0010", "muc"));
    ReshardPlan plan =
        plan(manifest(shards), EUROPE, topology("fra DE", "muc DE, draining: true", "par FR"), 1);
    assertThat(plan.moves()).hasSize(2);
    assertThat(plan.moves()).extracting(ReshardPlan.Move::to).containsOnly("par");
  }

  @Test
  void tooLittleRoomIsAnErrorThatSaysWhatWouldHelp() throws IOException {
    Topology small = topology("fra DE, capacityGigabytes: 0.000003", "muc DE, draining: true");
    assertThatThrownBy(() -> plan(manifest(shards(6, "fra", "muc")), EUROPE, small, 1))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("may only be at [fra]")
        .hasMessageContaining("capacityGigabytes");
  }
}
