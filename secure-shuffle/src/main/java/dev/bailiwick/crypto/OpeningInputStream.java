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

  /**
   * Makes at least one byte of plaintext ready, or says that the end was reached and is in order.
   */
  private boolean ready() throws IOException {
    Workbench mine = open();
    if (failed != null) {
      throw SealException.again(failed);
    }
    if (position < limit) {
      return true;
    }
    try {
      if (!begun) {
        readHeader();
        begun = true;
      }
      position = 0;
      limit = 0;
      while (limit == 0 && !reader.atEnd()) {
        // A record of padding holds nothing: what comes after it is looked at, too.
        int content = readRecord(mine);
        position = content == 0 ? 0 : reader.contentFrom();
        limit = content == 0 ? 0 : position + content;
      }
      return limit > 0;
    } catch (IOException e) {
      // A source that fails inside a record is never asked again: what came next would pass for
      // the end.
      failed = e;
      throw e;
    } catch (RuntimeException e) {
      failed = new IOException(String.valueOf(e.getMessage()), e);
      throw e;
    }
  }

  private void readHeader() throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    int got = source.readNBytes(header, 0, HEADER_BYTES);
    if (got < HEADER_BYTES) {
      throw reader.incompleteHeader(header, got);
    }
    reader.header(header);
  }

  private int readRecord(Workbench mine) throws IOException {
    int got = source.readNBytes(mine.sealed, 0, RECORD_HEAD_BYTES);
    if (got < RECORD_HEAD_BYTES) {
      throw reader.cutInHead(got);
    }
    int length = reader.recordHead();
    got = source.readNBytes(mine.sealed, RECORD_HEAD_BYTES, length);
    if (got < length) {
      throw reader.cutInBody(got);
    }
    int plain = reader.record();
    if (ownsSource && reader.atEnd() && source.read() >= 0) {
      throw reader.trailing();
    }
    return plain;
  }

  private Workbench open() throws IOException {
    if (bench == null) {
      throw new IOException("This sealed stream was closed");
    }
    return bench;
  }
}
