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
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatementsParserTest {
  private static final Path BROKEN = Path.of("src/test/resources/broken/statements");
  private static final String BY = "register@tuv.example";
  private static final TestStewards STEWARDS = new TestStewards();
  private static final String TEXT =
      """
      apiVersion: bailiwick/v1
      kind: PlaceStatements
      metadata: {id: tuv-2026-11, by: register@tuv.example, on: 2026-11-01}
      statements:
        - {place: fra, operator: klinik, from: 2026-01-01, until: 2027-12-31}
        - {place: fra, operator: newco, from: 2028-01-01}
        - {place: fra, controlledFrom: [DE, FR-973]}
        - {place: iad, certified: eu-us-dpf, until: 2027-03-31}
        - {place: fra, attested: sev-snp}
        - {place: iad, operator: newco}
        - {place: iad, certified: eu-us-dpf}
      """;

  private record Fault(String name, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("tuv.yaml"), TEXT);
  }

  static Stream<Fault> faults() throws IOException {
    return Files.readAllLines(BROKEN.resolve("messages.txt")).stream()
        .map(line -> line.split(" \\| ", 2))
        .map(parts -> new Fault(parts[0], parts[1]));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenDocumentEndsInItsMessage(Fault fault) {
    Path broken = BROKEN.resolve(fault.name() + ".yaml");

    assertRefused(
        () -> StatementsParser.parse(broken),
        ErrorCode.BAD_DOCUMENT,
        broken + ":" + fault.message());
  }

  @Test
  void everyBrokenDocumentHasAMessage() throws IOException {
    try (Stream<Path> files = Files.list(BROKEN)) {
      assertThat(faults().map(fault -> fault.name() + ".yaml"))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(f -> f.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml"))
                  .toList());
    }
  }

  @Test
  void aDocumentIsReadWithPlacesAndDays() {
    StatementsDocument read = StatementsParser.parse(file);

    assertThat(read.id()).isEqualTo("tuv-2026-11");
    assertThat(read.by()).isEqualTo(BY);
    assertThat(read.on()).isEqualTo("2026-11-01");
    assertThat(read.statements())
        .extracting(Statement::fact)
        .containsExactly(
            new Statement.Operator("klinik"),
            new Statement.Operator("newco"),
            new Statement.ControlledFrom(List.of(Location.of("DE"), Location.of("GF"))),
            new Statement.Certified("eu-us-dpf"),
            new Statement.Attested("sev-snp"),
            new Statement.Operator("newco"),
            new Statement.Certified("eu-us-dpf"));
    assertThat(read.statements()).allMatch(statement -> statement.by().equals(BY));
    assertThat(read.statements().get(0).place()).isEqualTo("fra");
    assertThat(read.statements().get(0).at()).hasToString(file + ":5:5");
  }

  @Test
  void bothEndsOfAPeriodAreInside() {
    Statement operator = StatementsParser.parse(file).statements().get(0);

    assertThat(operator.covers(LocalDate.parse("2025-12-31"))).isFalse();
    assertThat(operator.covers(LocalDate.parse("2026-01-01"))).isTrue();
    assertThat(operator.covers(LocalDate.parse("2027-12-31"))).isTrue();
    assertThat(operator.covers(LocalDate.parse("2028-01-01"))).isFalse();
  }

  @Test
  void aDocumentMayStateNothing() throws IOException {
    Files.writeString(file, TEXT.substring(0, TEXT.indexOf("statements:")) + "statements: []\n");

    assertThat(StatementsParser.parse(file).statements()).isEmpty();
  }

  @Test
  void tooManyStatementsAreRefused() throws IOException {
    Files.writeString(
        file,
        TEXT.substring(0, TEXT.indexOf("  - {"))
            + "  - {place: fra, attested: tdx}\n".repeat(10_001));

    assertRefused(
        () -> StatementsParser.parse(file),
        ErrorCode.BAD_DOCUMENT,
        file
            + ":5:3: 'statements' has 10001 statements; expected at most 10000: use another"
            + " document for the rest.");
  }

  @Test
  void aSignedDocumentIsReadAndAnUnsignedOneIsNot() {
    assertRefused(
        () -> StatementsParser.verified(file, STEWARDS.trusted(), Instant.now()),
        ErrorCode.NOT_AUTHENTIC,
        file
            + ": is not signed: there is no tuv.yaml.sig beside it; ask register@tuv.example for"
            + " it, and keep both files together.");

    DetachedSignature.sign(file, STEWARDS.signer(BY));

    assertThat(StatementsParser.verified(file, STEWARDS.trusted(), Instant.now()))
        .isEqualTo(StatementsParser.parse(file));
  }

  @Test
  void aDocumentThatWasChangedOrIsSignedBySomebodyElseIsRefused() throws IOException {
    DetachedSignature.sign(file, STEWARDS.signer("somebody@tuv.example"));
    assertRefused(
        () -> StatementsParser.verified(file, STEWARDS.trusted(), Instant.now()),
        ErrorCode.NOT_AUTHENTIC,
        file
            + ": is signed by [somebody@tuv.example]; expected a signature by"
            + " register@tuv.example, spelled so in the certificate.");

    DetachedSignature.sign(file, STEWARDS.signer(BY));
    Files.writeString(file, TEXT.replace("2027-03-31", "2037-03-31"));
    assertRefused(
        () -> StatementsParser.verified(file, STEWARDS.trusted(), Instant.now()),
        ErrorCode.NOT_AUTHENTIC,
        file + ": The signature does not match: the signed bytes or the signature were altered.");
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BailiwickException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
