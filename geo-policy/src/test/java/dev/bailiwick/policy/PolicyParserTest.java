package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every part of a policy arrives where the evaluator looks for it. */
class PolicyParserTest {
  private static final String BEGIN =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: de-cardio, version: 4.0.0, steward: dpo@klinik.example, zone: Asia/Shanghai,
        effective: {from: 2026-01-01, until: 2027-12-31}}
      dataset:
        match: ["s3a://klinik/cardio/**", /data/cardio]
        jurisdiction: {columns: [patient, clinic], map: {Germany: DE}}
        categories: {all: [own:study], columns: {icd: [pd:MedicalHealth]}}
        subject: patient_id
      """;

  private static final String REST =
      """
      uses: [serve]
      trust: [register@tuv.example]
      home: {keepCopyIn: [DE], first: false}
      grants:
        - {id: G-1, kind: contract, parties: [indus-labs], purpose: infarct risk, uses: [train],
           from: 2026-01-01, until: 2027-01-01, withdrawn: 2026-12-01}
      rules:
        - {id: rows, effect: allow, transfer: [raw], to: [EEA, "access:desk"], except: [FR],
           for: {jurisdiction: [DE], categories: [own:study]},
           when: {operatedBy: [klinik], controlledFrom: [DE], certified: [c5], attested: [tdx]},
           under: [G-1], upTo: {subjects: 5000, per: P12M, countedBy: operator},
           require: {keepAtMost: P30D, attestation: true}, reason: why, basis: A45}
        - {id: stop, effect: deny, transfer: ["*"], to: [ANYWHERE], unless: [G-1],
           above: {records: 0, per: calendar-year}}
      exceptions:
        - {id: EX-1, allows: {transfer: [view], to: [CH]}, basis: A46, justification: overflow,
           approvedBy: dpo@klinik.example, from: 2026-02-01, expires: 2027-03-31}
      release: {transfer: [model], signedBy: [ethics@klinik.example],
        require: {differentialPrivacy: {epsilon: 4, delta: 1.0e-6}}}
      tests:
        - {name: first, transfer: view, ciphertext: true, law: [DE, FR], categories: [],
           to: {location: FR, certified: {c5: {until: 2026-12-31}}}, use: serve, under: [G-1],
           persons: 7, records: 9, counted: [{on: 2026-01-01, persons: 3, operator: x}],
           run: {secureAggregation: true, keeps: P3D}, homeCopy: [RU],
           released: {signedBy: a@b.example, records: 5}, expect: deny, rule: EX-1,
           because: "not yet: 2027"}
      """;

  private static final Policy POLICY = PolicyParser.parse("p.yaml", BEGIN + REST);

  private static Rule rule(String id) {
    return POLICY.rules().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void theHeaderSaysWhenItHolds() {
    assertThat(POLICY.head().zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(POLICY.head().from()).isEqualTo("2026-01-01");
    assertThat(POLICY.head().until()).isEqualTo("2027-12-31");
    assertThat(POLICY.steward()).isEqualTo("dpo@klinik.example");
  }

  @Test
  void theDatasetMayHaveSeveralPatternsColumnsAndCategories() {
    assertThat(POLICY.datasetMatches()).containsExactly("s3a://klinik/cardio/**", "/data/cardio");
    assertThat(POLICY.jurisdiction())
        .isInstanceOfSatisfying(
            Jurisdiction.Columns.class,
            columns -> {
              assertThat(columns.names()).containsExactly("patient", "clinic");
              assertThat(columns.map()).containsEntry("Germany", Location.of("DE"));
            });
    assertThat(POLICY.data().categories().whole()).containsExactly("own:study", "pd:MedicalHealth");
    assertThat(POLICY.subjectColumn()).contains("patient_id");
  }

  @Test
  void thePapersAreThere() {
    Policy.Papers papers = POLICY.papers();
    Grant grant = papers.grants().get(0);

    assertThat(papers.uses()).containsExactly(Use.SERVE);
    assertThat(papers.trust()).containsExactly("register@tuv.example");
    assertThat(papers.home()).isNotNull();
    assertThat(papers.home().first()).isFalse();
    assertThat(grant.parties()).containsExactly("indus-labs");
    assertThat(grant.purpose()).isEqualTo("infarct risk");
    assertThat(grant.uses()).containsExactly(Use.TRAIN);
    assertThat(List.of(grant.from(), grant.until(), grant.withdrawn()))
        .containsExactly(
            LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1), LocalDate.of(2026, 12, 1));
  }

  @Test
  void anAllowHasAllItsConditions() {
    Rule rows = rule("rows");

    assertThat(rows.kind()).isEqualTo(Rule.Kind.ALLOW);
    assertThat(rows.to()).extracting(Area::toString).containsExactly("EEA", "access:desk");
    assertThat(rows.except()).extracting(Area::toString).containsExactly("FR");
    assertThat(rows.laws()).extracting(Area::toString).containsExactly("DE");
    assertThat(rows.categories()).containsExactly("own:study");
    assertThat(rows.when().operatedBy()).containsExactly("klinik");
    assertThat(rows.when().controlledFrom()).hasSize(1);
    assertThat(rows.when().certified()).containsExactly("c5");
    assertThat(rows.when().attested()).containsExactly("tdx");
    assertThat(rows.under()).extracting(Grant::id).containsExactly("G-1");
    assertThat(rows.limit()).hasToString("5000 persons in P12M, for each operator");
    assertThat(rows.duties()).isEqualTo(new Duties(0, false, null, true, Period.ofDays(30)));
    assertThat(rows.reason() + rows.basis()).isEqualTo("whyA45");
  }

  @Test
  void aDenyAndAnExceptionHaveTheirs() {
    assertThat(rule("stop").transfer()).containsExactlyInAnyOrder(TransferClass.values());
    assertThat(rule("stop").unless()).hasSize(1);
    assertThat(rule("stop").limit()).hasToString("0 records in the calendar year");
    assertThat(rule("EX-1").kind()).isEqualTo(Rule.Kind.EXCEPTION);
    assertThat(rule("EX-1").from()).isEqualTo("2026-02-01");
    assertThat(rule("EX-1").until()).isEqualTo("2027-03-31");
    assertThat(rule("EX-1").reason()).isEqualTo("overflow");
  }

  @Test
  void aReleaseGoesAnywhereUnlessItSaysWhere() {
    assertThat(POLICY.release()).isNotNull();
    assertThat(POLICY.release().to()).containsExactly(new Area.Anywhere());
    assertThat(POLICY.release().duties().privacy()).isEqualTo(new PrivacyBudget(4, 1e-6));
  }

  @Test
  void aTestIsAQuestionInItsCircumstances() {
    PolicyTest test = POLICY.tests().get(0);
    Question question = test.question();
    Circumstances in = test.circumstances();

    assertThat(question.laws()).containsExactly(Location.of("DE"), Location.of("FR"));
    assertThat(question.categories()).isEmpty();
    assertThat(question.ciphertext()).isTrue();
    assertThat(question.persons()).hasValue(7);
    assertThat(question.records()).hasValue(9);
    assertThat(question.to().kind()).isEqualTo(Destination.Kind.ACCESS_POINT);
    assertThat(question.to().statements().get(0).until()).isEqualTo("2026-12-31");
    assertThat(in.use()).isEqualTo(Use.SERVE);
    assertThat(in.cited()).containsExactly("G-1");
    // Noon in Shanghai, on the first day of the policy.
    assertThat(in.at()).isEqualTo(Instant.parse("2026-01-01T04:00:00Z"));
    assertThat(in.conduct()).isEqualTo(new Conduct(true, null, false, Period.ofDays(3)));
    assertThat(in.homeCopies()).containsExactly(Location.of("RU"));
    assertThat(in.releases().get(0).policies()).containsExactly("de-cardio");
    assertThat(in.alsoTrusted()).containsExactly("test");
    assertThat(test.reason()).isEqualTo(Optional.of(Reason.NOT_YET));
    assertThat(test.text()).isEqualTo("2027");
    assertThat(test.rule()).isEqualTo("EX-1");
  }

  @Test
  void whatATestCountedIsSummedWithinTheWindowAndByOperator() {
    Counts counts = POLICY.tests().get(0).circumstances().counts();
    LocalDate first = LocalDate.of(2026, 1, 1);

    assertThat(counts.used("p", "c", true, "", first, first)).hasValue(3);
    assertThat(counts.used("p", "c", true, "x", first, first)).hasValue(3);
    assertThat(counts.used("p", "c", true, "y", first, first)).hasValue(0);
    assertThat(counts.used("p", "c", true, "", first.plusDays(1), first.plusDays(2))).hasValue(0);
    // Persons were counted, records were not.
    assertThat(counts.used("p", "c", false, "", first, first)).isEmpty();
  }

  @Test
  void aTableInAFileIsReadBesideThePolicy(@TempDir Path folder) throws IOException {
    String table =
        """
        apiVersion: bailiwick/v1
        kind: LocationTable
        metadata: {id: concern, on: 2026-06-01, source: a list}
        entries: [{location: CN}]
        """;
    Files.writeString(folder.resolve("concern.yaml"), table);
    String pinned =
        "tables: {CONCERN: {file: concern.yaml, sha256: " + CodeTable.sha256(table) + "}}\n";
    String text = BEGIN + pinned + REST.replace("to: [CH]", "to: [CONCERN]");
    Path file = Files.writeString(folder.resolve("p.yaml"), text);

    Policy policy = PolicyParser.parse(file);

    assertThat(policy.papers().tables()).extracting(PinnedTable::name).containsExactly("CONCERN");
    assertThat(policy.rules().get(0).to().get(0)).isInstanceOf(Area.Table.class);
    assertThatThrownBy(() -> PolicyParser.parse("elsewhere/p.yaml", text))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("elsewhere/p.yaml:10:26: there is no table 'concern.yaml'");
  }

  @Test
  void testsOfSeveralPoliciesAreAtOneMomentThatIsTheDayForAll(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("a.yaml"), BEGIN + REST);
    Files.writeString(
        folder.resolve("b.yaml"),
        (BEGIN + REST).replace("de-cardio", "other").replace("Asia/Shanghai", "America/New_York"));
    Path tests =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: PolicyTests
            testsOn: 2026-11-21
            policies: [a.yaml, b.yaml]
            tests: [{transfer: raw, law: DE, to: {location: DE}, expect: deny}]
            """);

    PolicyTestsParser.Suite suite = PolicyTestsParser.parse(tests);
    Instant at = suite.tests().get(0).circumstances().at();

    assertThat(suite.policies().policies())
        .extracting(policy -> policy.day(at))
        .containsExactly(LocalDate.of(2026, 11, 21), LocalDate.of(2026, 11, 21));
    assertThat(suite.tests().get(0).reason()).isEmpty();
    assertThat(suite.tests().get(0).rule()).isEmpty();
  }

  @Test
  void testsOfSeveralPoliciesNameTheirLaw(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.yaml"), BEGIN + REST);
    Path tests =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: PolicyTests
            policies: [a.yaml]
            tests: [{transfer: raw, to: {location: DE}, on: 2026-11-21, expect: deny}]
            """);

    assertThatThrownBy(() -> PolicyTestsParser.parse(tests))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("t.yaml:4:9: a test must say under which law the rows are");
  }
}
