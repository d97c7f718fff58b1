package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks a log from its first entry to its last, checking that each follows from the one before. */
final class Chain {
  private final Path file;
  private @Nullable Entry first;
  private @Nullable Entry last;
  private long bytes;
  private int torn;

  private Chain(Path file) {
    this.file = file;
  }

  /**
   * Walks a log; {@code NOT_AUTHENTIC} at the first entry that does not follow.
   *
   * @param visitor sees each entry in turn
   */
  static Chain walk(Path file, Consumer<Entry> visitor) {
    Chain chain = new Chain(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      chain.walk(in, visitor);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be read; check the disk and its rights.", e);
    }
    return chain;
  }

  /** The first entry; {@code NOT_AUTHENTIC} if there is none. */
  Entry first() {
    if (first == null) {
      throw Head.refused(file, "has no entry; expected at least " + Entry.OPENED + ".");
    }
    return first;
  }

  /** The last entry; {@code NOT_AUTHENTIC} if there is none. */
  Entry last() {
    first();
    return Objects.requireNonNull(last);
  }

  /** The random name of the log. */
  String log() {
    return first().fields().path("log").asText();
  }

  /** How many bytes the complete lines have. */
  long bytes() {
    return bytes;
  }

  /** How many bytes of an unfinished line stand after them. */
  int torn() {
    return torn;
  }

  private void walk(InputStream in, Consumer<Entry> visitor) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        visitor.accept(next(line.toByteArray()));
        bytes += line.size() + 1;
        line.reset();
      } else {
        line.write(b);
        if (line.size() > Entry.MAX_LINE_BYTES) {
          throw refused("is longer than any entry.");
        }
      }
    }
    torn = line.size();
  }

  private Entry next(byte[] line) {
    Entry entry =
        Entry.parse(line).orElseThrow(() -> refused("is not an entry in canonical form."));
    long expected = last == null ? 0 : last.seq() + 1;
    if (entry.seq() != expected) {
      throw refused(
          "has the number "
              + entry.seq()
              + "; expected "
              + expected
              + ": entries were removed, moved or inserted.");
    }
    if (!entry.prev().equals(last == null ? Entry.NONE : last.hash())) {
      throw refused("does not follow from the entry before it: one of the two was exchanged.");
    }
    if (!entry.hash().equals(entry.trueHash())) {
      throw refused("was altered: its content does not have the hash that it states.");
    }
    if (last == null) {
      checkFirst(entry);
      first = entry;
    }
    last = entry;
    return entry;
  }

  private void checkFirst(Entry entry) {
    String format = entry.fields().path("format").asText();
    if (!entry.type().equals(Entry.OPENED) || !format.equals(Entry.FORMAT)) {
      throw refused("does not open a log of format " + Entry.FORMAT + ".");
    }
  }

  private BailiwickException refused(String what) {
    long line = last == null ? 1 : last.seq() + 2;
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC, file + ":" + line + ": this line " + what);
  }
}
