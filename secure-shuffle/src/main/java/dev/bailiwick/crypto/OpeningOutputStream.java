package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_HEAD_BYTES;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes sealed bytes, in pieces of any size, and pushes plaintext on, one record at a time. */
final class OpeningOutputStream extends OutputStream {
  private enum Part {
    HEADER,
    RECORD_HEAD,
    RECORD_BODY,
    END
  }

  private final OutputStream sink;
  private final RecordReader reader;
  private final byte[] header = new byte[HEADER_BYTES];
  private final byte[] single = new byte[1];
  private @Nullable Workbench bench;
  private @Nullable IOException failed;
  private Part part = Part.HEADER;
  private int have;
  private int need = HEADER_BYTES;

  OpeningOutputStream(OutputStream sink, EpochKeys keys, StreamContext expected) {
    this.sink = sink;
    this.bench = Workbench.borrow();
    this.reader = new RecordReader(bench, keys, expected);
  }

  @Override
  public void write(int b) throws IOException {
    single[0] = (byte) b;
    write(single, 0, 1);
  }

  @Override
  public void write(byte[] sealed, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sealed.length);
    if (bench == null) {
      throw new IOException("This sealed stream was closed");
    }
    if (failed != null) {
      throw SealException.again(failed);
    }
    try {
      int at = offset;
      int end = offset + length;
      while (at < end) {
        if (part == Part.END) {
          throw reader.trailing();
        }
        int n = Math.min(end - at, need - have);
        byte[] to = part == Part.HEADER ? header : bench.sealed;
        int from = part == Part.RECORD_BODY ? RECORD_HEAD_BYTES : 0;
        System.arraycopy(sealed, at, to, from + have, n);
        have += n;
        at += n;
        if (have == need) {
          partComplete(bench);
        }
      }
    } catch (IOException e) {
      // Also when the sink failed: what it has then lacks a record.
      failed = e;
      throw e;
    }
  }

  private void partComplete(Workbench mine) throws IOException {
    have = 0;
    switch (part) {
      case HEADER -> {
        reader.header(header);
        next(Part.RECORD_HEAD, RECORD_HEAD_BYTES);
      }
      case RECORD_HEAD -> next(Part.RECORD_BODY, reader.recordHead());
      case RECORD_BODY -> {
        int content = reader.record();
        if (reader.atEnd()) {
          next(Part.END, 0);
        } else {
          next(Part.RECORD_HEAD, RECORD_HEAD_BYTES);
        }
        sink.write(mine.plain, reader.contentFrom(), content);
      }
      case END -> throw reader.trailing();
    }
  }

  private void next(Part nextPart, int bytes) {
    part = nextPart;
    need = bytes;
  }

  @Override
  public void flush() throws IOException {
    sink.flush();
  }

  /** Closes the sink in any case, and then says whether the stream was complete. */
  @Override
  public void close() throws IOException {
    Workbench mine = bench;
    bench = null;
    if (mine == null) {
      return;
    }
    IOException incomplete =
        failed != null ? SealException.again(failed) : part == Part.END ? null : cut();
    mine.giveBack();
    if (incomplete == null) {
      sink.close();
      return;
    }
    try {
      sink.close();
    } catch (IOException e) {
      incomplete.addSuppressed(e);
    }
    throw incomplete;
  }

  private SealException cut() {
    return switch (part) {
      case HEADER -> reader.incompleteHeader(header, have);
      case RECORD_HEAD -> reader.cutInHead(have);
      case RECORD_BODY, END -> reader.cutInBody(have);
    };
  }
}
