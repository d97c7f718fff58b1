package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the evaluator and its oracle once disagreed, or a law did not hold; one example each. */
class DisagreementsTest {
  private static final Location DE = Location.of("DE");
  private static final Circumstances NOW = Circumstances.at(Instant.parse("2026-11-21T12:00:00Z"));

  /** A policy with these parts besides its head. */
  private static PolicySet policy(String parts) {
    return policy("", parts);
  }

  private static PolicySet policy(String data, String parts) {
    return PolicySet.of(
            List.of(
                PolicyParser.parse(
                    "p.yaml",
                    "apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\n"
                        + "metadata: {id: p, version: 1.0.0, steward: s@k.example}\n"
                        + "dataset: {match: \"**\", jurisdiction: DE"
                        + data
                        + "}\n"
                        + parts)))
        .in(NOW);
  }

  private static Question question(TransferClass c, String place) {
    Destination to = new Destination("s", Destination.Kind.SITE, Location.of(place), List.of());
    return Question.of(DE, c, to);
  }

  @Test
  void ciphertextNeedsTheCopyAtHomeToo() {
    PolicySet set =
        policy(
            """
            home: {keepCopyIn: [DE], first: true}
            rules:
              - {id: a, effect: allow, transfer: [sealed], to: [FR]}
            """);

    assertThat(set.decide(question(TransferClass.SEALED, "FR")).reason())
        .isEqualTo(Reason.HOME_COPY);
    assertThat(set.decide(question(TransferClass.RAW, "FR").asCiphertext()).reason())
        .isEqualTo(Reason.HOME_COPY);
  }

  @Test
  void anExceptionOfCiphertextDoesNotLiftADenyOfItsContent() {
    String deny =
        """
        rules:
          - {id: a, effect: allow, transfer: [raw], to: [DE]}
          - {id: d, effect: deny, transfer: [raw], to: [CN]}
        """;
    String exception =
        """
        exceptions:
          - {id: e, allows: {transfer: [sealed], to: [CN]}, basis: Art. 49, approvedBy: s@k.example,
             justification: ticket 1, expires: 2027-01-01}
        """;
    Question ciphertext = question(TransferClass.RAW, "CN").asCiphertext();

    assertThat(policy(deny).decide(ciphertext).reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(policy(deny + exception).decide(ciphertext).reason()).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void anExceptionOfCiphertextThatEndedIsNamedAsExpired() {
    PolicySet set =
        policy(
            """
            rules:
              - {id: a, effect: allow, transfer: [raw], to: [DE]}
            exceptions:
              - {id: e, allows: {transfer: [sealed], to: [CH]}, basis: Art. 49,
                 approvedBy: s@k.example, justification: ticket 1, expires: 2026-11-20}
            """);

    Decision decision = set.decide(question(TransferClass.RAW, "CH").asCiphertext());

    assertThat(decision.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(decision.rule()).isEqualTo("e");
  }

  @Test
  void recordsThatNobodyCountedAreUnknownAlthoughThePersonsAreKnown() {
    PolicySet set =
        policy(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE],
                     upTo: {subjects: 100, per: calendar-year}}
                """)
            .in(NOW.withCounts((p, c, persons, o, from, to) -> OptionalLong.of(0)));

    Question persons = question(TransferClass.RAW, "DE").ofPersons(10);

    assertThat(set.decide(persons).reason()).isEqualTo(Reason.UNKNOWN_FACT);
    assertThat(set.decide(persons.ofRecords(10)).allowed()).isTrue();
  }

  @Test
  void whatAlonePassesALimitPassesItThoughTheCountCannotBeRead() {
    PolicySet set =
        policy(
            """
            rules:
              - {id: a, effect: allow, transfer: [raw], to: [DE],
                 upTo: {records: 100, per: calendar-year, countedBy: operator}}
            """);

    Decision many = set.decide(question(TransferClass.RAW, "DE").ofRecords(101));
    Decision few = set.decide(question(TransferClass.RAW, "DE").ofRecords(100));

    assertThat(many.reason()).isEqualTo(Reason.LIMIT);
    assertThat(many.text()).contains("101 at once");
    assertThat(few.reason()).isEqualTo(Reason.UNKNOWN_FACT);
  }

  @Test
  void ofAllThatAGrantLacksTheGravestIsNamed() {
    PolicySet set =
        policy(
            """
            grants:
              - {id: g, kind: permit, purpose: sepsis, uses: [evaluate]}
            rules:
              - {id: a, effect: allow, transfer: [raw], to: [DE], under: [g]}
            """);

    assertThat(set.decide(question(TransferClass.RAW, "DE")).reason()).isEqualTo(Reason.USE);
    assertThat(
            set.in(NOW.withJob(Use.EVALUATE, Set.of()))
                .decide(question(TransferClass.RAW, "DE"))
                .reason())
        .isEqualTo(Reason.CONDITION);
  }

  @Test
  void aLimitThatIsNotPassedMakesNoRuleNearer() {
    PolicySet set =
        policy(
                """
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE], when: {certified: [c5]}}
                  - {id: b, effect: allow, transfer: [raw], to: [DE], when: {certified: [c5]},
                     upTo: {records: 100, per: calendar-year}}
                """)
            .in(NOW.withCounts((p, c, persons, o, from, to) -> OptionalLong.of(0)));

    Decision decision = set.decide(question(TransferClass.RAW, "DE").ofRecords(1));

    assertThat(decision.rule()).isEqualTo("a");
  }

  @Test
  void aReleasedArtefactIsCountedWhereALimitSpeaksOfIt() {
    PolicySet set =
        policy(
                """
                trust: [s@k.example]
                rules:
                  - {id: a, effect: allow, transfer: [raw], to: [DE]}
                  - {id: d, effect: deny, transfer: [model], to: [FR],
                     above: {records: 100, per: P12M}}
                release: {transfer: [model], signedBy: [e@k.example]}
                """)
            .in(
                NOW.withCounts((p, c, persons, o, from, to) -> OptionalLong.of(0))
                    .withReleases(
                        List.of(
                            new Release(
                                TransferClass.MODEL,
                                "e@k.example",
                                Set.of("p"),
                                1,
                                Conduct.plain()))));

    Decision decision = set.decide(question(TransferClass.MODEL, "FR").ofRecords(7));

    assertThat(decision.allowed()).isTrue();
    assertThat(decision.tallies()).extracting(Tally::amount).containsExactly(7L);
  }

  @Test
  void anAllowOfAnotherCategorySaysNothingAboutCiphertext() {
    PolicySet set =
        policy(
            ", categories: [own:a, own:b]",
            """
            rules:
              - {id: a, effect: allow, transfer: [raw], to: [DE], when: {certified: [c5]}}
              - {id: b, effect: allow, transfer: [statistics], to: [DE], for: {categories: [own:b]}}
            """);
    Question ciphertext = question(TransferClass.RAW, "DE").asCiphertext();

    assertThat(set.decide(ciphertext.withCategories(Set.of("own:a"))).reason())
        .isEqualTo(Reason.CONDITION);
    assertThat(set.decide(ciphertext.withCategories(Set.of("own:b"))).reason())
        .isEqualTo(Reason.NOT_ALLOWED);
  }
}
