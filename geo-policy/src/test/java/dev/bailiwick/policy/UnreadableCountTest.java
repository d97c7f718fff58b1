package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadableCountTest {
  private static final Policy POLICY =
      PolicyParser.parse(
          "p.yaml",
          """
          apiVersion: bailiwick/v1
          kind: SovereigntyPolicy
          metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
          dataset: {match: "**", jurisdiction: DE}
          rules:
            - {id: few, effect: allow, transfer: [raw], to: [IN], upTo: {records: 5000, per: calendar-year}}
          """);

  @Test
  void theRemedyNamesTheCommandThatMakesALedger() {
    Destination india = new Destination("bom", Destination.Kind.SITE, Location.of("IN"), List.of());
    Decision decision =
        PolicySet.of(List.of(POLICY))
            .in(Circumstances.at(Instant.now()))
            .decide(Question.of(Location.of("DE"), TransferClass.RAW, india).ofRecords(10));

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.text()).contains("it has a limit, and the count cannot be read");
    assertThat(decision.remedy())
        .contains("'bailiwick policy ledger show'", "'bailiwick policy ledger init' makes it");
  }
}
