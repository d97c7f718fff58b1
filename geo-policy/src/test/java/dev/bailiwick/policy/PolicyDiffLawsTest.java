package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The difference is what comes out when everything is asked of both editions. */
class PolicyDiffLawsTest {
  private static final Topology TOPOLOGY = DraftPolicy.topology();

  @Provide
  Arbitrary<List<DraftPolicy>> editions() {
    return DraftPolicy.any("p").list().ofMinSize(1).ofMaxSize(1);
  }

  @Provide
  Arbitrary<List<DraftPolicy>> pairs() {
    return net.jqwik.api.Combinators.combine(DraftPolicy.any("p"), DraftPolicy.any("q"))
        .as(List::of);
  }

  @Property(tries = 200)
  void theDifferenceIsTheRecomputation(
      @ForAll("editions") List<DraftPolicy> before, @ForAll("pairs") List<DraftPolicy> after) {
    PolicySet old = set(before);
    PolicySet current = set(after);

    PolicyDiff diff = PolicyDiff.between(old, current, DraftPolicy.LAWS, TOPOLOGY.places());

    Set<String> expected = new TreeSet<>();
    for (Location law : DraftPolicy.LAWS) {
      for (TransferClass c : TransferClass.values()) {
        for (Destination place : TOPOLOGY.places()) {
          Question question = PolicyMatrix.question(law, c, place);
          boolean was = old.allows(question);
          boolean is = current.allows(question);
          if (was != is) {
            expected.add(law + " " + c + " " + place.name() + " " + is);
          }
        }
      }
    }
    Set<String> found = new TreeSet<>();
    for (PolicyDiff.Change change : diff.changes()) {
      assertThat(change.cause()).matches("(rule r\\d|policy [pq]).*");
      if (change.kind() == PolicyDiff.Kind.NOW_ALLOWED
          || change.kind() == PolicyDiff.Kind.NOW_DENIED) {
        boolean is = change.kind() == PolicyDiff.Kind.NOW_ALLOWED;
        String name = change.place().name();
        found.add(change.law() + " " + change.transfer() + " " + name + " " + is);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 150)
  void exactlyTheShardsThatChangeAreNamed(
      @ForAll("editions") List<DraftPolicy> before, @ForAll("pairs") List<DraftPolicy> after) {
    PolicySet old = set(before);
    PolicySet current = set(after);
    Set<Location> all = Set.copyOf(DraftPolicy.LAWS);
    List<ShardDiff.Shard> shards =
        List.of(
            shard("de", Set.of(Location.of("DE"))),
            shard("cn", Set.of(Location.of("CN"))),
            shard("both", all));

    ShardDiff diff = ShardDiff.between(old, current, TOPOLOGY, shards);

    for (ShardDiff.Shard shard : shards) {
      for (TransferClass c : TransferClass.values()) {
        Set<String> sites = new TreeSet<>(permitted(old, shard, c));
        List<String> causes = new ArrayList<>();
        for (ShardDiff.Change change : diff.changes()) {
          if (change.shard().equals(shard.id()) && change.transfer() == c) {
            boolean changed =
                change.allowed() ? sites.add(change.site()) : sites.remove(change.site());
            assertThat(changed).as("%s is a change", change).isTrue();
            assertThat(change.liesThere())
                .isEqualTo(c == TransferClass.RAW && change.site().equals(shard.site()));
            causes.add(change.cause());
          }
        }
        assertThat(sites).isEqualTo(permitted(current, shard, c));
        assertThat(causes).noneMatch(String::isEmpty);
      }
    }
    assertThat(diff.notAsRecorded()).containsExactly("de", "cn", "both");
  }

  @Property(tries = 50)
  void theSameEditionChangesNothing(@ForAll("pairs") List<DraftPolicy> drafts) {
    PolicyDiff diff =
        PolicyDiff.between(set(drafts), set(drafts), DraftPolicy.LAWS, TOPOLOGY.places());

    assertThat(diff.changes()).isEmpty();
    assertThat(diff.text()).isEqualTo("Nothing changes.\n");
  }

  private static ShardDiff.Shard shard(String id, Set<Location> laws) {
    return new ShardDiff.Shard(id, "de", laws, Map.of());
  }

  private static Set<String> permitted(PolicySet set, ShardDiff.Shard shard, TransferClass c) {
    Set<String> sites = new TreeSet<>();
    TOPOLOGY.sites().forEach(site -> sites.add(site.name()));
    for (Location law : shard.laws()) {
      sites.retainAll(set.permitted(law, c, TOPOLOGY).sites());
    }
    return sites;
  }

  private static PolicySet set(List<DraftPolicy> drafts) {
    List<Policy> policies = drafts.stream().map(DraftPolicy::policy).toList();
    return HospitalGroup.on(PolicySet.of(policies), DraftPolicy.DAYS.get(0));
  }
}
