package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Whether two policies decide alike, about all that a {@link DraftPolicy} may be asked. */
final class SameDecisions {
  private SameDecisions() {}

  static void check(Policy before, Policy after) {
    for (LocalDate day : DraftPolicy.DAYS) {
      Circumstances in =
          Circumstances.at(ToolDays.noon(List.of(before), day)).withJob(Use.TRAIN, Set.of("G"));
      PolicySet old = PolicySet.of(List.of(before)).in(in);
      PolicySet current = PolicySet.of(List.of(after)).in(in);
      for (Location law : DraftPolicy.LAWS) {
        for (TransferClass c : TransferClass.values()) {
          for (Destination place : DraftPolicy.topology().places()) {
            Question question = Question.of(law, c, place).ofRecords(500);
            Decision was = old.decide(question);
            Decision is = current.decide(question);
            assertThat(List.of(is.allowed(), is.reason(), is.rule(), is.duties().described()))
                .as("%s of %s at %s on %s", c, law, place, day)
                .isEqualTo(
                    List.of(was.allowed(), was.reason(), was.rule(), was.duties().described()));
          }
        }
      }
    }
  }
}
