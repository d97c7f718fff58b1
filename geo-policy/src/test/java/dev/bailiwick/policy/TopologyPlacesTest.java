package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.signing.TestStewards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topology says of its places besides where they are. */
class TopologyPlacesTest {
  private static final String STATEMENTS =
      """
      apiVersion: bailiwick/v1
      kind: PlaceStatements
      metadata: {id: tuv, by: register@tuv.example, on: 2026-11-01}
      statements:
        - {place: fra, operator: klinik}
        - {place: desk, controlledFrom: [DE]}
      """;

  @TempDir Path dir;

  private Topology topology(String more) throws IOException {
    return TopologyParser.parse(
        Files.writeString(
            dir.resolve("topology.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: demo, trustDomain: bailiwick.example}
            coordinator: fra
            sites:
              - {name: fra, location: DE, storage: sites/fra}
            accessPoints:
              - {name: desk, location: CH}
            """
                + more));
  }

  @Test
  void statementsReachTheirPlaces() throws IOException {
    Files.writeString(dir.resolve("tuv.yaml"), STATEMENTS);

    Topology topology = topology("signatures: not-required\nstatements: [tuv.yaml]\n");

    assertThat(topology.places())
        .extracting(Destination::toString)
        .containsExactly("site fra (DE)", "access point desk (CH)");
    assertThat(topology.places().get(0).statements())
        .extracting(Statement::fact)
        .containsExactly(new Statement.Operator("klinik"));
    assertThat(topology.accessPoints().get(0).statements())
        .extracting(Statement::by, Statement::fact)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "register@tuv.example", new Statement.ControlledFrom(List.of(Location.of("DE")))));
  }

  @Test
  void aStatementAboutAPlaceThatIsNotThereIsAnError() throws IOException {
    Path file = Files.writeString(dir.resolve("tuv.yaml"), STATEMENTS.replace("desk", "desq"));

    assertThatThrownBy(() -> topology("signatures: not-required\nstatements: [tuv.yaml]\n"))
        .hasMessage(
            file
                + ":6:5: the statement is about 'desq', which the topology does not have; it has"
                + " desk, fra.");
  }

  @Test
  void statementsMustBeSignedWhereThePoliciesMust() throws Exception {
    Path file = Files.writeString(dir.resolve("tuv.yaml"), STATEMENTS);
    TestStewards stewards = new TestStewards();
    byte[] der = stewards.trusted().get(0).getEncoded();
    Files.writeString(
        dir.resolve("stewards.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n");
    String required = "stewards: stewards.pem\nstatements: [tuv.yaml]\n";

    assertThatThrownBy(() -> topology(required))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageStartingWith(file + ": is not signed");

    DetachedSignature.sign(file, stewards.signer("register@tuv.example"));

    assertThat(topology(required).documentTrust().isRequired()).isTrue();
    assertThat(topology(required).places().get(0).statements()).hasSize(1);
  }

  @Test
  void theDefaultPolicyGovernsOnlyWhatNoOtherGoverns() throws IOException {
    String text =
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: ID, version: 1.0.0, steward: dpo@klinik.example}
        dataset: {match: "s3a://klinik/**", jurisdiction: DE}
        rules: [{id: keep, effect: allow, transfer: [raw], to: [DE]}]
        """;
    Path own = Files.writeString(dir.resolve("own.yaml"), text.replace("ID", "own"));
    Files.writeString(dir.resolve("rest.yaml"), text.replace("ID", "rest"));

    PolicySet set =
        topology("signatures: not-required\ndefaultPolicy: rest.yaml\n").policies(List.of(own));

    assertThat(set.attachedTo("s3a://klinik/cardio").policies()).hasToString("[own 1.0.0]");
    assertThat(set.attachedTo("s3a://elsewhere").policies()).hasToString("[rest 1.0.0]");
    assertThat(topology("signatures: not-required\n").policies(List.of(own)).attachedTo("/x"))
        .hasToString("policies []");
  }
}
