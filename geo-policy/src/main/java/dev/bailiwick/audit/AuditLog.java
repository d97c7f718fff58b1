package dev.bailiwick.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An append-only, hash-chained, signed record; {@code docs/formats/audit-log.md} specifies it.
 *
 * <p>Guarantees: when {@link #append} returns, the entry is on the disk. Whatever is altered,
 * reordered, inserted or cut up to the last signed head is found by {@link AuditVerifier}. There is
 * one writer at a time. After a failed write, it takes no more entries.
 *
 * <p>Limits: up to {@value #HEAD_EVERY} entries since the last head are chained but not signed; and
 * an older copy of the log together with its head is a valid log. Safe for use by many threads.
 */
public final class AuditLog implements AutoCloseable {
  static final int HEAD_EVERY = 64;
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
  private static final String RESERVED = "log.";
  private static final int ID_BYTES = 16;

  private final Path file;
  private final DocumentSigner signer;
  private final Clock clock;
  private final LogFile out;
  private String log = "";
  private @Nullable Entry last;
  private int sinceHead;
  private boolean broken;
  private boolean closed;

  private AuditLog(Path file, DocumentSigner signer, Clock clock, LogFile out) {
    this.file = file;
    this.signer = signer;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Opens a log, or makes one. An existing log is verified first, and must be signed under the
   * authority that stands last in the signer's chain.
   *
   * @throws BailiwickException {@code NOT_AUTHENTIC} if the log does not verify; {@code
   *     UNAVAILABLE} if another writer has it or the disk fails
   */
  public static AuditLog open(Path file, DocumentSigner signer) {
    List<X509Certificate> chain = signer.chain();
    return open(file, signer, chain.subList(chain.size() - 1, chain.size()));
  }

  /** The same, for a log that may be signed under any of these authorities. */
  public static AuditLog open(
      Path file, DocumentSigner signer, Collection<X509Certificate> trusted) {
    return open(file, signer, trusted, Clock.systemUTC());
  }

  static AuditLog open(
      Path file, DocumentSigner signer, Collection<X509Certificate> trusted, Clock clock) {
    LogFile out = LogFile.open(file);
    try {
      AuditLog log = new AuditLog(file, signer, clock, out);
      log.start(trusted);
      return log;
    } catch (RuntimeException | IOException e) {
      out.closeQuietly();
      throw e instanceof BailiwickException b ? b : failed(file, e);
    }
  }

  /**
   * Appends an entry.
   *
   * @param type what happened: lower-case letters, digits, '.' and '-'; not {@code log.…}
   * @param fields JSON values: texts, numbers, truth values, null, lists and maps of them; at most
   *     64 KiB. No secrets, no row values
   * @throws BailiwickException {@code BAD_ARGUMENT}, and the log is as before; {@code UNAVAILABLE}
   *     if the entry could not be written, and the log takes no more
   */
  public synchronized void append(String type, Map<String, ?> fields) {
    if (!TYPE.matcher(type).matches() || type.startsWith(RESERVED)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "'"
              + type
              + "' is no type of an audit entry; expected lower-case letters, digits, '.' and"
              + " '-', and not "
              + RESERVED
              + " in front.");
    }
    ObjectNode json = json(fields);
    checkOpen();
    try {
      write(type, json);
      if (sinceHead >= HEAD_EVERY) {
        writeHead();
      }
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw failed(file, e);
    }
  }

  /** The file that it writes. */
  public Path file() {
    return file;
  }

  /** Writes the last entry and signs the log; closing again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!broken && last != null) {
        write(Entry.CLOSED, json(Map.of("entries", last.seq() + 1)));
        writeHead();
      }
    } catch (IOException | RuntimeException e) {
      throw failed(file, e);
    } finally {
      out.closeQuietly();
    }
  }

  private void start(Collection<X509Certificate> trusted) throws IOException {
    String name = AuditVerifier.name(signer.chain().get(0));
    if (Files.size(file) == 0 && !Files.exists(Head.file(file))) {
      byte[] id = new byte[ID_BYTES];
      new SecureRandom().nextBytes(id);
      log = HexFormat.of().formatHex(id);
      write(Entry.OPENED, json(Map.of("format", Entry.FORMAT, "log", log, "signer", name)));
    } else {
      AuditVerifier.Verified verified = AuditVerifier.verified(file, trusted, List.of());
      Chain chain = verified.chain();
      log = chain.log();
      last = chain.last();
      out.cutTo(chain.bytes());
      long unsigned = chain.last().seq() - verified.head().seq();
      write(
          Entry.REOPENED,
          json(Map.of("log", log, "signer", name, "unsigned", unsigned, "torn", chain.torn())));
    }
    writeHead();
  }

  private void write(String type, ObjectNode fields) throws IOException {
    long seq = last == null ? 0 : last.seq() + 1;
    String prev = last == null ? Entry.NONE : last.hash();
    Entry entry =
        Entry.after(seq, prev, clock.instant().truncatedTo(ChronoUnit.MICROS), type, fields);
    out.append(entry.line());
    last = entry;
    sinceHead++;
  }

  private void writeHead() throws IOException {
    if (last != null) {
      Head.sign(log, last, clock.instant().truncatedTo(ChronoUnit.MICROS), signer).write(file);
      sinceHead = 0;
    }
  }

  private void checkOpen() {
    if (closed || broken) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          file
              + (closed ? " is closed" : " could not be written before")
              + ", and takes no more entries; open it again.");
    }
  }

  /** Fields as a reader of the line will see them; {@code BAD_ARGUMENT} if they are no JSON. */
  static ObjectNode json(Map<String, ?> fields) {
    try {
      ObjectNode json = Entry.JSON.valueToTree(fields);
      // What is hashed now must be what a reader of the line sees: numbers of one kind, nothing
      // else.
      byte[] bytes = CanonicalJson.bytes(json);
      if (bytes.length <= Entry.MAX_FIELD_BYTES
          && Entry.JSON.readTree(bytes) instanceof ObjectNode read) {
        return read;
      }
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The fields of an audit entry are "
              + bytes.length
              + " bytes; at most "
              + Entry.MAX_FIELD_BYTES
              + " are written.");
    } catch (IllegalArgumentException | IOException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "The fields of an audit entry are no JSON values.", e);
    }
  }

  private static BailiwickException failed(Path file, Exception cause) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The audit log "
            + file
            + " cannot be written ("
            + cause.getMessage()
            + "); check the disk and its rights. Nothing goes on without it.",
        cause);
  }
}
