package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    return walk(file, null, Long.MAX_VALUE, visitor);
  }

  /**
   * The same, from where an earlier walk ended. What stands before is not read again, but for its
   * last entry: it must be where and what it was.
   *
   * @param seen the earlier walk; null to begin at the first entry
   * @param upTo the number of the entry to stop after, if it comes
   * @param visitor sees the entries after it
   */
  static Chain walk(Path file, @Nullable Chain seen, long upTo, Consumer<Entry> visitor) {
    Chain chain = new Chain(file);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (seen != null) {
        chain.goOnFrom(seen, channel);
      }
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
      chain.walk(in, upTo, visitor);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be read; check the disk and its rights.", e);
    }
    return chain;
  }

  /** This chain and one entry more, which was written after its last. */
  Chain and(Entry entry) {
    Chain longer = new Chain(file);
    longer.first = first();
    longer.last = entry;
    longer.bytes = bytes + entry.line().length + 1;
    return longer;
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

  private void goOnFrom(Chain seen, SeekableByteChannel channel) throws IOException {
    if (channel.size() < seen.bytes) {
      throw Head.refused(
          file,
          "has "
              + channel.size()
              + " bytes, but "
              + seen.bytes
              + " were read before: its end was cut off, or an older copy was put in its place.");
    }
    byte[] line = seen.last().line();
    ByteBuffer found = ByteBuffer.allocate(line.length + 1);
    channel.position(seen.bytes - found.capacity());
    while (found.hasRemaining() && channel.read(found) >= 0) {
      // Reads on until the line is there.
    }
    byte[] expected = Arrays.copyOf(line, found.capacity());
    expected[line.length] = '\n';
    if (!Arrays.equals(found.array(), expected)) {
      throw Head.refused(
          file,
          "was rewritten: entry " + seen.last().seq() + " is no longer what was read before.");
    }
    first = seen.first;
    last = seen.last;
    bytes = seen.bytes;
  }

  private void walk(InputStream in, long upTo, Consumer<Entry> visitor) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        Entry entry = next(line.toByteArray());
        visitor.accept(entry);
        bytes += line.size() + 1;
        line.reset();
        if (entry.seq() == upTo) {
          return;
        }
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
