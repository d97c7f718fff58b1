package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.signing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final DocumentSigner SIGNER = AUTHORITY.signer("fra");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheLog() {
    file = folder.resolve("audit.jsonl");
  }

  private AuditReport verify() {
    return AuditVerifier.verify(file, AUTHORITY.trusted());
  }

  @Test
  void aClosedLogVerifies() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      log.append(
          "denial", Map.of("site", "iad", "rows", 17L, "share", 0.5, "layers", List.of("plan")));
      log.append("run.finished", Map.of());
    }

    AuditReport report = verify();

    assertThat(report.entries()).isEqualTo(4);
    assertThat(report.unsigned()).isZero();
    assertThat(report.closed()).isTrue();
    assertThat(report.signer()).isEqualTo("spiffe://bailiwick.example/site/fra");
    assertThat(report.first()).isBeforeOrEqualTo(report.last());
    assertThat(report.head().seq()).isEqualTo(3);
  }

  @Test
  void aReopenedLogContinuesTheChain() {
    AuditLog.open(file, SIGNER).close();
    String name = verify().log();
    try (AuditLog log = AuditLog.open(file, AUTHORITY.signer("nrt"))) {
      log.append("denial", Map.of("n", 1));
    }

    assertThat(verify().log()).isEqualTo(name);
    assertThat(verify().entries()).isEqualTo(5);
    assertThat(verify().signer()).isEqualTo("spiffe://bailiwick.example/site/nrt");
  }

  @Test
  void aLogThatWasNotClosedSaysHowManyEntriesNoSignatureCovers() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      log.append("denial", Map.of("n", 1));
      log.append("denial", Map.of("n", 2));

      assertThat(verify().unsigned()).isEqualTo(2);
      assertThat(verify().closed()).isFalse();
    }
  }

  @Test
  void aHeadIsSignedEverySoManyEntries() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      for (int i = 0; i < AuditLog.HEAD_EVERY + 5; i++) {
        log.append("denial", Map.of("n", i));
      }

      assertThat(verify().unsigned()).isEqualTo(5);
    }
  }

  @Test
  void aLineThatACrashLeftUnfinishedIsRemovedAndCounted() throws IOException {
    AuditLog.open(file, SIGNER).close();
    Files.writeString(file, "{\"at\":\"2026", StandardOpenOption.APPEND);

    assertThatThrownBy(this::verify)
        .hasMessage(
            file
                + " ends in an unfinished line of 11 bytes, as a crash leaves it; open the log once"
                + " to mend it.");
    AuditLog.open(file, SIGNER).close();

    assertThat(verify().entries()).isEqualTo(4);
    assertThat(Files.readAllLines(file).get(2)).contains("\"torn\":11").contains("\"unsigned\":0");
  }

  @Test
  void aSecondWriterIsRefused() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      assertThatThrownBy(() -> AuditLog.open(file, SIGNER))
          .isInstanceOfSatisfying(
              BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessage(
              "The audit log "
                  + file
                  + " is being written by another; wait for it, or use another file.");
      log.append("denial", Map.of());
    }
    AuditLog.open(file, SIGNER).close();
  }

  @Test
  void aLogOfAnotherAuthorityIsNotContinued() {
    AuditLog.open(file, SIGNER).close();
    DocumentSigner stranger = TestAuthority.create("stranger").signer("fra");

    assertThatThrownBy(() -> AuditLog.open(file, stranger))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC))
        .hasMessageStartingWith(file + ".head: The signer's certificate chain does not lead to");
    assertThat(verify().entries()).isEqualTo(2);
  }

  @Test
  void badEntriesAreRefusedAndTheLogGoesOn() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      assertThatThrownBy(() -> log.append("log.closed", Map.of()))
          .hasMessage(
              "'log.closed' is no type of an audit entry; expected lower-case letters, digits, '.'"
                  + " and '-', and not log. in front.");
      assertThatThrownBy(() -> log.append("denial", Map.of("x", Double.NaN)))
          .hasMessageStartingWith("Found a number that is not finite");
      assertThatThrownBy(() -> log.append("denial", Map.of("x", "y".repeat(70_000))))
          .hasMessage("The fields of an audit entry are 70008 bytes; at most 65536 are written.");
      log.append("denial", Map.of("x", 1));
    }
    assertThat(verify().entries()).isEqualTo(3);
  }

  @Test
  void aClosedLogTakesNoMore() {
    AuditLog log = AuditLog.open(file, SIGNER);
    log.close();
    log.close();

    assertThatThrownBy(() -> log.append("denial", Map.of()))
        .hasMessage(file + " is closed, and takes no more entries; open it again.");
  }

  @Test
  void threadsAppendWithoutLoss() {
    try (AuditLog log = AuditLog.open(file, SIGNER)) {
      IntStream.range(0, 100).parallel().forEach(i -> log.append("denial", Map.of("n", i)));
    }
    assertThat(verify().entries()).isEqualTo(102);
  }
}
