package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes plaintext, writes sealed bytes. A full record waits until it is known not to be the last.
 */
final class SealingOutputStream extends OutputStream {
  private final OutputStream sink;
  private final EpochKey key;
  private final StreamContext context;
  private @Nullable Workbench bench;
  private @Nullable IOException failed;
  private boolean begun;
  private long index;
  private int filled;

  SealingOutputStream(OutputStream sink, EpochKey key, StreamContext context) {
    this.sink = sink;
    this.key = key;
    this.context = context;
    this.bench = Workbench.borrow();
  }

  @Override
  public void write(int b) throws IOException {
    Workbench mine = open();
    if (filled == RECORD_PLAIN_BYTES) {
      emit(mine, mine.plain, 0, filled, false);
      filled = 0;
    }
    mine.plain[filled++] = (byte) b;
  }

  @Override
  public void write(byte[] plain, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, plain.length);
    Workbench mine = open();
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (filled == RECORD_PLAIN_BYTES) {
        emit(mine, mine.plain, 0, filled, false);
        filled = 0;
      }
      if (filled == 0 && end - at > RECORD_PLAIN_BYTES) {
        // More follows in this very array: no copy.
        emit(mine, plain, at, RECORD_PLAIN_BYTES, false);
        at += RECORD_PLAIN_BYTES;
      } else {
        int n = Math.min(end - at, RECORD_PLAIN_BYTES - filled);
        System.arraycopy(plain, at, mine.plain, filled, n);
        filled += n;
        at += n;
      }
    }
  }

  /** Passes on what was sealed. It does not end a record: a plaintext has one possible division. */
  @Override
  public void flush() throws IOException {
    sink.flush();
  }

  @Override
  public void close() throws IOException {
    Workbench mine = bench;
    if (mine == null) {
      return;
    }
    try (OutputStream closing = sink) {
      if (failed == null) {
        emit(mine, mine.plain, 0, filled, true);
        closing.flush();
      }
    } finally {
      bench = null;
      mine.usedPlain(index > 0 ? RECORD_PLAIN_BYTES : filled);
      mine.giveBack();
    }
  }

  private void emit(Workbench mine, byte[] plain, int offset, int length, boolean last)
      throws IOException {
    try {
      if (!begun) {
        begin(mine);
      }
      if (index == SealFormat.MAX_RECORDS) {
        throw new IOException("A sealed stream ends after 2^32 records: begin another");
      }
      int sealedBytes = mine.cipher.seal(index, last, plain, offset, length, mine.sealed);
      index++;
      sink.write(mine.sealed, 0, sealedBytes);
    } catch (IOException e) {
      failed = e;
      throw e;
    }
  }

  private void begin(Workbench mine) throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    byte[] placeDigest = context.digest();
    mine.cipher.start(StreamHeader.write(header, key, placeDigest, mine.hkdf), placeDigest);
    begun = true;
    sink.write(header);
  }

  private Workbench open() throws IOException {
    if (bench == null) {
      throw new IOException("This sealed stream was closed");
    }
    if (failed != null) {
      throw new IOException("This sealed stream failed before", failed);
    }
    return bench;
  }
}
