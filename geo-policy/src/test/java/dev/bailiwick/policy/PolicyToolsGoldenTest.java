package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read about the example of the hospital group. */
class PolicyToolsGoldenTest {
  private final Topology topology = HospitalGroup.topology();
  private final PolicySet policies = HospitalGroup.policies();

  @ParameterizedTest
  @ValueSource(strings = {"DE", "FR"})
  void everyCellIsExplained(String law) {
    StringBuilder all = new StringBuilder();
    for (TransferClass c : TransferClass.values()) {
      for (Destination place : topology.places()) {
        Explanation explained =
            Explanation.of(policies, PolicyMatrix.question(Location.of(law), c, place));
        Decision decision = explained.decision();
        String text = explained.text();
        // The lines are wrapped for a terminal.
        assertThat(text.replaceAll("\\s+", " "))
            .as("%s at %s", c, place)
            .startsWith(decision.allowed() ? "ALLOWED" : "DENIED (" + decision.reason().words())
            .contains(place.name(), decision.place(), decision.policy(), decision.rule())
            .contains(decision.text(), decision.remedy());
        all.append("== ").append(c.id()).append(" at ").append(place).append('\n');
        all.append(text).append('\n');
      }
    }
    Golden.check("policy/explain-" + law + ".txt", all.toString());
  }

  @Test
  void theMatrixShowsTheSameAnswers() {
    PolicyMatrix matrix = PolicyMatrix.of(policies, HospitalGroup.LAWS, topology.places());

    assertThat(matrix.cells())
        .hasSize(2 * 8 * 6)
        .allSatisfy(
            cell -> {
              Question q = PolicyMatrix.question(cell.law(), cell.transfer(), cell.place());
              assertThat(cell.decision().allowed()).isEqualTo(policies.allows(q));
              assertThat(matrix.notes().get(cell.note() - 1)).startsWith(cell.verdict() + ": ");
            });
    Golden.check("policy/matrix.txt", matrix.text());
  }

  @Test
  void aSupposedCertificateLetsTheAnswerChange() {
    Destination ber = topology.site("ber").orElseThrow().destination();
    Question raw = Question.of(Location.of("FR"), TransferClass.RAW, ber);
    Supposition certified = Supposition.of(ber).certified("hds-2024");

    Explanation before = Explanation.of(policies, raw);
    Explanation after =
        Explanation.of(
            policies.in(certified.in(policies.circumstances())), raw.at(certified.destination()));

    assertThat(before.decision().reason()).isEqualTo(Reason.CONDITION);
    assertThat(before.decision().remedy()).contains("hds-2024", "register@group.example");
    assertThat(after.decision().allowed()).isTrue();
  }

  @Test
  void aSupposedOperatorTakesThePlaceOfTheStatedOne() {
    Destination zrh = topology.site("zrh").orElseThrow().destination();
    Supposition sold = Supposition.of(zrh).operatedBy("big-cloud");
    Question raw = Question.of(Location.of("DE"), TransferClass.RAW, sold.destination());

    Decision decision =
        Explanation.of(policies.in(sold.in(policies.circumstances())), raw).decision();

    assertThat(decision.reason()).isEqualTo(Reason.CONDITION);
    assertThat(decision.text()).contains("big-cloud is no party to contract 'DPA-7'");
  }

  @Test
  void theCalendarTellsWhatEndsWhen() {
    PolicyCalendar calendar =
        PolicyCalendar.of(
            policies,
            HospitalGroup.LAWS,
            topology.places(),
            ToolDays.beginning(policies.policies(), HospitalGroup.DAY),
            Instant.MAX);

    assertThat(calendar.days())
        .filteredOn(day -> day.day().equals(LocalDate.parse("2027-07-01")))
        .singleElement()
        .satisfies(
            day -> {
              assertThat(day.documents()).singleElement().asString().contains("DPA-7");
              assertThat(day.changes())
                  .extracting(change -> change.transfer() + " " + change.place().name())
                  .contains("RAW zrh");
            });
    Golden.check("policy/calendar.txt", calendar.text());
  }

  @Test
  void aNewDenyIsNamedByTheDifference() {
    PolicySet without = HospitalGroup.on(PolicySet.of(withoutNeverUs()), HospitalGroup.DAY);
    PolicyDiff diff = PolicyDiff.between(without, policies, HospitalGroup.LAWS, topology.places());

    assertThat(diff.changes())
        .isNotEmpty()
        .allSatisfy(change -> assertThat(change.cause()).isEqualTo("rule never-us, new"));
    Golden.check("policy/diff.txt", diff.text());
  }

  @Test
  void theShardsOfTheDifferenceAreNamed() {
    Set<Location> german = Set.of(Location.of("DE"));
    Set<Location> both = Set.copyOf(HospitalGroup.LAWS);
    PolicySet without = HospitalGroup.on(PolicySet.of(withoutContract()), HospitalGroup.DAY);
    List<ShardDiff.Shard> shards =
        List.of(
            new ShardDiff.Shard("shard-0001", "zrh", german, Map.of()),
            new ShardDiff.Shard("shard-0002", "lyo", both, Map.of()));

    ShardDiff diff = ShardDiff.between(policies, without, topology, shards);

    assertThat(diff.changes()).extracting(ShardDiff.Change::shard).containsOnly("shard-0001");
    PolicyDiff cells = PolicyDiff.between(policies, without, HospitalGroup.LAWS, topology.places());
    Golden.check("policy/diff-overflow.txt", cells.text() + diff.text());
  }

  private static List<Policy> withoutNeverUs() {
    return edited("security.yaml", "(?s)\\n  - \\{id: never-us.*?\\}\\n(?=tests|  - )", "\n");
  }

  private static List<Policy> withoutContract() {
    return edited("data-protection.yaml", "(?s)\\n  - \\{id: overflow.*?\\}\\n", "\n");
  }

  private static List<Policy> edited(String name, String regex, String by) {
    return PolicyFiles.files(List.of(HospitalGroup.FOLDER.resolve("policies"))).stream()
        .map(file -> file.endsWith(name) ? edited(file, regex, by) : PolicyParser.parse(file))
        .toList();
  }

  private static Policy edited(Path file, String regex, String by) {
    String text = YamlMap.readText(file);
    String other = text.replaceFirst(regex, by).replaceAll("(?s)\\ntestsOn:.*", "\n");
    assertThat(other.length()).isLessThan(text.replaceAll("(?s)\\ntestsOn:.*", "\n").length());
    return PolicyParser.parse(file.toString(), other);
  }
}
