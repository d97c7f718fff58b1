package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whoever follows the calendar knows at any time what is allowed: no day is missing. */
class PolicyCalendarLawsTest {
  private static final Topology TOPOLOGY = DraftPolicy.topology();
  private static final LocalDate FROM = LocalDate.parse("2026-06-01");

  @Provide
  Arbitrary<DraftPolicy> policies() {
    return DraftPolicy.any("p");
  }

  @Property(tries = 200)
  void theChangesLeadFromOneDayToAnyOther(
      @ForAll("policies") DraftPolicy draft, @ForAll @IntRange(max = 900) int days) {
    PolicySet set = PolicySet.of(List.of(draft.policy()));
    PolicySet first = HospitalGroup.on(set, FROM);
    PolicySet last = HospitalGroup.on(set, FROM.plusDays(days));

    PolicyCalendar calendar =
        PolicyCalendar.of(
            first,
            DraftPolicy.LAWS,
            TOPOLOGY.places(),
            first.circumstances().at(),
            last.circumstances().at());

    Set<String> allowed = allowed(first);
    for (PolicyCalendar.Day day : calendar.days()) {
      assertThat(day.documents()).isNotEmpty();
      for (PolicyCalendar.Change change : day.changes()) {
        String what = change.law() + " " + change.transfer() + " " + change.place();
        boolean isNews = change.after().allowed() ? allowed.add(what) : allowed.remove(what);
        assertThat(isNews).as("%s on %s", what, day.day()).isTrue();
      }
    }
    assertThat(allowed).isEqualTo(allowed(last));
  }

  private static Set<String> allowed(PolicySet policies) {
    Set<String> allowed = new TreeSet<>();
    for (Location law : DraftPolicy.LAWS) {
      for (TransferClass c : TransferClass.values()) {
        for (Destination place : TOPOLOGY.places()) {
          if (policies.allows(PolicyMatrix.question(law, c, place))) {
            allowed.add(law + " " + c + " " + place);
          }
        }
      }
    }
    return allowed;
  }
}
