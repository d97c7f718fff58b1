package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_HEAD_BYTES;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pulls sealed bytes, gives plaintext, one record at a time. */
final class OpeningInputStream extends InputStream {
  private final InputStream source;
  private final boolean ownsSource;
  private final RecordReader reader;
  private @Nullable Workbench bench;
  private @Nullable IOException failed;
  private boolean begun;
  private int position;
  private int limit;

  /**
   * @param ownsSource whether the stream is all that the source holds: then bytes after it are a
   *     fault, and closing this closes the source
   */
  OpeningInputStream(
      InputStream source, EpochKeys keys, StreamContext expected, boolean ownsSource) {
    this.source = source;
    this.ownsSource = ownsSource;
    this.bench = Workbench.borrow();
    this.reader = new RecordReader(bench, keys, expected);
  }

  @Override
  public int read() throws IOException {
    return ready() ? open().plain[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    int whole = direct(to, offset, length);
    if (whole > 0) {
      return whole;
    }
    if (!ready()) {
      return -1;
    }
    int n = Math.min(length, limit - position);
    System.arraycopy(open().plain, position, to, offset, n);
    position += n;
    return n;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = 0;
    while (skipped < bytes && ready()) {
      int n = (int) Math.min(bytes - skipped, limit - position);
      position += n;
      skipped += n;
    }
    return skipped;
  }

  @Override
  public long transferTo(OutputStream to) throws IOException {
    long moved = 0;
    while (ready()) {
      to.write(open().plain, position, limit - position);
      moved += limit - position;
      position = limit;
    }
    return moved;
  }

  @Override
  public int available() {
    return limit - position;
  }

  @Override
  public void close() throws IOException {
    Workbench mine = bench;
    bench = null;
    position = limit;
    if (mine != null) {
      mine.giveBack();
      if (ownsSource) {
        source.close();
      }
    }
  }

  /** A step that moves the stream on. */
  private interface Step {
    int take(Workbench mine) throws IOException;
  }

  /**
   * Opens the next record where the caller wants it, if it fits there and nothing else waits.
   *
   * @return how many bytes, or 0 if that is not possible; what is next may then wait in the bench
   */
  private int direct(byte[] to, int offset, int length) throws IOException {
    return position < limit || length < SealFormat.RECORD_PLAIN_BYTES
        ? 0
        : guarded(mine -> reader.atEnd() ? 0 : readRecord(mine, to, offset));
  }

  /**
   * Makes at least one byte of plaintext ready, or says that the end was reached and is in order.
   */
  private boolean ready() throws IOException {
    return position < limit
        || guarded(
                mine -> {
                  while (position == limit && !reader.atEnd()) {
                    // A record of padding holds nothing: what comes after it is looked at, too.
                    readRecord(mine, null, 0);
                  }
                  return limit - position;
                })
            > 0;
  }

  private int guarded(Step step) throws IOException {
    Workbench mine = open();
    if (failed != null) {
      throw SealException.again(failed);
    }
    try {
      if (!begun) {
        readHeader();
        begun = true;
      }
      return step.take(mine);
    } catch (IOException e) {
      // A source that fails inside a record is never asked again: what came next would pass for
      // the end.
      fail(e);
      throw e;
    } catch (RuntimeException e) {
      fail(new IOException(String.valueOf(e.getMessage()), e));
      throw e;
    }
  }

  /** Nothing is given after a failure, not even what waits. */
  private void fail(IOException why) {
    failed = why;
    position = limit;
  }

  private void readHeader() throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    int got = source.readNBytes(header, 0, HEADER_BYTES);
    if (got < HEADER_BYTES) {
      throw reader.incompleteHeader(header, got);
    }
    reader.header(header);
  }

  /**
   * Reads the next record into {@code to}, if that is given and can be, or else into the bench.
   *
   * @return how many bytes are in {@code to}
   */
  private int readRecord(Workbench mine, byte @Nullable [] to, int offset) throws IOException {
    int got = source.readNBytes(mine.sealed, 0, RECORD_HEAD_BYTES);
    if (got < RECORD_HEAD_BYTES) {
      throw reader.cutInHead(got);
    }
    int length = reader.recordHead();
    got = source.readNBytes(mine.sealed, RECORD_HEAD_BYTES, length);
    if (got < length) {
      throw reader.cutInBody(got);
    }
    int direct = to == null ? -1 : reader.recordInto(to, offset);
    position = 0;
    limit = 0;
    if (direct < 0) {
      int content = reader.record();
      position = content == 0 ? 0 : reader.contentFrom();
      limit = position + content;
    }
    if (ownsSource && reader.atEnd() && source.read() >= 0) {
      throw reader.trailing();
    }
    return Math.max(direct, 0);
  }

  private Workbench open() throws IOException {
    if (bench == null) {
      throw new IOException("This sealed stream was closed");
    }
    return bench;
  }
}
