package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One operation's turn at a ledger: locked, verified up to its last entry, and mended. */
final class LedgerTurn implements AutoCloseable {
  private final LedgerBook book;
  private final DocumentSigner signer;
  private final LogFile out;

  private LedgerTurn(LedgerBook book, DocumentSigner signer, LogFile out) {
    this.book = book;
    this.signer = signer;
    this.out = out;
  }

  /**
   * Waits for a turn, but no longer than that.
   *
   * @param known entries that the ledger must contain
   */
  static LedgerTurn begin(
      LedgerBook book, DocumentSigner signer, Collection<AuditHead> known, Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    lock(book, wait);
    try {
      if (!Files.exists(book.file())) {
        throw missing(book.file());
      }
      book.expect(known);
      book.readAhead();
      LogFile out =
          LogFile.open(book.file(), Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      return begin(new LedgerTurn(book, signer, out));
    } catch (RuntimeException e) {
      book.lock().unlock();
      throw e;
    }
  }

  private static LedgerTurn begin(LedgerTurn turn) {
    try {
      turn.readOnAndMend();
      return turn;
    } catch (IOException | RuntimeException e) {
      turn.book.forget();
      turn.out.closeQuietly();
      throw e instanceof BailiwickException b ? b : failed(turn.book.file(), e);
    }
  }

  /** What is counted, up to the last entry. */
  LedgerCounts counts() {
    return book.counts();
  }

  /** The last entry. */
  Entry last() {
    return book.chain().last();
  }

  /**
   * Appends an entry and signs it. {@code BAD_ARGUMENT}, and nothing was done; another error, and
   * it may or may not have been.
   */
  void append(String type, Map<String, ?> fields) {
    var json = AuditLog.json(fields);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Entry entry = Entry.after(last().seq() + 1, last().hash(), now, type, json);
    try {
      // Before the entry, so that a signer whom nobody can verify leaves none.
      Head head = Head.sign(book.chain().log(), entry, now, signer);
      head.verify(book.trusted());
      out.append(entry.line());
      head.write(book.file());
      book.wrote(entry);
    } catch (IOException | RuntimeException e) {
      book.forget();
      throw e instanceof BailiwickException b ? b : failed(book.file(), e);
    }
  }

  @Override
  public void close() {
    out.closeQuietly();
    book.lock().unlock();
  }

  private void readOnAndMend() throws IOException {
    AuditVerifier.Verified verified = book.readOn();
    int torn = verified.chain().torn();
    long unsigned = verified.chain().last().seq() - verified.head().seq();
    if (torn > 0 || unsigned > 0) {
      out.cutTo(verified.chain().bytes());
      String name = AuditVerifier.name(signer.chain().get(0));
      append(
          Entry.REOPENED,
          Map.of(
              "log",
              verified.chain().log(),
              "signer",
              name,
              "unsigned",
              unsigned,
              "torn",
              (long) torn));
    }
  }

  private static void lock(LedgerBook book, Duration wait) {
    try {
      if (book.lock().tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The ledger "
            + book.file()
            + " is used by other threads of this process, and was not free within "
            + wait.toSeconds()
            + " s, or waiting for it was interrupted; try again.");
  }

  private static BailiwickException missing(Path file) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "There is no ledger "
            + file
            + "; what was counted is unknown, not zero. Check the path, and if this ledger never"
            + " was, make it with 'bailiwick policy ledger init'.");
  }

  private static BailiwickException failed(Path file, Exception cause) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The ledger "
            + file
            + " cannot be read or written ("
            + cause.getMessage()
            + "); check the disk and its rights. Nothing goes on without it.",
        cause);
  }
}
